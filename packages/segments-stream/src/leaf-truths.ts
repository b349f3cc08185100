import { must } from "@habitus/kernel";
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

/**
 * Brings the person's truths of these leaves, ascending by keeper, into the program's own list; `hideTruths` takes them out again. For a few leaves
 * this passes over the cells between them and reads nothing of what they hold.
 */
export function showTruths(compiled: Compiled, state: PersonState, leaves: readonly number[]): void {
  const { truths, keeperOf, indexOf } = compiled;
  let from = 0;
  for (const leaf of leaves) {
    const found = state.find(must(keeperOf[leaf], "every leaf has a keeper"), from);
    from = found < 0 ? -1 - found : found;
    if (found >= 0 && state.isMarked(found, indexOf[leaf] ?? 0)) toggle(truths, leaf);
  }
}

export function hideTruths({ truths, truthsOfNothing }: Compiled, leaves: readonly number[]): void {
  for (const leaf of leaves) truths[leaf] = truthsOfNothing[leaf] ?? 0;
}

export function toggle(truths: LeafTruths, leaf: number): void {
  truths[leaf] = 1 - (truths[leaf] ?? 0);
}
