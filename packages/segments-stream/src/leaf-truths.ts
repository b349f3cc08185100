import type { Compiled } from "./compiled.ts";
import type { PersonState } from "./person-state.ts";
import type { LeafTruths } from "./truth-tree.ts";
import { emptyList } from "./window/times.ts";

/** What is read from the truths of the person's leaves: they lie in the program's own list for so long, so that no question makes one. */
export function readTruths<T>(compiled: Compiled, state: PersonState, read: (truths: LeafTruths) => T): T {
  const { truths, turned, leavesOf } = compiled;
  emptyList(turned);
  state.addMarked(leavesOf, turned);
  for (const leaf of turned) toggle(truths, leaf);
  const answer = read(truths);
  for (const leaf of turned) toggle(truths, leaf);
  return answer;
}

export function toggle(truths: LeafTruths, leaf: number): void {
  truths[leaf] = 1 - (truths[leaf] ?? 0);
}
