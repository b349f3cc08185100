import { type Instant, must } from "@habitus/kernel";
import type { Compiled } from "./compiled.ts";
import { ByteReader } from "./codec/byte-reader.ts";
import { ByteWriter } from "./codec/byte-writer.ts";
import type { Operator } from "./operators/operator.ts";
import type { PersonState } from "./person-state.ts";

/** A cell that keeps more things than this is left as it is in memory. */
const MOST_IN_BYTES = 128;

export function operatorAt(compiled: Compiled, leaf: number): Operator {
  return must(compiled.operators[leaf], "every leaf has an operator");
}

/** What is kept of a leaf that has a cell. */
export function keptAt(compiled: Compiled, state: PersonState, leaf: number, place: number): unknown {
  const large = state.large?.get(leaf);
  if (large !== undefined) return large;
  state.cells.open(place, compiled.reader);
  return operatorAt(compiled, leaf).read(compiled.reader);
}

/**
 * Settles what is kept of a leaf at `state.now`, puts it away and brings the leaf's truth and due up to date. True when
 * the truth is another than before.
 * @param found what `cells.find(leaf)` says.
 */
export function settleLeaf(
  compiled: Compiled,
  state: PersonState,
  leaf: number,
  kept: unknown,
  found: number,
): boolean {
  const operator = operatorAt(compiled, leaf);
  const { cells, now, home } = state;
  operator.settle(kept, now, home);
  const truth = operator.truth(kept, now, home);
  const due = operator.due(kept, now, home);
  const before = found < 0 ? Number.POSITIVE_INFINITY : cells.due(found);
  putAway(compiled, state, leaf, kept, found, due);
  if (due < state.nextDue) state.nextDue = due;
  else if (before === state.nextDue && due > before) state.isNextDueStale = true;
  if (truth === cells.flag(leaf)) return false;
  cells.setFlag(leaf, truth);
  return true;
}

function putAway(
  compiled: Compiled,
  state: PersonState,
  leaf: number,
  kept: unknown,
  found: number,
  due: Instant,
): void {
  const operator = operatorAt(compiled, leaf);
  const { cells } = state;
  const size = operator.size(kept);
  if (size <= MOST_IN_BYTES) state.large?.delete(leaf);
  if (size === 0) {
    if (found >= 0) cells.remove(found);
    return;
  }
  const place = found >= 0 ? found : -1 - found;
  if (found < 0) cells.insert(place, leaf);
  compiled.writer.clear();
  if (size <= MOST_IN_BYTES) operator.write(kept, compiled.writer);
  else if (state.large?.get(leaf) !== kept) largeOf(state).set(leaf, ownCopy(operator, kept));
  cells.replace(place, compiled.writer);
  cells.setDue(place, due);
}

/** What stays in memory must not lie in the lists that an operator reads the next person into. */
function ownCopy(operator: Operator, kept: unknown): unknown {
  const to = new ByteWriter();
  operator.write(kept, to);
  return operator.read(new ByteReader(to.finish()));
}

function largeOf(state: PersonState): Map<number, unknown> {
  state.large ??= new Map();
  return state.large;
}

/** Writes what is kept of the leaf at this place, as its operator does. */
export function writeCell(compiled: Compiled, state: PersonState, place: number, to: ByteWriter): void {
  const leaf = state.cells.leaf(place);
  operatorAt(compiled, leaf).write(keptAt(compiled, state, leaf, place), to);
}
