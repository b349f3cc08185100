import type { Compiled } from "./compiled.ts";
import { keeperAt } from "./kept-cell.ts";
import type { PersonState } from "./person-state.ts";
import type { LeafTruths } from "./truth-tree.ts";

/** What is read from the truths of the person's leaves: they lie in the program's own list for so long, so that no question makes one. */
export function readTruths<T>(compiled: Compiled, state: PersonState, read: (truths: LeafTruths) => T): T {
  const { truths } = compiled;
  const marked = markedLeaves(compiled, state);
  for (const leaf of marked) toggle(truths, leaf);
  const answer = read(truths);
  for (const leaf of marked) toggle(truths, leaf);
  return answer;
}

export function toggle(truths: LeafTruths, leaf: number): void {
  truths[leaf] = 1 - (truths[leaf] ?? 0);
}

function markedLeaves(compiled: Compiled, state: PersonState): readonly number[] {
  const marked: number[] = [];
  for (const place of state.markedPlaces()) {
    const { leaves } = keeperAt(compiled, state.keeper(place));
    for (let index = 0; index < leaves.length; index++) {
      const leaf = leaves[index]?.leaf;
      if (leaf !== undefined && state.isMarked(place, index)) marked.push(leaf);
    }
  }
  return marked;
}
