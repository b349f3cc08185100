import type { Instant } from "@habitus/kernel";
import type { Kv, Table } from "../platform/kv.ts";
import type { NodeNumber } from "../store/event-store.ts";
import type { SeenSpan } from "./identity.ts";
import type { StateDraft } from "./state-draft.ts";

/** What became of an id since it is watched. */
export type WatchedNode = {
  /** Whether any call or fact has named it. */
  readonly seen: boolean;
  /** Times of its own calls; null for none. */
  readonly span: SeenSpan | null;
};

/** Key [node]; none while nothing that came before is about to be taken back. */
const WATCHED_NODES: Table<WatchedNode> = { name: "watched_nodes", version: 1 };

/** Ids of which it matters whether they are named again. While nobody is watched, asking costs nothing. */
export class Watched {
  readonly #draft: StateDraft;
  #hasAny: boolean;

  constructor(kv: Kv, draft: StateDraft) {
    this.#draft = draft;
    this.#hasAny = [...kv.range(WATCHED_NODES, { limit: 1 })].length > 0;
  }

  begin(nodes: readonly NodeNumber[]): void {
    for (const node of nodes) this.#draft.put(WATCHED_NODES, [node], { seen: false, span: null });
    if (nodes.length > 0) this.#hasAny = true;
  }

  /** Ends it, and answers what came meanwhile; null where it was not watched. */
  end(node: NodeNumber): WatchedNode | null {
    const watched = this.#draft.get(WATCHED_NODES, [node]);
    if (watched === undefined) return null;
    this.#draft.remove(WATCHED_NODES, [node]);
    return watched;
  }

  noteNamed(node: NodeNumber): void {
    if (!this.#hasAny) return;
    const watched = this.#draft.get(WATCHED_NODES, [node]);
    if (watched?.seen === false) this.#draft.put(WATCHED_NODES, [node], { ...watched, seen: true });
  }

  noteCall(node: NodeNumber, time: Instant): void {
    if (!this.#hasAny) return;
    const watched = this.#draft.get(WATCHED_NODES, [node]);
    if (watched === undefined) return;
    const span = union(watched.span, { first: time, last: time });
    this.#draft.put(WATCHED_NODES, [node], { seen: true, span });
  }
}

/** The span that holds both. */
export function union(a: SeenSpan | null, b: SeenSpan | null): SeenSpan | null {
  if (a === null || b === null) return a ?? b;
  return { first: Math.min(a.first, b.first), last: Math.max(a.last, b.last) };
}
