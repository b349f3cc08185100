import type { AggregateCondition, CountTest } from "@habitus/segments";
import type { Word } from "../words.ts";

/** Words of the comparisons of figures, of how often, and of shares. */
export const IS_OP: Readonly<Record<AggregateCondition["op"], Word>> = {
  ">=": "b.op.atLeast",
  ">": "b.op.above",
  "=": "b.op.equals",
  "<=": "b.op.atMost",
  "<": "b.op.below",
};

export const COUNT_OP: Readonly<Record<AggregateCondition["op"], Word>> = {
  ">=": "b.count.atLeast",
  ">": "b.count.moreThan",
  "=": "b.count.exactly",
  "<=": "b.count.atMost",
  "<": "b.count.lessThan",
};

export const SHARE_OP: Readonly<Record<CountTest["op"], Word>> = {
  "at least": "b.count.atLeast",
  "more than": "b.count.moreThan",
  exactly: "b.count.exactly",
  "at most": "b.count.atMost",
  "less than": "b.count.lessThan",
};

export const AGGREGATES: Readonly<Record<AggregateCondition["of"], Word>> = {
  sum: "b.aggregate.sum",
  average: "b.aggregate.average",
  minimum: "b.aggregate.minimum",
  maximum: "b.aggregate.maximum",
  median: "b.aggregate.median",
  first: "b.aggregate.first",
  last: "b.aggregate.last",
  "distinct count": "b.aggregate.distinct",
};
