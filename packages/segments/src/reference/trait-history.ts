import { type Instant, type JsonObject, must } from "@habitus/kernel";
import type { History, TraitChange } from "../history.ts";
import type { ChangedLeaf, Filter, HeldLeaf } from "../plan/plan.ts";
import type { Span } from "./window.ts";

/** Whether an object meets a filter; handed in, because filters are the evaluator's. */
type MeetsFilter = (filter: Filter, object: JsonObject) => boolean;

/** A value a trait had, from an instant on until the next one's. */
type Held = { readonly from: Instant; readonly object: JsonObject };

export function heldHolds(
  { trait, where, forMs }: HeldLeaf,
  history: History,
  now: Instant,
  meets: MeetsFilter,
): boolean {
  const values = valuesOf(trait, history, now);
  const since = values.findLastIndex(({ from }) => from <= now - forMs);
  return since >= 0 && values.slice(since).every(({ object }) => meets(where, object));
}

/** @param span what the leaf's window covers at now. */
export function changedHolds(
  { trait, from, to }: ChangedLeaf,
  history: History,
  now: Instant,
  span: Span,
  meets: MeetsFilter,
): boolean {
  const values = valuesOf(trait, history, now);
  return values.slice(1).some(({ from: at, object }, before) => {
    const former = must(values[before], "a value before this one").object;
    return at >= span.from && at < span.to && meets(from, former) && meets(to, object);
  });
}

/** The values a trait had up to now, oldest first; of the changes of one instant only the last in (time, id hash) counts. */
function valuesOf(trait: string, history: History, now: Instant): readonly Held[] {
  const changes = history.traits
    .filter((change) => change.name === trait && change.time <= now)
    .sort(byTimeAndHash);
  return changes
    .filter(({ time }, at) => changes[at + 1]?.time !== time)
    .map(({ time, value }) => ({ from: time, object: { [trait]: value } }));
}

function byTimeAndHash(a: TraitChange, b: TraitChange): number {
  return a.time - b.time || (a.idHash < b.idHash ? -1 : 1);
}
