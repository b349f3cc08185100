import type { Decimal } from "@habitus/kernel";
import { eventWindow } from "../window/event-window.ts";
import { holds } from "../value/compare.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import type { Gathered } from "./gathered.ts";
import { localGatheredOperator } from "./local-gathered.ts";
import { numberReader, type OutermostLeaf } from "./number-of-event.ts";
import type { Operator } from "./operator.ts";
import { onlyMatters } from "./outermost-event.ts";

type Ranked = { readonly idHash: string; readonly value: Decimal };

const HASH_DIGITS = 32;

/**
 * The number of the first or last event in a window, by (time, id hash). Kept are (time, id hash, number) of events that have one: of
 * the last the newest that has entered for good and what has not entered; of the first, where nothing leaves, the oldest.
 */
export function outermostOperator(leaf: OutermostLeaf): Operator {
  const bound = decimalOfPlan(leaf.value);
  return localGatheredOperator(
    {
      name: leaf.of,
      window: eventWindow(leaf.events.window),
      ...onlyMatters(leaf.of, leaf.events.window),
      gathered: ranked(leaf),
      holds: ({ values, from, to }) => {
        const found = from < to ? values[leaf.of === "first" ? from : to - 1] : undefined;
        return found !== undefined && holds(found.value, leaf.op, bound);
      },
    },
    leaf.events.local,
  );
}

function ranked(leaf: OutermostLeaf): Gathered<Ranked> {
  const numberOf = numberReader(leaf);
  return {
    of: (event) => {
      const value = numberOf(event);
      return value === null ? [] : [{ idHash: event.idHash, value }];
    },
    compare: (one, other) => (one.idHash < other.idHash ? -1 : 1),
    write: ({ idHash, value }, to) => {
      to.hex(idHash);
      to.big(value);
    },
    read: (from) => ({ idHash: from.hex(HASH_DIGITS), value: from.big() }),
  };
}
