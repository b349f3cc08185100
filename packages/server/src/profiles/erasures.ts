import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Kv } from "../platform/kv.ts";
import type { NodeNumber } from "../store/event-store.ts";
import type { EraseCommand } from "./erase-command.ts";
import { isOwnKind } from "./id-kinds.ts";
import type { IdentityGraph } from "./identity-graph.ts";
import { type IdNode, NODES, type PersonIdentifier } from "./identity.ts";
import type { StateDraft } from "./state-draft.ts";
import {
  buriedBy,
  DELETED_EVENTS_OF,
  ERASED_NODES,
  ERASURE_MARKS,
  erasedSince,
  type IdDigest,
  type Tombstone,
  TOMBSTONES,
} from "./tombstones.ts";

export type ErasuresDeps = {
  readonly kv: Kv;
  readonly draft: StateDraft;
  readonly graph: IdentityGraph;
  readonly digest: IdDigest;
};

/** Erasures are counted from 1. */
const NO_ERASURE = 0;
/** Earlier than any time that a call may have. */
const BEFORE_ALL: Instant = Number.MIN_SAFE_INTEGER;

/** Something that a record says of an id, for a time. */
export type SaidOf = {
  readonly id: PersonIdentifier;
  readonly offset: Offset;
  readonly time: Instant;
};

/** What an id is or was, for a record that is worked off once more. */
export type NodeAt = { readonly node: NodeNumber; readonly named: IdNode["named"] };

/** Who was erased, as the resolver sees it. While nobody was, asking costs nothing. */
export class Erasures {
  readonly #deps: ErasuresDeps;
  #hasTombstones: boolean;

  constructor(deps: ErasuresDeps) {
    this.#deps = deps;
    this.#hasTombstones = [...deps.kv.range(TOMBSTONES, { limit: 1 })].length > 0;
  }

  isKnown(id: PersonIdentifier): boolean {
    return this.#tombstones(id).length > 0;
  }

  /** Whether what is said belongs to somebody who was erased, which is noted: the log holds it now. */
  buries({ id, ...said }: SaidOf): boolean {
    const tombstone = buriedBy(this.#tombstones(id), said);
    if (tombstone === null) return false;
    this.#noteLate(tombstone, said.offset);
    return true;
  }

  /** The record holds something of whoever had this id and is gone. */
  noteLate(digest: string, offset: Offset): void {
    for (const tombstone of this.#deps.draft.get(TOMBSTONES, [digest]) ?? [])
      this.#noteLate(tombstone, offset);
  }

  #noteLate({ erasure }: Tombstone, offset: Offset): void {
    const { draft } = this.#deps;
    const mark = draft.get(ERASURE_MARKS, [erasure]);
    if (mark !== undefined && (mark.late ?? 0) < offset) {
      draft.put(ERASURE_MARKS, [erasure], { ...mark, late: offset });
    }
  }

  /** As the id stood at a record that was resolved before; null where it was buried or never seen. */
  at({ id, ...said }: SaidOf): NodeAt | null {
    const tombstones = this.#tombstones(id);
    if (buriedBy(tombstones, said) !== null) return null;
    const since = erasedSince(tombstones, said.offset);
    if (since !== null) return since.was;
    const { graph } = this.#deps;
    const node = graph.find(id);
    return node === undefined ? null : { node, named: graph.node(node).named };
  }

  /** The nodes that a record erased before. */
  erasedAt(offset: Offset): readonly NodeNumber[] {
    return this.#deps.kv.get(ERASED_NODES, [offset]) ?? [];
  }

  /** Notes whose events a record deletes; answers their nodes. */
  deletesEventsOf(command: Pick<EraseCommand, "ids">, offset: Offset): readonly NodeNumber[] {
    const nodes = this.whom(command);
    this.#deps.draft.put(DELETED_EVENTS_OF, [offset], nodes);
    return nodes;
  }

  /** Whose events a record deleted before. */
  deletedEventsAt(offset: Offset): readonly NodeNumber[] {
    return this.#deps.kv.get(DELETED_EVENTS_OF, [offset]) ?? [];
  }

  /** Where the ids are now, by digest; who is gone is not among them. */
  meant({ ids }: Pick<EraseCommand, "ids">): ReadonlyMap<string, IdNode & { readonly node: NodeNumber }> {
    const { draft } = this.#deps;
    const missing = new Set<string>();
    const found = new Map<string, IdNode & { readonly node: NodeNumber }>();
    for (const { digest, node } of ids) {
      const known = draft.get(NODES, [node]);
      if (known !== undefined && this.#digestOf(known) === digest) found.set(digest, { ...known, node });
      else if (!this.#isGone(digest, node)) missing.add(digest);
    }
    if (missing.size > 0) for (const [digest, known] of this.#having(missing)) found.set(digest, known);
    return found;
  }

  /** All nodes of the people whom the ids belong to, ascending. */
  whom(command: Pick<EraseCommand, "ids">): readonly NodeNumber[] {
    const { graph } = this.#deps;
    const people = new Set([...this.meant(command).values()].map(({ person }) => person));
    const nodes = [...people].flatMap((person) => graph.nodesOf(person));
    const more = nodes.flatMap((node) => [...this.#standIn(node), ...graph.namedByAlone(node, nodes)]);
    return [...new Set([...nodes, ...more])].sort((a, b) => a - b);
  }

  erase(
    erasure: number,
    nodes: readonly NodeNumber[],
    { offset, at }: { readonly offset: Offset; readonly at: Instant },
  ): void {
    const { draft } = this.#deps;
    this.#take(nodes, { erasure, offset, time: at });
    // Said twice, after a crash, the first time is what counts.
    if (draft.get(ERASURE_MARKS, [erasure]) === undefined) {
      draft.put(ERASURE_MARKS, [erasure], { offset, at, ids: nodes.length, late: null });
    }
  }

  /** Takes nodes away whom nothing names any more: what is said of their ids from now on counts, whatever time it is said for. */
  withdraw(nodes: readonly NodeNumber[], kept: readonly NodeNumber[], offset: Offset): void {
    this.#take(nodes, { erasure: NO_ERASURE, offset, time: BEFORE_ALL });
    this.#deps.draft.put(DELETED_EVENTS_OF, [offset], kept);
  }

  #take(nodes: readonly NodeNumber[], said: Pick<Tombstone, "erasure" | "offset" | "time">): void {
    const { draft, graph } = this.#deps;
    for (const node of nodes) {
      const known = graph.node(node);
      const digest = this.#digestOf(known);
      const tombstone = { ...said, was: { node, named: known.named } };
      draft.put(TOMBSTONES, [digest], [...(draft.get(TOMBSTONES, [digest]) ?? []), tombstone]);
    }
    graph.erase(nodes);
    draft.put(ERASED_NODES, [said.offset], nodes);
    if (nodes.length > 0) this.#hasTombstones = true;
  }

  #tombstones(id: PersonIdentifier): readonly Tombstone[] {
    if (!this.#hasTombstones) return [];
    return this.#deps.draft.get(TOMBSTONES, [this.#deps.digest(id)]) ?? [];
  }

  #digestOf({ kind, value }: PersonIdentifier): string {
    return this.#deps.digest({ kind, value });
  }

  /** Whether this very node was erased meanwhile. */
  #isGone(digest: string, node: NodeNumber): boolean {
    const tombstones = this.#deps.draft.get(TOMBSTONES, [digest]) ?? [];
    return tombstones.some(({ was }) => was === null || was.node === node);
  }

  /** Where the log is resolved anew numbers may be others: everybody is looked at, which takes a while and is rare. */
  *#having(
    digests: ReadonlySet<string>,
  ): Generator<readonly [digest: string, IdNode & { readonly node: NodeNumber }]> {
    const { kv, draft } = this.#deps;
    for (const { key } of kv.range(NODES, {})) {
      const known = draft.get(NODES, key);
      if (known === undefined) continue;
      const digest = this.#digestOf(known);
      if (digests.has(digest)) yield [digest, { ...known, node: key[0] }];
    }
  }

  /** The other kind of an alias call's previous id stands alone where a cut or a limit keeps it apart; it is the same text. */
  #standIn(node: NodeNumber): readonly NodeNumber[] {
    const { graph } = this.#deps;
    const { kind, value } = graph.node(node);
    if (!isOwnKind(kind)) return [];
    const twin = graph.find({ kind: kind === "user" ? "anonymous" : "user", value });
    if (twin === undefined) return [];
    const { named, person } = graph.node(twin);
    return named === null && graph.nodesOf(person).length === 1 ? [twin] : [];
  }
}
