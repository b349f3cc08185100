import { must } from "@habitus/kernel";
import type { Compiled } from "./compiled.ts";
import { ByteReader } from "./codec/byte-reader.ts";
import { ByteWriter } from "./codec/byte-writer.ts";
import type { Keeper } from "./keepers.ts";
import type { Keeping } from "./operators/operator.ts";
import type { PersonState } from "./person-state.ts";

/** A cell that keeps more things than this is left as it is in memory. */
const MOST_IN_BYTES = 128;

export function keeperAt(compiled: Compiled, keeper: number): Keeper {
  return must(compiled.keepers[keeper], "every number names a keeper");
}

/** It names the keeper in what is written. */
export function firstLeafAt(compiled: Compiled, keeper: number): number {
  return must(keeperAt(compiled, keeper).leaves[0], "every keeper has a leaf").leaf;
}

/** What is kept in the cell at this place. */
export function keptAt(compiled: Compiled, state: PersonState, keeper: number, place: number): unknown {
  const large = state.large?.get(keeper);
  if (large !== undefined) return large;
  state.open(place, compiled.reader);
  return keeperAt(compiled, keeper).keeping.read(compiled.reader);
}

/** @property found what `cells.find(keeper)` says. */
type Touched = { readonly keeper: number; readonly kept: unknown; readonly found: number };

/**
 * Settles what is kept at `state.now`, puts it away and brings the truths of its leaves and its due up to date. Leaves whose truth
 * is another than before are added to `changed`.
 */
export function settleCell(
  compiled: Compiled,
  state: PersonState,
  touched: Touched,
  changed: number[],
): void {
  const { keeping, counts, others } = keeperAt(compiled, touched.keeper);
  const { kept, found } = touched;
  const { now, home } = state;
  const { draft } = compiled;
  draft.clear();
  keeping.settle(kept, now, home);
  counts?.look(kept, now, draft);
  for (let at = 0; at < others.length; at++) {
    const { index, operator } = must(others[at], "a place below the length");
    draft.dueBy(operator.due(kept, now, home));
    if (operator.truth(kept, now, home) !== operator.truthOfNothing) draft.marks.add(index);
  }
  state.addTurned(found, draft.marks, compiled.leavesOf[touched.keeper] ?? [], changed);
  const { due } = draft;
  const before = found < 0 ? Number.POSITIVE_INFINITY : state.due(found);
  putAway(compiled, state, touched);
  if (due < state.nextDue) state.nextDue = due;
  else if (before === state.nextDue && due > before) state.isNextDueStale = true;
}

/** @param touched what the program's draft has marks and due of. */
function putAway(compiled: Compiled, state: PersonState, { keeper, kept, found }: Touched): void {
  const { keeping } = keeperAt(compiled, keeper);
  const size = keeping.size(kept);
  if (size <= MOST_IN_BYTES) state.large?.delete(keeper);
  if (size === 0) {
    if (found >= 0) state.remove(found);
    return;
  }
  if (size <= MOST_IN_BYTES) keeping.write(kept, compiled.draft.content);
  else if (state.large?.get(keeper) !== kept) largeOf(state).set(keeper, ownCopy(keeping, kept));
  state.put(found, keeper, compiled.draft);
}

/** What the cell at this place and another of its keeper keep together; without `join` the first says all. */
export function joinedAt(compiled: Compiled, state: PersonState, place: number, other: unknown): unknown {
  const keeper = state.keeper(place);
  const { keeping } = keeperAt(compiled, keeper);
  if (keeping.join === undefined) return keptAt(compiled, state, keeper, place);
  // Joined with nothing it is a copy, for reading the cell may fill the very lists that the other lies in.
  const copy = keeping.join(other, keeping.create());
  return keeping.join(keptAt(compiled, state, keeper, place), copy);
}

/** What stays in memory must not lie in the lists that an operator reads the next person into. */
function ownCopy(keeping: Keeping, kept: unknown): unknown {
  const to = new ByteWriter();
  keeping.write(kept, to);
  return keeping.read(new ByteReader(to.finish()));
}

function largeOf(state: PersonState): Map<number, unknown> {
  state.large ??= new Map();
  return state.large;
}

/** Writes what is kept at this place, as its keeper does. */
export function writeCell(compiled: Compiled, state: PersonState, place: number, to: ByteWriter): void {
  const keeper = state.keeper(place);
  keeperAt(compiled, keeper).keeping.write(keptAt(compiled, state, keeper, place), to);
}
