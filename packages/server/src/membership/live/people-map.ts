import { assert } from "@habitus/kernel";
import type { Offset } from "../../log/log.ts";
import type { MoveRow, NodeNumber, PersonNumber } from "../../store/event-store.ts";
import type { MembershipWrite } from "../membership-store.ts";

/** Nodes whose owners are stored together: new nodes are dense, so one event rewrites one small page. */
const PAGE_NODES = 256;
const NAMED = 0x8000_0000;
const TOLD = 0x4000_0000;
const SAID = (NAMED | TOLD) >>> 0;
const FIRST_ROOM = 1_024;

export type KnownNode = {
  readonly node: NodeNumber;
  readonly person: PersonNumber;
  readonly isNamed: boolean;
  /** Of a further kind. */
  readonly isTold: boolean;
};

/**
 * Whom each node belongs to, as of the position of live membership: the resolver's own state is ahead of it. Nodes of one
 * person form a ring. The same rule as in the event store: a node that was never moved is its own person, and a person is
 * known once a call has named one of its nodes.
 */
export class PeopleMap {
  /** By node: the owner, 0 for the node itself; the highest bit says that the node is named, the one below that it is an id of a further kind that was told of. */
  #owners = new Uint32Array(FIRST_ROOM);
  /** By node: the next node of the same person; 0 for the node itself. */
  #next = new Uint32Array(FIRST_ROOM);
  #highest: NodeNumber = 0;
  readonly #dirty = new Set<number>();

  /** @param pages as `takeWrites` made them. */
  constructor(pages: Iterable<{ readonly key: number; readonly value: Uint8Array }>) {
    for (const { key, value } of pages) this.#readPage(key, value);
    for (let node = 1; node <= this.#highest; node++) {
      const owner = this.personOf(node);
      if (owner !== node) this.#link(node, owner);
    }
  }

  /** No node above it has been seen. */
  get highest(): NodeNumber {
    return this.#highest;
  }

  personOf(node: NodeNumber): PersonNumber {
    const owner = (this.#owners[node] ?? 0) & ~SAID;
    return owner === 0 ? node : owner;
  }

  isNamed(node: NodeNumber): boolean {
    return ((this.#owners[node] ?? 0) & NAMED) !== 0;
  }

  /** Whether a record has told of the node, so that people are told with its id. */
  isSaid(node: NodeNumber): boolean {
    return ((this.#owners[node] ?? 0) & SAID) !== 0;
  }

  isKnown(person: PersonNumber): boolean {
    return this.nodesOf(person).some((node) => this.isNamed(node));
  }

  /** Ascending; empty for a number that belongs to another person now. */
  nodesOf(person: PersonNumber): readonly NodeNumber[] {
    if (this.personOf(person) !== person) return [];
    const nodes = [person];
    for (let node = this.#after(person); node !== person; node = this.#after(node)) nodes.push(node);
    return nodes.sort((a, b) => a - b);
  }

  name(node: NodeNumber): void {
    this.#mark(node, NAMED);
  }

  /** An id of a further kind is known from here on: by itself it is nobody. */
  tell(node: NodeNumber): void {
    this.#mark(node, TOLD);
  }

  /** Nobody is behind these nodes any more; they are all nodes of their people. */
  erase(nodes: readonly NodeNumber[]): void {
    for (const node of nodes) {
      this.#see(node);
      this.#unlink(node);
      this.#set(node, 0);
    }
  }

  /** All of these as they are after a record, while nothing else is known. */
  know(nodes: Iterable<KnownNode>, offset: Offset): void {
    const moves: MoveRow[] = [];
    for (const { node, person, isNamed, isTold } of nodes) {
      if (isNamed) this.name(node);
      if (isTold) this.tell(node);
      if (person !== node) moves.push({ offset, node, person });
    }
    this.move(moves);
  }

  /** All moves of one record. */
  move(moves: readonly MoveRow[]): void {
    for (const { node, person } of moves) {
      this.#see(Math.max(node, person));
      this.#unlink(node);
    }
    for (const { node, person } of moves) {
      const said = (this.#owners[node] ?? 0) & SAID;
      this.#set(node, ((person === node ? 0 : person) | said) >>> 0);
    }
    for (const { node, person } of moves) {
      assert(this.personOf(person) === person, "a person's number is one of its own nodes");
      if (person !== node) this.#link(node, person);
    }
  }

  /** Pages that changed since the last call. */
  takeWrites(): readonly MembershipWrite[] {
    const writes = [...this.#dirty].map((page) => {
      const owners = this.#owners.slice(page * PAGE_NODES, (page + 1) * PAGE_NODES);
      const value = new Uint8Array(PAGE_NODES * 4);
      const view = new DataView(value.buffer);
      for (const [place, owner] of owners.entries()) view.setUint32(place * 4, owner, true);
      return { table: "owners", key: page, value } as const;
    });
    this.#dirty.clear();
    return writes;
  }

  #readPage(page: number, value: Uint8Array): void {
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    const from = page * PAGE_NODES;
    this.#reserve(from + PAGE_NODES);
    for (let place = 0; place < PAGE_NODES; place++) {
      const owner = view.getUint32(place * 4, true);
      this.#owners[from + place] = owner;
      if (owner !== 0) this.#highest = Math.max(this.#highest, from + place, owner & ~SAID);
    }
  }

  #after(node: NodeNumber): NodeNumber {
    const next = this.#next[node] ?? 0;
    return next === 0 ? node : next;
  }

  #link(node: NodeNumber, person: PersonNumber): void {
    this.#next[node] = this.#after(person);
    this.#next[person] = node;
  }

  #unlink(node: NodeNumber): void {
    let before = node;
    while (this.#after(before) !== node) before = this.#after(before);
    const after = this.#after(node);
    this.#next[before] = after === before ? 0 : after;
    this.#next[node] = 0;
  }

  #see(node: NodeNumber): void {
    this.#highest = Math.max(this.#highest, node);
    this.#reserve(node + 1);
  }

  #mark(node: NodeNumber, bit: number): void {
    this.#see(node);
    this.#set(node, ((this.#owners[node] ?? 0) | bit) >>> 0);
  }

  #set(node: NodeNumber, value: number): void {
    this.#owners[node] = value;
    this.#dirty.add(Math.floor(node / PAGE_NODES));
  }

  #reserve(room: number): void {
    if (room <= this.#owners.length) return;
    const size = Math.ceil(Math.max(room, this.#owners.length * 1.5) / PAGE_NODES) * PAGE_NODES;
    this.#owners = grown(this.#owners, size);
    this.#next = grown(this.#next, size);
  }
}

function grown(list: Uint32Array, size: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(size);
  larger.set(list);
  return larger;
}
