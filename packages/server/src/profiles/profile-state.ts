import { hash128, hashHex, type Instant, must } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import { type Change, type Kv, put, remove, type Table } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import {
  type IdNode,
  type Merge,
  type MergeCause,
  MERGES,
  mayJoin,
  NODES,
  NODES_BY_KEY,
  type NodeKind,
  nodeKey,
  PEOPLE,
  type Person,
} from "./identity.ts";

/** The current value of one trait of one node. Traits belong to nodes, so moving a node moves its traits. */
export type NodeTrait = {
  readonly name: string;
  /** JSON text. */
  readonly value: string;
  readonly time: Instant;
  readonly idHash: string;
  readonly source: string;
};

/** Key [node, trait name]. */
export const NODE_TRAITS: Table<NodeTrait> = { name: "node_traits", version: 1 };
const COUNTERS: Table<number> = { name: "profile_counters", version: 1 };
const NEXT_NODE = ["next_node"];

const hash = (text: string): string => hashHex(hash128(text));

/**
 * Identity and traits as the resolver sees them while it works through a batch: committed state, a bounded cache of it,
 * and the changes made since the last `takeChanges`. Used by one resolver only.
 */
export class ProfileState {
  readonly #kv: Kv;
  readonly #maxCached: number;
  readonly #nodeByKey = new Map<string, NodeNumber>();
  readonly #nodes = new Map<NodeNumber, IdNode>();
  readonly #people = new Map<PersonNumber, Person | null>();
  readonly #traits = new Map<string, NodeTrait>();
  readonly #changed = new Map<string, Change>();
  #nextNode: NodeNumber;

  constructor(kv: Kv, maxCached: number) {
    this.#kv = kv;
    this.#maxCached = maxCached;
    this.#nextNode = kv.get(COUNTERS, NEXT_NODE) ?? 1;
  }

  findNode(kind: NodeKind, value: string): NodeNumber | undefined {
    const key = nodeKey(kind, value, hash);
    const cacheKey = key.join("\u0001");
    const cached = this.#nodeByKey.get(cacheKey);
    if (cached !== undefined) return cached;
    const stored = this.#kv.get(NODES_BY_KEY, key);
    if (stored !== undefined) this.#nodeByKey.set(cacheKey, stored);
    return stored;
  }

  /** Makes the node and, with it, the person whose only node it is. */
  addNode(
    kind: NodeKind,
    value: string,
    seen: { readonly offset: Offset; readonly index: number; readonly time: Instant },
  ): NodeNumber {
    const node = this.#nextNode++;
    const key = nodeKey(kind, value, hash);
    this.#nodeByKey.set(key.join("\u0001"), node);
    this.#record("next", put(COUNTERS, NEXT_NODE, this.#nextNode));
    this.#record(`k${node}`, put(NODES_BY_KEY, key, node));
    this.#setNode(node, { kind, value, offset: seen.offset, index: seen.index, person: node });
    this.#setPerson(node, { nodes: [node], firstSeen: seen.time, lastSeen: seen.time });
    return node;
  }

  node(node: NodeNumber): IdNode {
    const cached = this.#nodes.get(node);
    if (cached !== undefined) return cached;
    const stored = must(this.#kv.get(NODES, [node]), `node ${node} is not in the state`);
    this.#nodes.set(node, stored);
    return stored;
  }

  person(person: PersonNumber): Person {
    const cached = this.#people.get(person) ?? this.#kv.get(PEOPLE, [person]);
    const found = must(cached, `person ${person} is not in the state`);
    this.#people.set(person, found);
    return found;
  }

  /** Widens the span in which the node's person was seen. */
  touch(node: NodeNumber, time: Instant): void {
    const number = this.node(node).person;
    const person = this.person(number);
    if (time >= person.firstSeen && time <= person.lastSeen) return;
    const firstSeen = Math.min(person.firstSeen, time);
    const lastSeen = Math.max(person.lastSeen, time);
    this.#setPerson(number, { nodes: person.nodes, firstSeen, lastSeen });
  }

  /** Joins the people of two nodes if the rules allow it. Null when they are one already or must stay apart. */
  join(
    a: NodeNumber,
    b: NodeNumber,
    event: {
      readonly offset: Offset;
      readonly index: number;
      readonly at: Instant;
      readonly cause: MergeCause;
    },
  ): Merge | null {
    const [survivor, absorbed] = [this.node(a).person, this.node(b).person].sort((x, y) => x - y) as [
      number,
      number,
    ];
    if (survivor === absorbed) return null;
    const kept = this.person(survivor);
    const gone = this.person(absorbed);
    if (!mayJoin(this.#users(kept), this.#users(gone), event.cause)) return null;
    const merge: Merge = { survivor, absorbed, nodes: gone.nodes, cause: event.cause, at: event.at };
    for (const node of gone.nodes) this.#setNode(node, { ...this.node(node), person: survivor });
    this.#setPerson(survivor, {
      nodes: [...kept.nodes, ...gone.nodes].sort((x, y) => x - y),
      firstSeen: Math.min(kept.firstSeen, gone.firstSeen),
      lastSeen: Math.max(kept.lastSeen, gone.lastSeen),
    });
    this.#people.set(absorbed, null);
    this.#record(`p${absorbed}`, remove(PEOPLE, [absorbed]));
    this.#record(`m${event.offset}.${event.index}`, put(MERGES, [event.offset, event.index], merge));
    return merge;
  }

  /** The merge that a record's event caused when it was resolved, for handing its rows over again. */
  mergeAt(offset: Offset, index: number): Merge | undefined {
    return this.#kv.get(MERGES, [offset, index]);
  }

  /** Keeps the value if it is the newest by (time, id hash). */
  setTrait(node: NodeNumber, trait: NodeTrait): void {
    const name = traitKey(trait.name);
    const key = `${node}\u0001${name}`;
    const current = this.#traits.get(key) ?? this.#kv.get(NODE_TRAITS, [node, name]);
    if (current !== undefined && !isNewer(trait, current)) return;
    this.#traits.set(key, trait);
    this.#record(`t${key}`, put(NODE_TRAITS, [node, name], trait));
  }

  /** The changes since the last call, to be committed together with the offset they belong to. */
  takeChanges(): readonly Change[] {
    const changes = [...this.#changed.values()];
    this.#changed.clear();
    return changes;
  }

  /** Lets go of cached state once it is committed and has grown past the bound. */
  trimCache(): void {
    const size = this.#nodeByKey.size + this.#nodes.size + this.#people.size + this.#traits.size;
    if (size <= this.#maxCached || this.#changed.size > 0) return;
    this.#nodeByKey.clear();
    this.#nodes.clear();
    this.#people.clear();
    this.#traits.clear();
  }

  #users(person: Person): number {
    return person.nodes.filter((node) => this.node(node).kind === "user").length;
  }

  #setNode(node: NodeNumber, value: IdNode): void {
    this.#nodes.set(node, value);
    this.#record(`n${node}`, put(NODES, [node], value));
  }

  #setPerson(person: PersonNumber, value: Person): void {
    this.#people.set(person, value);
    this.#record(`p${person}`, put(PEOPLE, [person], value));
  }

  #record(key: string, change: Change): void {
    this.#changed.set(key, change);
  }
}

/** Trait names are free text of any length; keys are not. */
export function traitKey(name: string): string {
  return name.length <= 200 ? name : `${name.slice(0, 100)}\u0000${hash(name)}`;
}

/** Latest by (time, id hash), the order of SEMANTICS inside a person. */
export function isNewer(
  a: { readonly time: Instant; readonly idHash: string },
  b: { readonly time: Instant; readonly idHash: string },
): boolean {
  return a.time > b.time || (a.time === b.time && a.idHash > b.idHash);
}
