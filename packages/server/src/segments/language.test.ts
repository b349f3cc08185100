import { must } from "@habitus/kernel";
import { parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { ownProblems } from "./language.ts";

const told = (text: string, sent: Parameters<typeof ownProblems>[2]) => {
  const read = parseDefinition(text);
  return ownProblems(text, must(read.kind === "ok" ? read.definition : null, "it can be read"), sent);
};

const NOTHING = { events: [], traits: [] };
const SENT = { count: 1, looked: 0, properties: [], closed: false };

test("a bare name that may be meant for more is told with its place, but not once it was sent", () => {
  const text = "did open app regularly and did visit";
  expect(told(text, NOTHING)).toMatchObject([
    { code: "doubtful_name", column: 5, to: 22, suggestion: "open app in at least 4 of last 5 weeks" },
  ]);
  expect(told(text, { ...NOTHING, events: [{ ...SENT, name: "open app regularly" }] })).toEqual([]);
  expect(told("did product list viewed or did Order Completed", NOTHING)).toEqual([]);
});

test("a trait behind what somebody did may be meant for an event, but not once it was sent", () => {
  const text = "did visit or refund in last 3 days";
  const meant = "did visit in last 3 days or did refund in last 3 days";
  expect(told(text, NOTHING)).toMatchObject([{ code: "doubtful_trait", suggestion: meant }]);
  const refund = { path: ["refund"], seen: 3, readings: [], values: [], closed: false };
  expect(told(text, { ...NOTHING, traits: [refund] })).toEqual([]);
});

test("what is never true together is told with its place in a sentence, and by its path in a tree", () => {
  const text = "age > 10 and did order often and age < 5";
  const never = { code: "never_together", suggestion: null };
  expect(told(text, null)).toMatchObject([
    { code: "doubtful_name", column: 18 },
    { ...never, column: 34, to: 40, path: null },
  ]);
  const read = parseDefinition(text);
  const { definition } = must(read.kind === "ok" ? read : null, "it can be read");
  expect(ownProblems(definition, definition, null)).toMatchObject([
    { ...never, column: null, path: "/condition/of/2" },
  ]);
});
