import type { CountTest } from "@habitus/segments";
import type { Specs } from "./spec.ts";

const TIMES = [
  { show: "whole", field: "n", label: "b.count.n", least: 0 },
  { show: "words", text: "b.words.times", one: { of: "n", text: "b.words.oneTime" } },
] as const;

/** How often something is done. */
export const COUNTS: Specs<CountTest, "op"> = {
  "at least": { name: "b.count.atLeast", blank: { op: "at least", n: 2 }, parts: TIMES },
  exactly: { name: "b.count.exactly", blank: { op: "exactly", n: 1 }, parts: TIMES },
  "at most": { name: "b.count.atMost", blank: { op: "at most", n: 1 }, parts: TIMES },
  "more than": { name: "b.count.moreThan", blank: { op: "more than", n: 1 }, parts: TIMES },
  "less than": { name: "b.count.lessThan", blank: { op: "less than", n: 2 }, parts: TIMES },
};
