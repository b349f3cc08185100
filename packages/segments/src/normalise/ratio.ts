import type { NumberOp, RatioLeaf } from "../plan/plan.ts";
import type { CountOp, PropertyCondition, ShareCondition } from "../tree/definition.ts";
import { decimalTextOf } from "./tests-of.ts";

const OPS: Readonly<Record<CountOp, NumberOp>> = {
  "at least": ">=",
  "at most": "<=",
  exactly: "=",
  "more than": ">",
  "less than": "<",
};

export function shareComparison({ op, value }: ShareCondition): Pick<RatioLeaf, "op" | "value"> {
  return { op: OPS[op], value: decimalTextOf(value) };
}

/** What the counted part of a share meets: what all of them meet, and what narrows it. */
export function narrowedWhere({ among, where }: ShareCondition): { readonly where?: PropertyCondition } {
  if (among === undefined || where === undefined) {
    const only = among ?? where;
    return only === undefined ? {} : { where: only };
  }
  return { where: { kind: "and", of: [among, where] } };
}
