import type { Path, TraitChange, ValueTest } from "@habitus/segments";
import type { JsonValue } from "@habitus/kernel";
import { valueAt } from "../value/json-value.ts";
import { compileValueTest } from "../value/filter.ts";
import {
  allLatest,
  currentOf,
  insertLatest,
  type Latest,
  nextOf,
  readLatest,
  settleLatest,
  writeLatest,
} from "./latest.ts";
import type { Operator } from "./operator.ts";

/**
 * A test of a trait's current value.
 *
 * Invariant: kept are the outcome of the test for the latest visible change by (time, idHash), and for every change dated
 * in the future. Older changes are outranked at every later now, so one that arrives late is answered by the kept rank
 * alone. A removal is a change whose outcome is false: it is kept, because it outranks too.
 */
export function traitOperator(path: Path, test: ValueTest): Operator<Latest<boolean>, TraitChange> {
  const check = compileValueTest(test);
  const inner = path.slice(1);
  const outcomeOf = (whole: JsonValue): boolean => {
    const value = valueAt(whole, inner);
    return value !== undefined && check(value, null);
  };

  return {
    name: "trait",
    followsHome: false,
    truthOfNothing: false,
    create: () => [],
    insert: (kept, { time, idHash, value }, now) =>
      insertLatest(kept, { time, idHash, value: outcomeOf(value) }, now),
    settle: (kept, now) => settleLatest(kept, now),
    truth: (kept, now) => currentOf(kept, now) ?? false,
    due: (kept, now) => nextOf(kept, now),
    union: allLatest,
    size: (kept) => kept.length,
    write: (kept, to) => writeLatest(kept, to, (outcome) => to.byte(outcome ? 1 : 0)),
    read: (from) => readLatest(from, () => from.byte() === 1),
  };
}
