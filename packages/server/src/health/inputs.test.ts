import { DAY_MS } from "@habitus/kernel";
import { DEFAULT_CONTEXT, parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import type { Examined } from "./examined.ts";
import { brokenInputs } from "./inputs.ts";

function examined(looked: number): Examined {
  const parsed = parseDefinition(
    '(did "Order Paid" where colour is "red") and (did "Order Sent" where colour is "red") and tier is "a"',
  );
  if (parsed.kind !== "ok") throw new Error("a definition that can be read");
  const event = (name: string) => ({ name, count: 9, looked, properties: [], closed: true });
  const observed = {
    events: [event("Order Paid"), event("Order Sent")],
    eventsClosed: true,
    traits: [],
    traitsClosed: true,
  };
  const eventNames = [{ name: "Order Paid", count: 9, lastSeen: 0 }];
  const context = DEFAULT_CONTEXT;
  const round = { observed, eventNames, context, at: 20 * DAY_MS, settings: { quietDays: 14 } };
  return { round, segment: { definition: parsed.definition } } as unknown as Examined;
}

test("what an input is about stays the same whatever its sentence counts", () => {
  const subjects = (looked: number) => brokenInputs(examined(looked)).map(({ subject }) => subject);
  expect(subjects(5)).toEqual(["colour of Order Paid", "colour of Order Sent", "tier", "Order Paid"]);
  expect(subjects(500)).toEqual(subjects(5));
  const [says] = [5, 500].map((looked) => brokenInputs(examined(looked))[0]?.says);
  expect(says).toContain("the newest 5 ");
});
