import type { Kv, Table } from "../platform/kv.ts";
import type { NodeNumber } from "../store/event-store.ts";
import type { SeenSpan } from "./identity.ts";
import { union } from "./watched.ts";

/** Times of calls that were too old to be kept when they came: nothing else tells by whom the id was named. */
export const TOO_OLD_CALLS: Table<SeenSpan, readonly [node: NodeNumber, source: string]> = {
  name: "too_old_calls",
  version: 1,
};

/** The times of those of a node that did not come by these sources; null for none. */
export function tooOldOfOthers(kv: Kv, node: NodeNumber, sources: readonly string[]): SeenSpan | null {
  let span: SeenSpan | null = null;
  for (const { key, value } of kv.range(TOO_OLD_CALLS, { prefix: [node] })) {
    if (!sources.includes(key[1])) span = union(span, value);
  }
  return span;
}
