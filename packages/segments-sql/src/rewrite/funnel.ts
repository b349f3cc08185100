import type { SequenceLeaf } from "@habitus/segments";
import { binary, call, column, equals, type Expression, integer, lambda, text } from "../tree/expression.ts";
import { layer, output } from "../tree/query.ts";
import { ChainLists, type ChainRow, FROM, TIME } from "./chain-lists.ts";
import type { Stages } from "./people.ts";

const TIME_BITS = 64;
/** Later than every time. */
const NEVER = call("CAST", text("340282366920938463463374607431768211455"), text("UInt128"));

/**
 * How far a person came: a list with an entry for each step of the chain, -1 where no event took it, else how long before the first
 * event that took it the newest one lies that it could follow; 0 of the first step. Of events of the same
 * millisecond that take a step, the one with the shortest way counts.
 */
export function funnelStages(
  name: string,
  leaf: SequenceLeaf,
  row: ChainRow,
  wholeMs: number | null,
): Stages {
  const steps = leaf.following.length;
  // Whoever did nothing that could take the second step has taken the first at most, and no lists.
  const lists = new ChainLists(name, leaf, row, { steps, needed: 2, wholeMs });
  const first = (step: number): string => lists.of(`first${step}`);
  const firsts = Array.from({ length: steps }, (_, index) =>
    output(first(index + 1), call("arrayMin", lists.each(index + 1, arrival(lists, index + 1)))),
  );
  const entered = call("if", binary(">", lists.list("entered"), integer(0)), integer(0), integer(-1));
  const ways = firsts.map((_, index) => wayOf(column(first(index + 1))));
  return {
    gathered: [...lists.gathered(), output(lists.of("entered"), lists.counted(0))],
    layers: [...lists.layers(), layer(firsts)],
    value: call("arrayMap", lambda(["way"], call("toInt64", column("way"))), call("array", entered, ...ways)),
  };
}

/** The time of an event that takes the step, and behind it how far away is what it follows. */
function arrival(lists: ChainLists, step: number): Expression {
  const time = call("bitShiftLeft", call("toUInt128", column(TIME)), integer(TIME_BITS));
  const way = call("toUInt128", binary("-", column(TIME), column(FROM)));
  return call("if", lists.arrives(step), binary("+", time, way), NEVER);
}

/** An empty list has 0 as its least. */
function wayOf(first: Expression): Expression {
  const isNever = call("greatest", equals(first, NEVER), equals(first, integer(0)));
  return call("if", isNever, integer(-1), call("toInt64", call("toUInt64", first)));
}
