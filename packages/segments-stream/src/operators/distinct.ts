import { DECIMAL_ONE } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import { eventWindow } from "../window/event-window.ts";
import { holds } from "../value/compare.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import type { Gathered, Kinds } from "./gathered.ts";
import { localGatheredOperator } from "./local-gathered.ts";
import { type DistinctLeaf, textsReader } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";

/**
 * How many different texts the values in a window have. Kept are (time, text) of one event for each text, and of no more texts
 * than one beyond the number compared with: there the comparison says the same of all counts.
 */
export function distinctOperator(leaf: DistinctLeaf): Operator {
  const bound = decimalOfPlan(leaf.value);
  return localGatheredOperator(
    {
      name: "distinct count",
      window: eventWindow(leaf.events.window),
      gathered: textGathered(textsReader(leaf)),
      kinds: { keyOf: (text) => text, ...kindsThatMatter(leaf) },
      holds: ({ values, from, to }) =>
        holds(BigInt(new Set(values.slice(from, to)).size) * DECIMAL_ONE, leaf.op, bound),
    },
    leaf.events.local,
  );
}

/** How many of the things counted make a difference, and which of each. */
export function kindsThatMatter({
  events: { window },
  value,
}: Pick<DistinctLeaf, "events" | "value">): Pick<Kinds<unknown>, "most" | "matters"> {
  const isLasting =
    window.kind === "ever" ||
    window.kind === "fixed" ||
    (window.kind === "sliding" && window.fromMs === null);
  const bound = Number(decimalOfPlan(value) / DECIMAL_ONE);
  return { most: Math.max(bound + 1, 1), matters: isLasting ? "oldest" : "newest" };
}

export function textGathered(textsOf: (event: HistoryEvent) => readonly string[]): Gathered<string> {
  return {
    of: textsOf,
    compare: (one, other) => (one < other ? -1 : one > other ? 1 : 0),
    write: (value, to) => to.text(value),
    read: (from) => from.text(),
  };
}
