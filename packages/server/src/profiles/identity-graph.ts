import { hash128, hashHex, type Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { isOwnKind, type Joins, type KindsInForce } from "./id-kinds.ts";
import { IdentityRefold, isPlainDevice } from "./identity-refold.ts";
import {
  CAUSE_NUMBERS,
  countsOf,
  type Cut,
  CUTS,
  type Edge,
  EDGES,
  HANGS,
  HELD,
  type HeldDecision,
  type IdNode,
  isBefore,
  isSomebody,
  mayJoin,
  type MergeCause,
  MERGES,
  NODE_SPANS,
  type SeenSpan,
  NODES,
  NODES_BY_KEY,
  nodeKey,
  PEOPLE,
  PERSON_NODES,
  type PersonIdentifier,
  reachOf,
} from "./identity.ts";
import { type PairEdge, PersonSets, placeOf, type Settled } from "./person-sets.ts";
import type { StateDraft } from "./state-draft.ts";

const hash = (text: string): string => hashHex(hash128(text));

/** An edge whose order is only made when it matters. */
export type Evidence = Omit<Edge, "order"> & { readonly order: () => string };

/** How an event or command came to name an id. */
export type Sighting = {
  readonly offset: Offset;
  readonly index: number;
  /** As a call's userId or anonymousId; the previous id of an alias call is not. */
  readonly named: boolean;
};

export type Seen = {
  readonly node: NodeNumber;
  /** Named for the first time as somebody's own. */
  readonly isNew: boolean;
  /** Nothing had told of it before. */
  readonly isMade: boolean;
};

/**
 * Who is who: ids as nodes, evidence as edges, people as the sets a greedy fold of the edges in (time, order) gives.
 * Edges are kept, so a late one folds its component again and the order of arrival does not matter.
 *
 * Most edges need no fold. One that comes after all edges of both people is the fold's next step, and a device that was
 * named with no other id yet joins without changing anything that was decided between others. `settle` folds the rest.
 */
export class IdentityGraph {
  readonly #draft: StateDraft;
  readonly #kinds: KindsInForce;
  /** Nodes whose components must be folded again. */
  readonly #unsettled = new Set<NodeNumber>();
  /** Sets that are not what the fold says may reach further than a plain device: no edge is taken before they are settled. */
  #isOpen = false;
  readonly #sets: PersonSets;

  constructor(draft: StateDraft, kinds: KindsInForce) {
    this.#draft = draft;
    this.#sets = new PersonSets(draft, kinds);
    this.#kinds = kinds;
  }

  find({ kind, value }: PersonIdentifier): NodeNumber | undefined {
    return this.#draft.get(NODES_BY_KEY, nodeKey(kind, value, hash));
  }

  node(node: NodeNumber): IdNode {
    return this.#sets.node(node);
  }

  /** Makes the node, a person of its own, at first sight; notes whether a call named it as its own. */
  see(id: PersonIdentifier, next: () => NodeNumber, sighting: Sighting): Seen {
    const named = sighting.named ? { offset: sighting.offset, index: sighting.index } : null;
    const known = this.find(id);
    if (known === undefined)
      return { node: this.#add(id, next(), named), isNew: named !== null, isMade: true };
    if (named === null) return { node: known, isNew: false, isMade: false };
    const node = this.node(known);
    if (node.named !== null) return { node: known, isNew: false, isMade: false };
    const counted = { ...node, named };
    this.#draft.put(NODES, [known], counted);
    if (!isPlainDevice(counted)) this.#unsettle(known);
    else {
      // Nothing but a decision has named it: it is alone.
      const person = this.#sets.person(node.person);
      this.#sets.putPerson(node.person, { ...person, devices: person.devices + 1 });
    }
    return { node: known, isNew: true, isMade: false };
  }

  /** An event of this time belongs to the node. */
  touch(node: NodeNumber, time: Instant): void {
    const span = this.#draft.get(NODE_SPANS, [node]);
    if (span !== undefined && time >= span.first && time <= span.last) return;
    const first = Math.min(span?.first ?? time, time);
    this.#draft.put(NODE_SPANS, [node], { first, last: Math.max(span?.last ?? time, time) });
  }

  /** Events of the node are gone: those that are left lie in this span, null for none. */
  shorten(node: NodeNumber, span: SeenSpan | null): void {
    if (span === null) this.#draft.remove(NODE_SPANS, [node]);
    else this.#draft.put(NODE_SPANS, [node], span);
  }

  /** Evidence that two ids are one person. */
  link(a: NodeNumber, b: NodeNumber, cause: MergeCause, given: Evidence): void {
    if (a === b) return;
    const [low, high] = a < b ? [a, b] : [b, a];
    const number = CAUSE_NUMBERS[cause];
    const known = this.#draft.get(EDGES, [low, high, number]);
    const { time, offset, index } = given;
    if (known !== undefined && known.time < time) return;
    const order = given.order();
    const evidence: Edge = { time, order, offset, index };
    if (known !== undefined && !isBefore(evidence, known)) return;
    this.#draft.put(EDGES, [low, high, number], evidence);
    this.#draft.put(EDGES, [high, low, number], evidence);
    // A user id and an anonymous id may have been named by a call of the other cause.
    const isOwn = cause !== "id";
    const other = isOwn ? this.#draft.get(EDGES, [low, high, CAUSE_NUMBERS.alias + 1 - number]) : undefined;
    if (cause !== "same call") for (const end of [low, high]) this.#noteChained(end);
    if (known === undefined && other === undefined) {
      for (const end of [low, high]) this.#addNeighbour(end, evidence.time);
    }
    if (this.node(low).held || this.node(high).held) return;
    const edge = { time, order, offset, index, a: low, b: high, cause };
    const isOnly = (end: NodeNumber): boolean => this.#isLeaf(end) && other === undefined;
    if (this.#isOpen) {
      for (const end of [low, high]) this.#unsettle(end);
      return;
    }
    if (this.#changesNothing(edge)) return;
    if (known === undefined && this.#append(edge)) return;
    if ((isOnly(low) && this.#attach(edge, low)) || (isOnly(high) && this.#attach(edge, high))) return;
    // Where one of them is a plain device, its place is all that the edge can change.
    this.#unsettle(isPlainDevice(this.node(high)) ? high : low);
  }

  /** Evidence of a plain device behind the one that decides whose it is. */
  #changesNothing(edge: PairEdge): boolean {
    const { a, b } = edge;
    const device = this.node(a).kind === "anonymous" ? a : b;
    const first = this.#draft.get(HANGS, [device]);
    if (first === undefined || !isBefore(first, edge)) return false;
    return isPlainDevice(this.node(device)) && !this.#sets.isCrowded();
  }

  #unsettle(node: NodeNumber): void {
    this.#unsettled.add(node);
    if (!isPlainDevice(this.node(node))) this.#isOpen = true;
  }

  /** Evidence that may lead on to others names it. */
  #noteChained(node: NodeNumber): void {
    const known = this.node(node);
    if (!known.aliased) this.#draft.put(NODES, [node], { ...known, aliased: true });
  }

  /** Keeps two nodes apart whatever evidence there is or will be. */
  cut(a: NodeNumber, b: NodeNumber, cut: Cut): void {
    if (a === b || this.#draft.get(CUTS, [a, b]) !== undefined) return;
    this.#draft.put(CUTS, [a, b], cut);
    this.#draft.put(CUTS, [b, a], cut);
    this.#countCuts(a, b, 1);
  }

  lift(a: NodeNumber, b: NodeNumber): void {
    if (this.#draft.get(CUTS, [a, b]) === undefined) return;
    this.#draft.remove(CUTS, [a, b]);
    this.#draft.remove(CUTS, [b, a]);
    this.#countCuts(a, b, -1);
  }

  /** Takes nodes away, and with them all that is known of how they came together. They are all nodes of these people. */
  erase(nodes: readonly NodeNumber[]): void {
    const gone = new Set(nodes);
    for (const node of nodes) {
      this.#eraseEdges(node, gone);
      this.#eraseCuts(node, gone);
      for (const { key } of this.#draft.group(MERGES, node)) this.#draft.remove(MERGES, key);
      const { kind, value, person } = this.node(node);
      this.#draft.remove(PERSON_NODES, [person, node]);
      this.#draft.remove(PEOPLE, [person]);
      this.#draft.remove(NODES_BY_KEY, nodeKey(kind, value, hash));
      for (const table of [HANGS, HELD, NODE_SPANS]) this.#draft.remove(table, [node]);
    }
    for (const node of nodes) this.#draft.remove(NODES, [node]);
  }

  /** Evidence that names somebody who stays had not joined them, so they stay as they are. */
  #eraseEdges(node: NodeNumber, gone: ReadonlySet<NodeNumber>): void {
    const neighbours = new Set<NodeNumber>();
    for (const { key } of this.#draft.group(EDGES, node)) {
      const [, other = 0, cause = 0] = key.map(Number);
      this.#draft.remove(EDGES, key);
      this.#draft.remove(EDGES, [other, node, cause]);
      if (!gone.has(other)) neighbours.add(other);
    }
    for (const other of neighbours) {
      const known = this.node(other);
      this.#draft.put(NODES, [other], { ...known, neighbours: known.neighbours - 1 });
    }
  }

  #eraseCuts(node: NodeNumber, gone: ReadonlySet<NodeNumber>): void {
    for (const { key } of this.#draft.group(CUTS, node)) {
      const other = key[1];
      this.#draft.remove(CUTS, key);
      this.#draft.remove(CUTS, [other, node]);
      if (!gone.has(other)) this.#countCut(other, -1);
    }
  }

  /** Ids of other kinds that were named beside the node and that a limit or a cut keeps from everybody, where none but these have named them. */
  namedByAlone(node: NodeNumber, by: readonly NodeNumber[]): readonly NodeNumber[] {
    return this.#neighboursOf(node).filter((other) => {
      const { kind, person, neighbours } = this.node(other);
      if (isOwnKind(kind) || isSomebody(this.#sets.person(person))) return false;
      // A shared one has been named beside any number, who are not looked at.
      return neighbours <= by.length && this.#neighboursOf(other).every((each) => by.includes(each));
    });
  }

  /** The ids of other kinds that are the person's besides this one, where nothing else is known of any of them; null where there is more. */
  onlyBesides(node: NodeNumber): readonly NodeNumber[] | null {
    const { person, neighbours, cuts } = this.node(node);
    const others = this.nodesOf(person).filter((each) => each !== node);
    const areAll = others.every((each) => {
      const other = this.node(each);
      return !isOwnKind(other.kind) && other.neighbours === 1 && other.cuts === 0;
    });
    return areAll && cuts === 0 && neighbours === others.length ? others : null;
  }

  #neighboursOf(node: NodeNumber): readonly NodeNumber[] {
    return [...new Set(this.#draft.group(EDGES, node).map(({ key }) => key[1]))];
  }

  nodesOf(person: PersonNumber): readonly NodeNumber[] {
    return this.#sets.nodesOf(person);
  }

  /** Says of an id whether its edges count, however many they are. */
  decide(node: NodeNumber, decision: HeldDecision, at: Instant): void {
    const known = this.node(node);
    const held = decision === "refuse";
    this.#draft.put(NODES, [node], { ...known, decision, held });
    if (this.#draft.get(HELD, [node]) === undefined) this.#draft.put(HELD, [node], { since: at });
    if (held !== known.held) this.#loosen(node);
  }

  /** The rule of its kind was changed. An id that is held stays so while its kind is off: it must not connect once the kind is on again. */
  reconsider(node: NodeNumber): void {
    const known = this.node(node);
    const rule = this.#kinds.of(known.kind);
    const held = rule === null || known.decision !== null ? known.held : known.neighbours > rule.heldAbove;
    // Its edges counted for nothing, and go on to, however many they are.
    if (held && known.held) return;
    if (held !== known.held) {
      this.#draft.put(NODES, [node], { ...known, held });
      // Since when it waits is not known any more once it did not.
      if (held) this.#draft.put(HELD, [node], { since: this.#lastNamed(node) });
      else this.#draft.remove(HELD, [node]);
    }
    this.#loosen(node);
  }

  /** The newest time for which it was named beside others. */
  #lastNamed(node: NodeNumber): Instant {
    return this.#draft.group(EDGES, node).reduce((last, { value }) => Math.max(last, value.time), 0);
  }

  /** Folds what must be folded and tells whom nodes have belonged to since this record, each at most once. */
  settle(offset: Offset): Settled {
    if (this.#unsettled.size > 0) {
      new IdentityRefold(this.#draft, this.#sets, this.#kinds).run(this.#unsettled);
      this.#unsettled.clear();
      this.#isOpen = false;
    }
    return this.#sets.settle(offset);
  }

  #add(id: PersonIdentifier, node: NodeNumber, named: IdNode["named"]): NodeNumber {
    const { kind, value } = id;
    this.#draft.put(NODES_BY_KEY, nodeKey(kind, value, hash), node);
    this.#draft.put(NODES, [node], {
      kind,
      value,
      person: node,
      named,
      aliased: false,
      neighbours: 0,
      cuts: 0,
      held: false,
      decision: null,
    });
    this.#draft.put(PEOPLE, [node], { ...countsOf({ kind, named }), cuts: 0, last: null });
    this.#draft.put(PERSON_NODES, [node, node], true);
    return node;
  }

  #addNeighbour(node: NodeNumber, at: Instant): void {
    const known = this.node(node);
    const neighbours = known.neighbours + 1;
    const held = known.held || (known.decision === null && neighbours > this.#kinds.heldAbove(known.kind));
    this.#draft.put(NODES, [node], { ...known, neighbours, held });
    if (!held || known.held) return;
    this.#draft.put(HELD, [node], { since: at });
    this.#loosen(node);
  }

  #countCuts(a: NodeNumber, b: NodeNumber, by: number): void {
    for (const node of [a, b]) this.#countCut(node, by);
  }

  #countCut(node: NodeNumber, by: number): void {
    const known = this.node(node);
    this.#draft.put(NODES, [node], { ...known, cuts: known.cuts + by });
    const person = this.#sets.person(known.person);
    this.#sets.putPerson(known.person, { ...person, cuts: person.cuts + by });
    this.#unsettle(node);
  }

  /** The node's edges begin or cease to count. */
  #loosen(node: NodeNumber): void {
    this.#unsettle(node);
    // A plain device brings nobody together: where it goes concerns nobody else.
    if (isPlainDevice(this.node(node)) && !this.#sets.isCrowded()) return;
    for (const { key } of this.#draft.group(EDGES, node)) this.#unsettle(key[1]);
  }

  /** Takes the edge as the fold's next step. False when it is not the next or when cuts must be looked at. */
  #append(edge: PairEdge): boolean {
    const [a, b] = [this.node(edge.a).person, this.node(edge.b).person];
    const [first, second] = [this.#sets.person(a), this.#sets.person(b)];
    for (const { last } of [first, second]) if (last !== null && !isBefore(last, edge)) return false;
    if (a !== b && first.cuts > 0 && second.cuts > 0) return false;
    if (a !== b && mayJoin(first, second, this.#reachOf(edge), this.#kinds)) this.#sets.join(a, b, edge);
    else {
      this.#sets.putPerson(a, { ...first, last: placeOf(edge) });
      if (a !== b) this.#sets.putPerson(b, { ...second, last: placeOf(edge) });
    }
    return true;
  }

  #reachOf({ a, b, cause }: PairEdge): Joins {
    return cause === "id"
      ? reachOf(cause, this.node(a).kind, this.node(b).kind, this.#kinds)
      : reachOf(cause, "user", "anonymous", this.#kinds);
  }

  /** A device, or an id of another kind, that was named together with one other id alone, and that no cut concerns. */
  #isLeaf(node: NodeNumber): boolean {
    const { kind, neighbours, cuts, named } = this.node(node);
    if (neighbours !== 1 || cuts !== 0) return false;
    return isOwnKind(kind) ? kind === "anonymous" && named !== null : true;
  }

  /**
   * Takes a late edge of a leaf. Wherever in the order it stands, it joins, and as long as the person stays within the
   * limit with the leaf, every other edge does what it did without it.
   */
  #attach(edge: PairEdge, leaf: NodeNumber): boolean {
    const other = leaf === edge.a ? edge.b : edge.a;
    const [own, to] = [this.node(leaf).person, this.node(other).person];
    if (own === to) {
      if (this.#sets.merge(edge) === undefined) return false;
      this.#sets.putMerge(edge);
      return true;
    }
    if (own !== leaf || this.#sets.person(own).last !== null) return false;
    // Who is somebody by the leaf alone may keep an id that joins nothing from whom it belongs to.
    if (isSomebody(this.#sets.person(own)) && this.#reachOf(edge) === "nothing") return false;
    if (!mayJoin(this.#sets.person(own), this.#sets.person(to), "people", this.#kinds)) return false;
    this.#sets.join(own, to, edge);
    return true;
  }
}
