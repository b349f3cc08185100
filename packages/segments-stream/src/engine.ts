import { assert, type Instant, isTransitionEvent, must } from "@habitus/kernel";
import type { HistoryEvent, TraitChange } from "@habitus/segments";
import type { Compiled, EventGroups } from "./compiled.ts";
import { keptAt, operatorAt, settleLeaf } from "./leaf-cell.ts";
import { currentOf, insertLatest, nextOf, settleLatest } from "./operators/latest.ts";
import type { PersonState } from "./person-state.ts";
import { asText, valueAt } from "./value/json-value.ts";
import { zoneClock } from "./window/zone-clock.ts";

export type StreamInput =
  | { readonly kind: "event"; readonly event: HistoryEvent }
  | { readonly kind: "trait"; readonly change: TraitChange };

/** A segment's truth changed for the person. */
export type Flip = {
  readonly key: string;
  /** True when the person entered, false when it left. */
  readonly entered: boolean;
  /**
   * When the truth changed: the edge or deadline itself for `time`, however late it was noticed; the logical now of the
   * input for `input`, a late event included, for before it came the truth was another.
   */
  readonly at: Instant;
  readonly cause: "time" | "input";
};

/** The trait that holds a person's home zone. */
export const ZONE_TRAIT = "timezone";

/** Lets time pass up to `now`, deadline by deadline. */
export function advance(compiled: Compiled, state: PersonState, now: Instant, flips: Flip[]): void {
  assert(
    Number.isSafeInteger(now) && now >= state.now,
    "the logical now is whole milliseconds and never falls",
  );
  while (state.nextDue <= now) {
    const at = state.nextDue;
    state.now = at;
    state.isNextDueStale = true;
    const leaves = state.cells.dueUpTo(at);
    if (settleHome(state)) leaves.push(...homeLeaves(compiled, state));
    const changed = settleLeaves(compiled, state, leaves);
    updateNextDue(state);
    assert(state.nextDue > at, "a deadline that has passed is not due again");
    emit(compiled, state, changed, "time", flips);
  }
  state.now = now;
}

/** Takes in one event or trait change at `state.now`. */
export function take(compiled: Compiled, state: PersonState, input: StreamInput, flips: Flip[]): void {
  const changed: number[] = [];
  let isKept = false;
  if (input.kind === "trait" && insertZone(compiled, state, input.change)) {
    isKept = true;
    if (settleHome(state)) changed.push(...settleLeaves(compiled, state, homeLeaves(compiled, state)));
  }
  const { now, cells } = state;
  visitLeaves(compiled, input, (leaf, value) => {
    const operator = operatorAt(compiled, leaf);
    if (operator.staysTrue === true && cells.flag(leaf)) return;
    const place = cells.find(leaf);
    const kept = place < 0 ? operator.create() : keptAt(compiled, state, leaf, place);
    if (!operator.insert(kept, value, now)) return;
    isKept = true;
    if (settleLeaf(compiled, state, leaf, kept, place)) changed.push(leaf);
  });
  if (!isKept) return;
  updateNextDue(state);
  emit(compiled, state, changed, "input", flips);
}

/** Calls `visit` for each leaf that the input matches. */
export function visitLeaves(
  compiled: Compiled,
  input: StreamInput,
  visit: (leaf: number, value: HistoryEvent | TraitChange) => void,
): void {
  if (input.kind === "trait") {
    for (const leaf of compiled.byTrait.get(input.change.name) ?? []) visit(leaf, input.change);
    return;
  }
  const { event } = input;
  const named = compiled.byEvent.get(event.name);
  if (named !== undefined) visitGroups(named, event, visit);
  if (compiled.byPrefix.length === 0 || isTransitionEvent(event.name)) return;
  for (const { prefix, groups } of compiled.byPrefix) {
    if (event.name.startsWith(prefix)) visitGroups(groups, event, visit);
  }
}

function visitGroups(
  { groups, byText }: EventGroups,
  event: HistoryEvent,
  visit: (leaf: number, value: HistoryEvent) => void,
): void {
  for (const { path, leavesOf } of byText) {
    const value = valueAt(event.properties, path);
    const text = value === undefined ? null : asText(value);
    const leaves = text === null ? undefined : leavesOf.get(text);
    if (leaves !== undefined) visitAll(leaves, event, visit);
  }
  for (const group of groups) {
    if (group.matches(event.properties, event.time)) visitAll(group.leaves, event, visit);
  }
}

function visitAll(
  leaves: readonly number[],
  event: HistoryEvent,
  visit: (leaf: number, value: HistoryEvent) => void,
): void {
  for (const leaf of leaves) visit(leaf, event);
}

/** Keeps the home zone that a trait change names. False when it is another trait, or outranked, or nobody asks for zones. */
export function insertZone(compiled: Compiled, state: PersonState, change: TraitChange): boolean {
  if (!compiled.followsHome || change.name !== ZONE_TRAIT) return false;
  const { time, idHash, value } = change;
  const name = typeof value === "string" && zoneClock(value) !== null ? value : "";
  return insertLatest(state.zones, { time, idHash, value: name }, state.now);
}

/** Brings the home zone up to `state.now`; true when it changed. */
export function settleHome(state: PersonState): boolean {
  settleLatest(state.zones, state.now);
  const name = currentOf(state.zones, state.now) ?? "";
  const home = name === "" ? null : zoneClock(name);
  if (home === state.home) return false;
  state.home = home;
  return true;
}

function homeLeaves(compiled: Compiled, state: PersonState): readonly number[] {
  return keptLeaves(state).filter((leaf) => operatorAt(compiled, leaf).followsHome);
}

/** Leaves of which something is kept. */
export function keptLeaves(state: PersonState): readonly number[] {
  return Array.from({ length: state.cells.count }, (_, place) => state.cells.leaf(place));
}

/** Settles each leaf at `state.now`; returns those whose truth is another now. */
export function settleLeaves(
  compiled: Compiled,
  state: PersonState,
  leaves: readonly number[],
): readonly number[] {
  return leaves.filter((leaf) => {
    const place = state.cells.find(leaf);
    return place >= 0 && settleLeaf(compiled, state, leaf, keptAt(compiled, state, leaf, place), place);
  });
}

export function updateNextDue(state: PersonState): void {
  const leaves = state.isNextDueStale ? state.cells.earliestDue() : state.nextDue;
  state.nextDue = Math.min(leaves, nextOf(state.zones, state.now));
  state.isNextDueStale = false;
}

/** Recomputes the segments that read a changed leaf and reports those that flipped, in the order of their keys. */
export function emit(
  compiled: Compiled,
  state: PersonState,
  changed: readonly number[],
  cause: Flip["cause"],
  flips: Flip[],
): void {
  const { cells, now } = state;
  for (const segment of readersOf(compiled, changed)) {
    const { key, truth, flag } = must(compiled.segments[segment], "every number names a segment");
    const entered = truth(cells);
    if (entered === cells.flag(flag)) continue;
    cells.setFlag(flag, entered);
    flips.push({ key, entered, at: now, cause });
  }
}

function readersOf(compiled: Compiled, leaves: readonly number[]): readonly number[] {
  const [first] = leaves;
  if (first === undefined) return [];
  if (leaves.length === 1) return compiled.segmentsOf[first] ?? [];
  const readers = new Set(leaves.flatMap((leaf) => compiled.segmentsOf[leaf] ?? []));
  return [...readers].sort((a, b) => a - b);
}
