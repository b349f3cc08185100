import { assert, type Instant, isTransitionEvent, isZoneTrait, must, OWN_ZONE_TRAIT } from "@habitus/kernel";
import type { HistoryEvent, TraitChange } from "@habitus/segments";
import type { Compiled, CompiledSegment, EventGroups, Readers } from "./compiled.ts";
import { keeperAt, keptAt, settleCell } from "./kept-cell.ts";
import { hideTruths, showTruths, toggle } from "./leaf-truths.ts";
import { currentOf, insertLatest, type Latest, nextOf, settleLatest } from "./operators/latest.ts";
import type { Keeping } from "./operators/operator.ts";
import type { PersonState, ZoneName } from "./person-state.ts";
import { emptyList } from "./window/times.ts";
import { isNamed } from "./value/event-name.ts";
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

/** Lets time pass up to `now`, deadline by deadline. */
export function advance(compiled: Compiled, state: PersonState, now: Instant, flips: Flip[]): void {
  assert(
    Number.isSafeInteger(now) && now >= state.now,
    "the logical now is whole milliseconds and never falls",
  );
  while (state.nextDue <= now) {
    const at = state.nextDue;
    state.now = at;
    const keepers: number[] = [];
    state.nextDue = state.addDue(at, keepers);
    state.isNextDueStale = false;
    if (settleHome(state)) keepers.push(...homeKeepers(compiled, state));
    const changed = settleCells(compiled, state, keepers);
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
    if (settleHome(state)) changed.push(...settleCells(compiled, state, homeKeepers(compiled, state)));
  }
  const { now } = state;
  const value = input.kind === "trait" ? input.change : input.event;
  let before = 0;
  let from = 0;
  for (const keeper of touchedBy(compiled, input)) {
    const { keeping, staysTrue } = keeperAt(compiled, keeper);
    const place = state.find(keeper, keeper < before ? 0 : from);
    before = keeper;
    from = place < 0 ? -1 - place : place;
    if (staysTrue && place >= 0 && state.isMarked(place, 0)) continue;
    const kept = place < 0 ? newKept(keeping) : keptAt(compiled, state, keeper, place);
    if (!keeping.insert(kept, value, now)) continue;
    isKept = true;
    settleCell(compiled, state, { keeper, kept, found: place }, changed);
  }
  if (!isKept) return;
  updateNextDue(state);
  emit(compiled, state, changed, "input", flips);
}

function newKept(keeping: Keeping): unknown {
  return keeping.spare === undefined ? keeping.create() : keeping.spare();
}

/** The keepers that the input matches. The list is the program's own: it holds until the next input. */
export function touchedBy(compiled: Compiled, input: StreamInput): readonly number[] {
  if (input.kind === "trait") return compiled.byTrait.get(input.change.name) ?? [];
  const { event } = input;
  const { touched } = compiled;
  emptyList(touched);
  const named = compiled.byEvent.get(event.name);
  if (named !== undefined) addTouched(named, event, touched);
  if (compiled.byPrefix.length === 0 || isTransitionEvent(event.name)) return touched;
  for (const { name, groups } of compiled.byPrefix) {
    if (isNamed(name, event.name)) addTouched(groups, event, touched);
  }
  return touched;
}

function addTouched({ always, groups, byText }: EventGroups, event: HistoryEvent, touched: number[]): void {
  for (const keeper of always) touched.push(keeper);
  for (const { matches, keepers } of groups) {
    if (matches(event.properties, event.time)) for (const keeper of keepers) touched.push(keeper);
  }
  for (const { path, keepersOf } of byText) {
    const value = valueAt(event.properties, path);
    const text = value === undefined ? null : asText(value);
    const keepers = text === null ? undefined : keepersOf.get(text);
    if (keepers !== undefined) for (const keeper of keepers) touched.push(keeper);
  }
}

/** Keeps the home zone that a trait change names. False when it is another trait, or outranked, or nobody asks for zones. */
export function insertZone(compiled: Compiled, state: PersonState, change: TraitChange): boolean {
  if (!compiled.followsHome || !isZoneTrait(change.name)) return false;
  const { time, idHash, value } = change;
  const name = typeof value === "string" && zoneClock(value) !== null ? value : "";
  const zones = change.name === OWN_ZONE_TRAIT ? (state.zones ??= []) : (state.seenZones ??= []);
  return insertLatest(zones, { time, idHash, value: name }, state.now);
}

/** Brings the home zone up to `state.now`; true when it changed. */
export function settleHome(state: PersonState): boolean {
  if (state.zones === null && state.seenZones === null) return false;
  // What names no zone is empty: then what calls said counts.
  const own = settledZone(state.zones, state.now);
  const seen = settledZone(state.seenZones, state.now);
  const name = own === "" ? seen : own;
  const home = name === "" ? null : zoneClock(name);
  if (home === state.home) return false;
  state.home = home;
  return true;
}

function settledZone(zones: Latest<ZoneName> | null, now: Instant): ZoneName {
  if (zones === null) return "";
  settleLatest(zones, now);
  return currentOf(zones, now) ?? "";
}

function homeKeepers(compiled: Compiled, state: PersonState): readonly number[] {
  return filledKeepers(state).filter((keeper) => keeperAt(compiled, keeper).keeping.followsHome);
}

/** Keepers that keep something. */
export function filledKeepers(state: PersonState): readonly number[] {
  return state.places().map((place) => state.keeper(place));
}

/** Settles what each keeps at `state.now`; returns the leaves whose truth is another now. */
export function settleCells(
  compiled: Compiled,
  state: PersonState,
  keepers: readonly number[],
): readonly number[] {
  const changed: number[] = [];
  let before = 0;
  let from = 0;
  for (const keeper of keepers) {
    const found = state.find(keeper, keeper < before ? 0 : from);
    before = keeper;
    from = found < 0 ? -1 - found : found;
    if (found < 0) continue;
    const kept = keptAt(compiled, state, keeper, found);
    settleCell(compiled, state, { keeper, kept, found }, changed);
  }
  return changed;
}

export function updateNextDue(state: PersonState): void {
  const cells = state.isNextDueStale ? state.addDue(Number.NEGATIVE_INFINITY, []) : state.nextDue;
  const { zones, seenZones, now } = state;
  const moves = Math.min(
    zones === null ? Number.POSITIVE_INFINITY : nextOf(zones, now),
    seenZones === null ? Number.POSITIVE_INFINITY : nextOf(seenZones, now),
  );
  state.nextDue = Math.min(cells, moves);
  state.isNextDueStale = false;
}

/**
 * Recomputes the segments that read a changed leaf and reports those that flipped, in the order of their keys.
 * @param changed A leaf that is named twice has changed back.
 */
function emit(
  compiled: Compiled,
  state: PersonState,
  changed: readonly number[],
  cause: Flip["cause"],
  flips: Flip[],
): void {
  const { segments, leaves } = readersOf(compiled, changed);
  if (segments.length === 0) return;
  const { truths, after } = compiled;
  showTruths(compiled, state, leaves);
  for (const { place, truth } of segments) after[place] = truth(truths) ? 1 : 0;
  for (const leaf of changed) toggle(truths, leaf);
  for (const { key, place, truth } of segments) {
    const entered = after[place] === 1;
    if (truth(truths) !== entered) flips.push({ key, entered, at: state.now, cause });
  }
  hideTruths(compiled, leaves);
}

const NO_READERS: Readers = { segments: [], leaves: [] };

/** In `after`, which is set for all of them before it is read. */
const IS_READER = 2;

/** What reads any of the leaves. Marked and gathered in order: nearly every event comes here, and sorting sets took longer than all truths. */
function readersOf(compiled: Compiled, changed: readonly number[]): Readers {
  const [first] = changed;
  if (first === undefined) return NO_READERS;
  const { readersOf: all, rankOf, byKeeper, asked, after, segments: every } = compiled;
  if (changed.length === 1) return all[first] ?? NO_READERS;
  for (const leaf of changed) {
    const { segments, leaves } = all[leaf] ?? NO_READERS;
    for (const { place } of segments) after[place] = IS_READER;
    for (const each of leaves) asked[rankOf[each] ?? 0] = 1;
  }
  const segments: CompiledSegment[] = [];
  for (let place = after.indexOf(IS_READER); place >= 0; place = after.indexOf(IS_READER, place + 1)) {
    segments.push(must(every[place], "every place is of a segment"));
  }
  const leaves: number[] = [];
  for (let rank = asked.indexOf(1); rank >= 0; rank = asked.indexOf(1, rank + 1)) {
    asked[rank] = 0;
    leaves.push(must(byKeeper[rank], "every rank is of a leaf"));
  }
  return { segments, leaves };
}
