import { assert, type Instant, must } from "@habitus/kernel";
import type { HistoryEvent, TraitChange } from "@habitus/segments";
import { hasBit, setBit } from "./bits.ts";
import type { Compiled } from "./compiled.ts";
import { currentOf, insertLatest, nextOf, settleLatest } from "./operators/latest.ts";
import type { PersonState } from "./person-state.ts";
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
const ZONE_TRAIT = "timezone";

/** Lets time pass up to `now`, deadline by deadline. */
export function advance(compiled: Compiled, state: PersonState, now: Instant, flips: Flip[]): void {
  assert(
    Number.isSafeInteger(now) && now >= state.now,
    "the logical now is whole milliseconds and never falls",
  );
  while (state.nextDue <= now) {
    const at = state.nextDue;
    state.now = at;
    const changed: number[] = [];
    refreshLeaves(compiled, state, dueLeaves(compiled, state, at), changed);
    updateNextDue(state);
    assert(state.nextDue > at, "a deadline that has passed is not due again");
    emit(compiled, state, changed, "time", flips);
  }
  state.now = now;
}

/** Takes in one event or trait change at `state.now`. */
export function take(compiled: Compiled, state: PersonState, input: StreamInput, flips: Flip[]): void {
  const touched: number[] = [];
  if (!insert(compiled, state, input, touched)) return;
  const changed: number[] = [];
  refreshLeaves(compiled, state, touched, changed);
  updateNextDue(state);
  emit(compiled, state, changed, "input", flips);
}

/**
 * Puts the input into every leaf it matches; `touched` receives the leaves to be refreshed. False when nothing was kept:
 * a home zone dated in the future is kept and touches no leaf yet.
 */
export function insert(
  compiled: Compiled,
  state: PersonState,
  input: StreamInput,
  touched: number[],
): boolean {
  const before = touched.length;
  if (input.kind === "event") {
    for (const group of compiled.byEvent.get(input.event.name) ?? []) {
      if (!group.matches(input.event.properties)) continue;
      for (const leaf of group.leaves) {
        if (insertIntoLeaf(compiled, state, leaf, input.event)) touched.push(leaf);
      }
    }
    return touched.length > before;
  }
  const { change } = input;
  const isZone = compiled.followsHome && change.name === ZONE_TRAIT;
  const keptZone = isZone && insertZone(compiled, state, change, touched);
  for (const leaf of compiled.byTrait.get(change.name) ?? []) {
    if (insertIntoLeaf(compiled, state, leaf, change)) touched.push(leaf);
  }
  return keptZone || touched.length > before;
}

function insertIntoLeaf(
  compiled: Compiled,
  state: PersonState,
  leaf: number,
  input: HistoryEvent | TraitChange,
): boolean {
  const operator = must(compiled.operators[leaf], "every leaf has an operator");
  const place = state.placeOf(leaf);
  if (place >= 0) return operator.insert(state.kept[place], input, state.now);
  const kept = operator.create();
  if (!operator.insert(kept, input, state.now)) return false;
  state.add(-1 - place, leaf, kept);
  return true;
}

function insertZone(compiled: Compiled, state: PersonState, change: TraitChange, touched: number[]): boolean {
  const { time, idHash, value } = change;
  const name = typeof value === "string" && zoneClock(value) !== null ? value : "";
  if (!insertLatest(state.zones, { time, idHash, value: name }, state.now)) return false;
  if (settleHome(state)) touched.push(...homeLeaves(compiled, state));
  return true;
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
  return state.leaves.filter((leaf) => compiled.operators[leaf]?.followsHome === true);
}

function dueLeaves(compiled: Compiled, state: PersonState, at: Instant): readonly number[] {
  const due = state.leaves.filter((_leaf, place) => (state.dues[place] ?? at + 1) <= at);
  return settleHome(state) ? [...new Set([...due, ...homeLeaves(compiled, state)])] : due;
}

/** Recomputes truth and due of each leaf at `state.now`; `changed` receives the leaves whose truth is another now. */
export function refreshLeaves(
  compiled: Compiled,
  state: PersonState,
  leaves: readonly number[],
  changed: number[],
): void {
  for (const leaf of leaves) {
    const place = state.placeOf(leaf);
    if (place < 0) continue;
    const operator = must(compiled.operators[leaf], "every leaf has an operator");
    const kept = state.kept[place];
    operator.settle(kept, state.now, state.home);
    const truth = operator.truth(kept, state.now, state.home);
    if (operator.isEmpty(kept)) state.remove(place);
    else state.dues[place] = operator.due(kept, state.now, state.home);
    if (truth === hasBit(state.leafTruths, leaf)) continue;
    setBit(state.leafTruths, leaf, truth);
    changed.push(leaf);
  }
}

export function updateNextDue(state: PersonState): void {
  let next = nextOf(state.zones, state.now);
  for (const due of state.dues) if (due < next) next = due;
  state.nextDue = next;
}

/** Recomputes the segments that read a changed leaf and reports those that flipped, in the order of their keys. */
export function emit(
  compiled: Compiled,
  state: PersonState,
  changed: readonly number[],
  cause: Flip["cause"],
  flips: Flip[],
): void {
  for (const segment of readersOf(compiled, changed)) {
    const { key, truth } = must(compiled.segments[segment], "every number names a segment");
    const entered = truth(state.leafTruths);
    if (entered === hasBit(state.segmentTruths, segment)) continue;
    setBit(state.segmentTruths, segment, entered);
    flips.push({ key, entered, at: state.now, cause });
  }
}

function readersOf(compiled: Compiled, leaves: readonly number[]): readonly number[] {
  const [first] = leaves;
  if (first === undefined) return [];
  if (leaves.length === 1) return compiled.segmentsOf[first] ?? [];
  const readers = new Set(leaves.flatMap((leaf) => compiled.segmentsOf[leaf] ?? []));
  return [...readers].sort((a, b) => a - b);
}
