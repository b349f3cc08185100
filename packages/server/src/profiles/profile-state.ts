import {
  ACCOUNTS_TRAIT,
  BUCKET_TRAIT,
  type Instant,
  isSaidByProduct,
  readReservedTrait,
} from "@habitus/kernel";
import type { Fact, FactProof } from "@habitus/events";
import type { Offset } from "../log/log.ts";
import type { Change, Kv, Table } from "../platform/kv.ts";
import type { NodeNumber } from "../store/event-store.ts";
import { ACCOUNT_TRAITS, AccountState } from "./account-state.ts";
import { ACCOUNT_OWN } from "./account-own.ts";
import { ACCOUNT_JOINS, ACCOUNT_STANDING, ACCOUNT_TOLD, ACCOUNT_WORDS } from "./account-words.ts";
import type { EraseCommand } from "./erase-command.ts";
import { Erasures } from "./erasures.ts";
import { isOwnKind, KindsInForce } from "./id-kinds.ts";
import type { IdentityCommand } from "./identity-command.ts";
import type { Link } from "./identity-links.ts";
import { IdentityGraph, type Seen, type Sighting } from "./identity-graph.ts";
import {
  CUTS,
  EDGES,
  type IdentityLimits,
  MERGES,
  MOVES,
  NODES,
  PERSON_NODES,
  type PersonIdentifier,
  TOLD,
} from "./identity.ts";
import { KindSweep } from "./kind-sweep.ts";
import { RetentionInForce } from "./retention-in-force.ts";
import type { Settled } from "./person-sets.ts";
import type { IdDigest } from "./tombstones.ts";
import { newestOf, type StandingTrait, standingOf, withWord, wordsOf } from "./standing-trait.ts";
import { StateDraft } from "./state-draft.ts";
import { isNewer, keyText, type NodeTrait } from "./trait-word.ts";
import { TOO_OLD_CALLS } from "./too-old-calls.ts";
import { UNREAD_IDS, UnreadIdCounts } from "./unread-ids.ts";
import { union, Watched } from "./watched.ts";
import type { WithdrawCommand } from "./withdraw-command.ts";

/** By trait key. */
export const NODE_TRAITS: Table<StandingTrait, readonly [node: NodeNumber, trait: string]> = {
  name: "node_traits",
  version: 1,
};
/** One word about consent, with its proof. */
export type KeptConsent = {
  /** Null takes back what was said. */
  readonly allowed: boolean | null;
  readonly time: Instant;
  readonly recordedAt: Instant;
  readonly proof: FactProof | null;
};
/** Every word, kept for ever; `place` in its record. */
export const CONSENT_HISTORY: Table<
  KeptConsent,
  readonly [node: NodeNumber, purpose: string, record: Offset, place: number]
> = { name: "consent_history", version: 1 };
/** Nodes that are on a list by their own newest word. */
export const LIST_NODES: Table<true, readonly [list: string, node: NodeNumber]> = {
  name: "list_nodes",
  version: 1,
};
/** How many. Key [list key]. */
export const LIST_SIZES: Table<number> = { name: "list_sizes", version: 1 };
const COUNTERS: Table<number> = { name: "profile_counters", version: 1 };
const NEXT_NODE = ["next_node"];

/** An id of a further kind that a record told of first; null of one that is known no more. */
type ToldNode = { readonly node: NodeNumber; readonly id: PersonIdentifier | null };
/** What a record changed about who is who, and the ids of further kinds that it told of first. */
export type SettledRecord = Settled & { readonly told: readonly ToldNode[] };

type RecordAt = { readonly offset: Offset; readonly at: Instant };

/** Who is gone, and who is still there without what was taken back. */
export type Withdrawn = { readonly gone: readonly NodeNumber[]; readonly kept: readonly NodeNumber[] };

/** Identity and traits as the resolver sees them while it works through a batch. Used by one resolver only. */
export class ProfileState {
  readonly #kv: Kv;
  readonly #draft: StateDraft;
  readonly graph: IdentityGraph;
  readonly kinds: KindsInForce;
  readonly unread: UnreadIdCounts;
  readonly accounts: AccountState;
  readonly erasures: Erasures;
  readonly retention: RetentionInForce;
  readonly #watched: Watched;
  readonly #mostAhead: number;
  readonly #sweep: KindSweep;
  #told: ToldNode[] = [];

  constructor(
    kv: Kv,
    {
      maxCached,
      limits,
      digest,
    }: {
      readonly maxCached: number;
      readonly limits: IdentityLimits;
      readonly digest: IdDigest;
    },
  ) {
    this.#kv = kv;
    this.#mostAhead = limits.wordsAheadPerTrait;
    this.#draft = new StateDraft(kv, {
      maxCached,
      grouped: [
        EDGES,
        MERGES,
        CUTS,
        PERSON_NODES,
        NODE_TRAITS,
        CONSENT_HISTORY,
        ACCOUNT_TRAITS,
        ACCOUNT_OWN,
        ACCOUNT_JOINS,
        ACCOUNT_WORDS,
        ACCOUNT_STANDING,
        ACCOUNT_TOLD,
        TOO_OLD_CALLS,
        UNREAD_IDS,
      ],
    });
    this.kinds = new KindsInForce(kv, this.#draft, limits);
    this.graph = new IdentityGraph(this.#draft, this.kinds);
    this.unread = new UnreadIdCounts(kv, this.#draft);
    this.#sweep = new KindSweep({
      draft: this.#draft,
      unread: this.unread,
      kinds: this.kinds,
      graph: this.graph,
      traitOf: (node, name) => {
        const known = this.#draft.get(NODE_TRAITS, [node, keyText(name)]);
        return known === undefined ? undefined : newestOf(known);
      },
      sweptPerRecord: limits.sweptPerRecord,
    });
    this.accounts = new AccountState(this.#draft, limits);
    this.erasures = new Erasures({ kv, draft: this.#draft, graph: this.graph, digest });
    this.retention = new RetentionInForce(kv, this.#draft);
    this.#watched = new Watched(kv, this.#draft);
  }

  /** @param isOwn whether somebody else than the product itself names the id. */
  see(id: PersonIdentifier, sighting: Sighting, isOwn = true): Seen {
    const seen = this.graph.see(id, () => this.#nextNode(), sighting);
    if (isOwn) this.#watched.noteNamed(seen.node);
    if (seen.isMade && !isOwnKind(id.kind)) {
      this.#told.push({ node: seen.node, id });
      this.#draft.put(TOLD, [sighting.offset, seen.node], true);
    }
    return seen;
  }

  /** An event of this time belongs to the node. */
  touch(node: NodeNumber, time: Instant): void {
    this.graph.touch(node, time);
    this.#watched.noteCall(node, time);
  }

  /** A call of the node was too old to be kept. */
  noteTooOld(node: NodeNumber, { source, time }: { readonly source: string; readonly time: Instant }): void {
    const key = [node, source] as const;
    const span = union(this.#draft.get(TOO_OLD_CALLS, key) ?? null, { first: time, last: time });
    if (span !== null) this.#draft.put(TOO_OLD_CALLS, key, span);
  }

  obey(command: IdentityCommand, at: RecordAt): void {
    const sighting = { offset: at.offset, index: 0, named: false };
    // Said before somebody was erased and come to after it: there is nothing to keep apart or to join any more.
    if (idsOf(command).some((id) => this.graph.find(id) === undefined && this.erasures.isKnown(id))) return;
    const nodeOf = (id: PersonIdentifier): NodeNumber => this.graph.find(id) ?? this.see(id, sighting).node;
    switch (command.action) {
      case "cut": {
        const { cause, time, by } = command;
        this.graph.cut(nodeOf(command.a), nodeOf(command.b), { cause, time, by, at: at.at });
        return;
      }
      case "lift":
        this.graph.lift(nodeOf(command.a), nodeOf(command.b));
        return;
      case "decide":
        this.graph.decide(nodeOf(command.id), command.decision, at.at);
        return;
      case "kind":
        this.#sweep.put(command.rule, { offset: at.offset, last: this.#highestNode() });
        return;
      case "kind_off":
        this.#sweep.turnOff(command.key, { offset: at.offset, last: this.#highestNode() });
        return;
      case "sweep":
        this.#sweep.step((link, { node, time }) => this.join(link, node, { ...sighting, time }));
    }
  }

  /** Takes in what is said of an id that stands beside one that is known. */
  join(
    { a, b, cause, named, order }: Link,
    own: NodeNumber,
    { time, ...at }: Omit<Sighting, "named"> & { readonly time: Instant },
  ): void {
    if ([a, b].some((id) => this.erasures.buries({ id, offset: at.offset, time }))) return;
    const seen = this.see(b, { ...at, named });
    this.graph.link(own, seen.node, cause, { time, order, ...at });
  }

  /** Forgets the people whom the record is about; answers their nodes. */
  erase(command: EraseCommand, at: RecordAt): readonly NodeNumber[] {
    const nodes = this.erasures.whom(command);
    for (const node of nodes) this.#eraseTraits(node, at);
    this.erasures.erase(command.erasure, nodes, at);
    return nodes;
  }

  #eraseTraits(node: NodeNumber, at: RecordAt): void {
    this.#takeTraits(node, at, () => true);
    for (const { key } of this.#draft.group(CONSENT_HISTORY, node)) this.#draft.remove(CONSENT_HISTORY, key);
    for (const { key } of this.#draft.group(TOO_OLD_CALLS, node)) this.#draft.remove(TOO_OLD_CALLS, key);
    this.unread.forget(node, this.kinds.made);
    this.#watched.end(node);
  }

  /** @param back Words that are shown again in place of those that go: whoever belongs to an account by one of them goes on to. */
  #takeTraits(
    node: NodeNumber,
    { offset }: RecordAt,
    isTaken: (trait: NodeTrait) => boolean,
    back: readonly NodeTrait[] = [],
  ): void {
    for (const { key, value } of this.#draft.group(NODE_TRAITS, node)) {
      const words = wordsOf(value);
      const stays = standingOf(words.filter((word) => !isTaken(word)));
      if (stays !== null) {
        if (wordsOf(stays).length < words.length) this.#putTrait(node, key, stays);
        continue;
      }
      this.#draft.remove(NODE_TRAITS, key);
      const reserved = readReservedTrait(value.name);
      if (reserved?.kind === "list") this.#noteListed(reserved.key, node, false);
      const comesBack = back.some((word) => word.name === value.name && word.value === "true");
      if (reserved?.kind === "account" && !comesBack) this.accounts.forget(reserved.key, node, offset);
    }
  }

  /** Whether a word stands, now or from a time ahead, that says anything and that the product has not said itself. */
  #hasOwnWord(node: NodeNumber): boolean {
    return this.#draft.group(NODE_TRAITS, node).some(({ value }) => wordsOf(value).some(isOwnWord));
  }

  /** Takes calls back; answers who is gone with them, and who loses them alone. */
  withdraw(command: WithdrawCommand, at: RecordAt): Withdrawn {
    const { offset } = at;
    const meant = this.erasures.meant(command);
    if (command.kind === "watch") {
      this.#watched.begin([...meant.values()].map(({ node }) => node));
      return { gone: [], kept: [] };
    }
    const calls = new Set(command.idHashes);
    const gone: NodeNumber[] = [];
    const kept: NodeNumber[] = [];
    for (const { digest, own, hidden = [] } of command.ids) {
      const known = meant.get(digest);
      if (known === undefined) {
        if (hidden.length > 0) this.erasures.noteLate(digest, offset);
        continue;
      }
      const { node } = known;
      this.#takeTraits(node, at, ({ idHash }) => calls.has(idHash), hidden);
      for (const word of hidden) this.setTrait(node, word, at.at);
      const since = this.#watched.end(node);
      // Somebody has said that it is, or is not, the same as another id, whether or not that has joined them.
      const besides = this.graph.onlyBesides(node);
      const isNamed = own !== null || since?.seen !== false || this.#hasOwnWord(node);
      if (besides !== null && !isNamed) {
        this.#eraseTraits(node, at);
        gone.push(node, ...besides);
      } else {
        kept.push(node);
        this.graph.shorten(node, union(own, since?.span ?? null));
      }
    }
    this.erasures.withdraw(gone, kept, offset);
    return { gone, kept };
  }

  settle(offset: Offset): SettledRecord {
    const told = this.#told;
    this.#told = [];
    return { ...this.graph.settle(offset), told };
  }

  /** What `settle` told of a record that was resolved before. */
  settledAt(offset: Offset): SettledRecord {
    const moves = [...this.#kv.range(MOVES, { prefix: [offset] })];
    const told = [...this.#kv.range(TOLD, { prefix: [offset] })];
    return {
      moves: moves.map(({ key, value }) => ({ offset, node: key[1], person: value })),
      merges: 0,
      told: told.map(({ key }) => this.#toldNode(key[1])),
    };
  }

  #toldNode(node: NodeNumber): ToldNode {
    const known = this.#draft.get(NODES, [node]);
    return { node, id: known === undefined ? null : { kind: known.kind, value: known.value } };
  }

  /**
   * Keeps the value if it is the newest by (time, id hash) of those whose time has come, or will.
   * @param at The record's logical now.
   */
  setTrait(node: NodeNumber, trait: NodeTrait, at: Instant): void {
    // Nothing to show: conditions read it in the event store.
    if (trait.name === BUCKET_TRAIT || trait.name === ACCOUNTS_TRAIT) return;
    const key = [node, keyText(trait.name)] as const;
    const known = this.#draft.get(NODE_TRAITS, key);
    const standing = withWord(known, trait, { at, most: this.#mostAhead });
    if (standing === null) return;
    if (known === undefined || isNewer(trait, newestOf(known))) this.#putTrait(node, key, standing);
    else this.#draft.put(NODE_TRAITS, key, standing);
  }

  /** Who is on a list or in an account by their newest word is noted there, also before its time. */
  #putTrait(node: NodeNumber, key: readonly [NodeNumber, string], standing: StandingTrait): void {
    this.#draft.put(NODE_TRAITS, key, standing);
    const { name, value } = newestOf(standing);
    const reserved = name.startsWith("$") ? readReservedTrait(name) : null;
    if (reserved?.kind === "list") this.#noteListed(reserved.key, node, value === "true");
    if (reserved?.kind === "account") this.accounts.noteMember(reserved.key, node, value === "true");
  }

  /** Keeps every word about consent with its proof, whether or not it is the newest. */
  keepConsent(
    { name, value, time, proof }: Fact,
    place: {
      readonly offset: Offset;
      readonly index: number;
      readonly at: Instant;
      readonly node: NodeNumber;
    },
  ): void {
    const found = readReservedTrait(name);
    if (found?.kind !== "consent") return;
    const allowed = value === "null" ? null : value === "true";
    const key = [place.node, found.key, place.offset, place.index] as const;
    this.#draft.put(CONSENT_HISTORY, key, { allowed, time, recordedAt: place.at, proof });
  }

  #noteListed(list: string, node: NodeNumber, listed: boolean): void {
    const key = [list, node] as const;
    if ((this.#draft.get(LIST_NODES, key) !== undefined) === listed) return;
    if (listed) this.#draft.put(LIST_NODES, key, true);
    else this.#draft.remove(LIST_NODES, key);
    const size = this.#draft.get(LIST_SIZES, [list]) ?? 0;
    this.#draft.put(LIST_SIZES, [list], size + (listed ? 1 : -1));
  }

  /** The changes since the last call, to be committed together with the offset they belong to; see `StateDraft`. */
  takeChanges(): readonly Change[] {
    return this.#draft.takeChanges();
  }

  committed(): void {
    this.#draft.committed();
  }

  #highestNode(): NodeNumber {
    return (this.#draft.get(COUNTERS, NEXT_NODE) ?? 1) - 1;
  }

  #nextNode(): NodeNumber {
    const node = this.#draft.get(COUNTERS, NEXT_NODE) ?? 1;
    this.#draft.put(COUNTERS, NEXT_NODE, node + 1);
    return node;
  }
}

/** What was taken back says nothing any more, but for consent, of which every word is kept. */
function isOwnWord({ name, value }: NodeTrait): boolean {
  return !isSaidByProduct(name) && (value !== "null" || readReservedTrait(name)?.kind === "consent");
}

function idsOf(command: IdentityCommand): readonly PersonIdentifier[] {
  switch (command.action) {
    case "decide":
      return [command.id];
    case "cut":
    case "lift":
      return [command.a, command.b];
    case "kind":
    case "kind_off":
    case "sweep":
      return [];
  }
}
