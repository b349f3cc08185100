import { DAY_MS, hash128, hashHex, type Instant, reservedTrait } from "@habitus/kernel";
import { DEFAULT_CONTEXT, type History, parseDefinition, planDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { createReplay } from "./replay.ts";

const IN_LIST: History["traits"][number] = {
  name: reservedTrait("list", "vip"),
  value: true,
  time: 10 * DAY_MS,
  idHash: hashHex(hash128("upload")),
};
const BOUGHT = 50 * DAY_MS;
const HISTORY: History = {
  events: [
    { name: "buy", time: BOUGHT, idHash: hashHex(hash128("buy")), offsetMinutes: null, properties: {} },
  ],
  traits: [IN_LIST],
};

function courseOf(history: History, { from, to }: { readonly from: Instant; readonly to: Instant }) {
  const parsed = parseDefinition(`in list "vip"`);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  const plan = planDefinition(parsed.definition, { ...DEFAULT_CONTEXT, lists: ["vip"] });
  return createReplay({ plans: [{ from, plan }], from, to, present: to }).courseOf(history, BOUGHT);
}

test("who was named by a fact before the first event is known from then on", () => {
  expect(courseOf(HISTORY, { from: 0, to: 100 * DAY_MS })).toEqual({
    wasIn: false,
    changes: [IN_LIST.time],
  });
  expect(courseOf(HISTORY, { from: 20 * DAY_MS, to: 100 * DAY_MS })).toEqual({ wasIn: true, changes: [] });
  expect(courseOf(HISTORY, { from: 20 * DAY_MS, to: 30 * DAY_MS })).toEqual({ wasIn: true, changes: [] });
  expect(courseOf(HISTORY, { from: 0, to: 5 * DAY_MS })).toBeNull();
});
