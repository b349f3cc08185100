import { expect, test } from "vitest";
import { doubtfulProblems } from "./language.ts";

const NOTHING = { events: [], traits: [] };
const SENT = { count: 1, looked: 0, properties: [], closed: false };

test("a bare name that may be meant for more is told with its place, but not once it was sent", () => {
  const text = "did open app regularly and did visit";
  expect(doubtfulProblems(text, NOTHING)).toMatchObject([
    { code: "doubtful_name", column: 5, to: 22, suggestion: "open app in at least 4 of last 5 weeks" },
  ]);
  expect(doubtfulProblems(text, { ...NOTHING, events: [{ ...SENT, name: "open app regularly" }] })).toEqual(
    [],
  );
  expect(doubtfulProblems("did product list viewed or did Order Completed", NOTHING)).toEqual([]);
});

test("a trait behind what somebody did may be meant for an event, but not once it was sent", () => {
  const text = "did visit or refund in last 3 days";
  const meant = "did visit in last 3 days or did refund in last 3 days";
  expect(doubtfulProblems(text, NOTHING)).toMatchObject([{ code: "doubtful_trait", suggestion: meant }]);
  const refund = { path: ["refund"], seen: 3, readings: [], values: [], closed: false };
  expect(doubtfulProblems(text, { ...NOTHING, traits: [refund] })).toEqual([]);
});
