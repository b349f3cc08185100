import type { Instant } from "@habitus/kernel";
import type { EventMatch, SequenceLeaf } from "@habitus/segments";
import { all, any, binary, call, column, equals, type Expression, integer } from "../tree/expression.ts";
import { layer, output } from "../tree/query.ts";
import { chainKinds, ChainLists, type ChainRow, NONE, TIME } from "./chain-lists.ts";
import type { Stages } from "./people.ts";
import { TIME_SHIFT } from "./rank.ts";

/** The kinds of a chain with the time in which one that begins at `from` or later meets them. */
export function chainMatches(leaf: SequenceLeaf, from: Instant): readonly EventMatch[] {
  const [, ...following] = chainKinds(leaf);
  return [
    leaf.events,
    ...following.map((kind): EventMatch => ({ ...kind, window: { kind: "fixed", from, to: null } })),
  ];
}

const NEXT = "next";

/** 1 when the person's rows hold a chain, else 0. */
export function chainStages(name: string, leaf: SequenceLeaf, row: ChainRow, at: Instant): Stages {
  const last = leaf.following.at(-1);
  const deadlineMs = last?.absent === true ? last.withinMs : null;
  const steps = leaf.following.length - (deadlineMs === null ? 0 : 1);
  const lists = new ChainLists(name, leaf, row, { steps, needed: steps + 1, wholeMs: null });
  const next = deadlineMs === null ? [] : [layer([output(lists.of(NEXT), lists.nextOf(steps + 1))])];
  return {
    gathered: lists.gathered(),
    layers: [...lists.layers(), ...next],
    value: call("toUInt64", holds(lists, steps, deadlineMs, at)),
  };
}

function holds(lists: ChainLists, steps: number, deadlineMs: number | null, at: Instant): Expression {
  const arrives = lists.arrives(steps);
  if (deadlineMs === null) return lists.over("arrayExists", steps, arrives);
  const deadline = binary("+", column(TIME), integer(deadlineMs));
  const alone = any([equals(column(NEXT), NONE), binary(">", column(NEXT), deadline)]);
  const left = all([arrives, binary("<=", deadline, integer(at + TIME_SHIFT)), alone]);
  return lists.over("arrayExists", steps, left, { [NEXT]: lists.list(NEXT) });
}
