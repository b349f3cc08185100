import { DAY_MS, hash128, hashHex, must } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  evaluateReference,
  type History,
  parseDefinition,
  planDefinition,
} from "@habitus/segments";
import { expect, test } from "vitest";
import { membershipsOf } from "./memberships.ts";

function plan(text: string) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(must(parsed.problems[0], "a problem").message);
  return planDefinition(parsed.definition, DEFAULT_CONTEXT);
}

function history(...days: readonly number[]): History {
  const events = days.map((day, n) => ({
    name: "Order Completed",
    time: day * DAY_MS,
    idHash: hashHex(hash128(String(n))),
    offsetMinutes: null,
    properties: {},
  }));
  return { events, traits: [] };
}

test("a stay begins with the deciding event and ends at the window's edge, not when it is noticed", () => {
  const segment = { key: "recent", plan: plan(`did "Order Completed" in last 10 days`) };
  const [membership] = membershipsOf([segment], history(100, 105, 130), 200 * DAY_MS);
  expect(membership).toEqual({
    segment: "recent",
    member: false,
    stays: [
      { entered: 100 * DAY_MS, left: 115 * DAY_MS },
      { entered: 130 * DAY_MS, left: 140 * DAY_MS },
    ],
  });
});

test("who does nothing that counts is in from the first event on", () => {
  const segment = { key: "quiet", plan: plan(`did not "Order Cancelled"`) };
  const [membership] = membershipsOf([segment], history(100), 200 * DAY_MS);
  expect(membership?.stays).toEqual([{ entered: 100 * DAY_MS, left: null }]);
});

test("now, and at every past instant, the stays agree with the reference evaluator", () => {
  const texts = [
    `did "Order Completed" at least 2 times in last 30 days`,
    `did "Order Completed" at least 2 times and did not "Order Completed" in last 20 days`,
    `did not "Order Completed" in last 5 days`,
  ];
  const past = history(100, 101, 118, 119, 140, 190);
  for (const text of texts) {
    const segment = { key: "any", plan: plan(text) };
    const [membership] = membershipsOf([segment], past, 220 * DAY_MS);
    for (let day = 100; day <= 220; day += 0.5) {
      const at = day * DAY_MS;
      const inside = membership?.stays.some(
        (stay) => stay.entered <= at && (stay.left === null || stay.left > at),
      );
      expect([text, day, inside]).toEqual([text, day, evaluateReference(segment.plan, past, at)]);
    }
    expect(membership?.member).toBe(evaluateReference(segment.plan, past, 220 * DAY_MS));
  }
});
