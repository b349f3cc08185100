import { assert, type Instant } from "@habitus/kernel";
import type { Compiled } from "./compiled.ts";
import { filledKeepers, settleHome, updateNextDue } from "./engine.ts";
import { keeperAt, keptAt, settleCell } from "./kept-cell.ts";
import { allLatest } from "./operators/latest.ts";
import { PersonState } from "./person-state.ts";

/**
 * The state of somebody of whom all of these are, as if their inputs had come one by one; the states stay as they are.
 *
 * It can always be told from what is kept. By the laws of this package a state after one more input follows from the state before
 * it and the input, and the order of inputs leaves no trace. So of two histories with one state, each joined with a third,
 * the states are one again: what was forgotten of either matters to the whole no more than it does to its own.
 */
export function unionOf(compiled: Compiled, states: readonly PersonState[], now: Instant): PersonState {
  assert(
    states.every((each) => each.now <= now),
    "the logical now never falls",
  );
  const state = new PersonState(now);
  for (const { zones, seenZones } of states) {
    if (zones !== null) state.zones = allLatest(state.zones ?? [], zones, now);
    if (seenZones !== null) state.seenZones = allLatest(state.seenZones ?? [], seenZones, now);
  }
  settleHome(state);
  for (const keeper of new Set(states.flatMap(filledKeepers))) {
    const kept = keptOfAll(compiled, states, keeper, now);
    settleCell(compiled, state, { keeper, kept, found: state.find(keeper) }, []);
  }
  updateNextDue(state);
  return state;
}

function keptOfAll(
  compiled: Compiled,
  states: readonly PersonState[],
  keeper: number,
  now: Instant,
): unknown {
  const { keeping } = keeperAt(compiled, keeper);
  let all = keeping.create();
  for (const state of states) {
    const found = state.find(keeper);
    // Each is taken over before the next is read, which may fill the same lists.
    if (found >= 0) all = keeping.union(all, keptAt(compiled, state, keeper, found), now);
  }
  return all;
}
