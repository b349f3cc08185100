import { hash128, hashHex, type Instant, must } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { MoveRow, NodeNumber, PersonNumber } from "../store/event-store.ts";
import { type Folded, foldEdges, type FoldEdge } from "./identity-fold.ts";
import {
  CAUSE_NUMBERS,
  causeOf,
  type Cut,
  CUTS,
  type Edge,
  EDGES,
  HELD,
  type HeldDecision,
  type IdentityLimits,
  type IdNode,
  isBefore,
  laterOf,
  mayJoin,
  type MergeCause,
  MERGES,
  MOVES,
  NODE_SPANS,
  NODES,
  NODES_BY_KEY,
  nodeKey,
  PEOPLE,
  type Person,
  PERSON_NODES,
  type PersonIdentifier,
} from "./identity.ts";
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
  /** Named for the first time. */
  readonly isNew: boolean;
};

/** What one record changed about who is who. */
export type Settled = { readonly moves: readonly MoveRow[]; readonly merges: number };

type PairEdge = FoldEdge & Edge;

/**
 * Who is who: ids as nodes, evidence as edges, people as the sets a greedy fold of the edges in (time, order) gives.
 * Edges are kept, so a late one folds its component again and the order of arrival does not matter.
 *
 * Most edges need no fold. One that comes after all edges of both people is the fold's next step, and a device that was
 * named with no other id yet joins without changing anything that was decided between others. `settle` folds the rest.
 */
export class IdentityGraph {
  readonly #draft: StateDraft;
  readonly #limits: IdentityLimits;
  /** Nodes whose components must be folded again. */
  readonly #unsettled = new Set<NodeNumber>();
  /** Whom nodes belonged to before this record, of those that were moved. */
  readonly #before = new Map<NodeNumber, PersonNumber>();
  #merges = 0;

  constructor(draft: StateDraft, limits: IdentityLimits) {
    this.#draft = draft;
    this.#limits = limits;
  }

  find({ kind, value }: PersonIdentifier): NodeNumber | undefined {
    return this.#draft.get(NODES_BY_KEY, nodeKey(kind, value, hash));
  }

  node(node: NodeNumber): IdNode {
    return must(this.#draft.get(NODES, [node]), `node ${node} is not in the state`);
  }

  /** Makes the node, a person of its own, at first sight; notes whether a call named it as its own. */
  see(id: PersonIdentifier, next: () => NodeNumber, sighting: Sighting): Seen {
    const named = sighting.named ? { offset: sighting.offset, index: sighting.index } : null;
    const known = this.find(id);
    if (known === undefined) return { node: this.#add(id, next(), named), isNew: named !== null };
    if (named === null) return { node: known, isNew: false };
    const node = this.node(known);
    if (node.named !== null) return { node: known, isNew: false };
    this.#draft.put(NODES, [known], { ...node, named });
    // It is counted from now on.
    this.#unsettled.add(known);
    return { node: known, isNew: true };
  }

  /** An event of this time belongs to the node. */
  touch(node: NodeNumber, time: Instant): void {
    const span = this.#draft.get(NODE_SPANS, [node]);
    if (span !== undefined && time >= span.first && time <= span.last) return;
    const first = Math.min(span?.first ?? time, time);
    this.#draft.put(NODE_SPANS, [node], { first, last: Math.max(span?.last ?? time, time) });
  }

  /** Evidence that two ids are one person. */
  link(a: NodeNumber, b: NodeNumber, cause: MergeCause, given: Evidence): void {
    if (a === b) return;
    const [low, high] = a < b ? [a, b] : [b, a];
    const number = CAUSE_NUMBERS[cause];
    const known = this.#draft.get(EDGES, [low, high, number]);
    const { time, offset, index } = given;
    if (known !== undefined && known.time < time) return;
    const evidence: Edge = { time, order: given.order(), offset, index };
    if (known !== undefined && !isBefore(evidence, known)) return;
    this.#draft.put(EDGES, [low, high, number], evidence);
    this.#draft.put(EDGES, [high, low, number], evidence);
    const other = this.#draft.get(EDGES, [low, high, 3 - number]);
    if (known === undefined && other === undefined) {
      for (const end of [low, high]) this.#addNeighbour(end, evidence.time);
    }
    if (this.node(low).held || this.node(high).held) return;
    const edge = { ...evidence, a: low, b: high, cause };
    const isOnly = (end: NodeNumber): boolean => this.#isLeaf(end) && other === undefined;
    if (known === undefined && this.#append(edge)) return;
    if ((isOnly(low) && this.#attach(edge, low)) || (isOnly(high) && this.#attach(edge, high))) return;
    this.#unsettled.add(low);
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

  /** Says of an id whether its edges count, however many they are. */
  decide(node: NodeNumber, decision: HeldDecision, at: Instant): void {
    const known = this.node(node);
    const held = decision === "refuse";
    this.#draft.put(NODES, [node], { ...known, decision, held });
    if (this.#draft.get(HELD, [node]) === undefined) this.#draft.put(HELD, [node], { since: at });
    if (held !== known.held) this.#loosen(node);
  }

  /** Folds what must be folded and tells whom nodes have belonged to since this record, each at most once. */
  settle(offset: Offset): Settled {
    if (this.#unsettled.size > 0) this.#foldUnsettled();
    const moves: MoveRow[] = [];
    for (const [node, before] of [...this.#before].sort(([a], [b]) => a - b)) {
      const { person } = this.node(node);
      if (person === before) continue;
      moves.push({ offset, node, person });
      this.#draft.put(MOVES, [offset, node], person);
    }
    const merges = this.#merges;
    this.#before.clear();
    this.#merges = 0;
    return { moves, merges };
  }

  #add(id: PersonIdentifier, node: NodeNumber, named: IdNode["named"]): NodeNumber {
    const { kind, value } = id;
    this.#draft.put(NODES_BY_KEY, nodeKey(kind, value, hash), node);
    this.#draft.put(NODES, [node], {
      kind,
      value,
      person: node,
      named,
      neighbours: 0,
      cuts: 0,
      held: false,
      decision: null,
    });
    const counted = named === null ? 0 : 1;
    const users = kind === "user" ? counted : 0;
    this.#draft.put(PEOPLE, [node], { users, devices: counted - users, cuts: 0, last: null });
    this.#draft.put(PERSON_NODES, [node, node], true);
    return node;
  }

  #person(person: PersonNumber): Person {
    return must(this.#draft.get(PEOPLE, [person]), `person ${person} is not in the state`);
  }

  #addNeighbour(node: NodeNumber, at: Instant): void {
    const known = this.node(node);
    const neighbours = known.neighbours + 1;
    const held = known.held || (known.decision === null && neighbours > this.#limits.heldAbove[known.kind]);
    this.#draft.put(NODES, [node], { ...known, neighbours, held });
    if (!held || known.held) return;
    this.#draft.put(HELD, [node], { since: at });
    this.#loosen(node);
  }

  #countCuts(a: NodeNumber, b: NodeNumber, by: number): void {
    for (const node of [a, b]) {
      const known = this.node(node);
      this.#draft.put(NODES, [node], { ...known, cuts: known.cuts + by });
      this.#unsettled.add(node);
    }
  }

  /** The node's edges begin or cease to count. */
  #loosen(node: NodeNumber): void {
    this.#unsettled.add(node);
    for (const { key } of this.#draft.group(EDGES, node)) this.#unsettled.add(Number(key[1]));
  }

  /** Takes the edge as the fold's next step. False when it is not the next or when cuts must be looked at. */
  #append(edge: PairEdge): boolean {
    const [a, b] = [this.node(edge.a).person, this.node(edge.b).person];
    const [first, second] = [this.#person(a), this.#person(b)];
    for (const { last } of [first, second]) if (last !== null && !isBefore(last, edge)) return false;
    if (a !== b && first.cuts > 0 && second.cuts > 0) return false;
    if (a !== b && mayJoin(first, second, edge.cause, this.#limits)) this.#join(a, b, edge);
    else {
      this.#draft.put(PEOPLE, [a], { ...first, last: edgePlace(edge) });
      if (a !== b) this.#draft.put(PEOPLE, [b], { ...second, last: edgePlace(edge) });
    }
    return true;
  }

  /** A device that was named together with one other id alone, and that no cut concerns. */
  #isLeaf(node: NodeNumber): boolean {
    const { kind, neighbours, cuts, named } = this.node(node);
    return kind === "anonymous" && neighbours === 1 && cuts === 0 && named !== null;
  }

  /**
   * Takes a late edge of a leaf. Wherever in the order it stands, it joins, and as long as the person stays within the
   * limit with the leaf, every other edge does what it did without it.
   */
  #attach(edge: PairEdge, leaf: NodeNumber): boolean {
    const other = leaf === edge.a ? edge.b : edge.a;
    const [own, to] = [this.node(leaf).person, this.node(other).person];
    if (own === to) {
      const key = [edge.a, edge.b, CAUSE_NUMBERS[edge.cause]];
      if (this.#draft.get(MERGES, key) === undefined) return false;
      this.#draft.put(MERGES, key, edgeValue(edge));
      return true;
    }
    const person = this.#person(to);
    if (own !== leaf || this.#person(own).last !== null) return false;
    if (person.devices + 1 > this.#limits.idsPerPerson.anonymous) return false;
    this.#join(own, to, edge);
    return true;
  }

  #join(a: PersonNumber, b: PersonNumber, edge: PairEdge): void {
    const [survivor, absorbed] = a < b ? [a, b] : [b, a];
    const [kept, gone] = [this.#person(survivor), this.#person(absorbed)];
    for (const { key } of this.#draft.group(PERSON_NODES, absorbed)) this.#move(Number(key[1]), survivor);
    this.#draft.remove(PEOPLE, [absorbed]);
    this.#draft.put(PEOPLE, [survivor], {
      users: kept.users + gone.users,
      devices: kept.devices + gone.devices,
      cuts: kept.cuts + gone.cuts,
      last: laterOf(laterOf(kept.last, gone.last), edgePlace(edge)),
    });
    this.#draft.put(MERGES, [edge.a, edge.b, CAUSE_NUMBERS[edge.cause]], edgeValue(edge));
    this.#merges++;
  }

  #move(node: NodeNumber, to: PersonNumber): void {
    const known = this.node(node);
    if (known.person === to) return;
    if (!this.#before.has(node)) this.#before.set(node, known.person);
    this.#draft.remove(PERSON_NODES, [known.person, node]);
    this.#draft.put(PERSON_NODES, [to, node], true);
    this.#draft.put(NODES, [node], { ...known, person: to });
  }

  #foldUnsettled(): void {
    const visited = new Set<NodeNumber>();
    const people = { old: new Set<PersonNumber>(), now: new Set<PersonNumber>() };
    for (const seed of this.#unsettled) {
      if (visited.has(seed)) continue;
      const component = this.#component(seed, visited);
      for (const { person } of component.nodes.values()) people.old.add(person);
      const folded = foldEdges({
        nodes: countable(component.nodes),
        edges: component.edges,
        cuts: this.#cutsWithin(component.nodes),
        limits: this.#limits,
      });
      this.#putPeople(component.nodes, folded, people.now);
      this.#putMerges(component.nodes, folded.joining);
    }
    for (const person of people.old) if (!people.now.has(person)) this.#draft.remove(PEOPLE, [person]);
    this.#unsettled.clear();
  }

  /** All that edges which count connect with the seed. */
  #component(
    seed: NodeNumber,
    visited: Set<NodeNumber>,
  ): { readonly nodes: ReadonlyMap<NodeNumber, IdNode>; readonly edges: readonly PairEdge[] } {
    const nodes = new Map<NodeNumber, IdNode>();
    const edges: PairEdge[] = [];
    const waiting = [seed];
    visited.add(seed);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const node = this.node(at);
      nodes.set(at, node);
      if (node.held) continue;
      for (const { key, value } of this.#draft.group(EDGES, at)) {
        const other = Number(key[1]);
        if (this.node(other).held) continue;
        if (at < other) edges.push({ ...value, a: at, b: other, cause: causeOf(key[2]) });
        if (visited.has(other)) continue;
        visited.add(other);
        waiting.push(other);
      }
    }
    return { nodes, edges };
  }

  #cutsWithin(nodes: ReadonlyMap<NodeNumber, IdNode>): readonly (readonly [NodeNumber, NodeNumber])[] {
    const cuts: (readonly [NodeNumber, NodeNumber])[] = [];
    for (const [node, { cuts: count }] of nodes) {
      if (count === 0) continue;
      for (const { key } of this.#draft.group(CUTS, node)) {
        const other = Number(key[1]);
        if (node < other && nodes.has(other)) cuts.push([node, other]);
      }
    }
    return cuts;
  }

  #putPeople(
    nodes: ReadonlyMap<NodeNumber, IdNode>,
    { sets }: Folded<PairEdge>,
    now: Set<PersonNumber>,
  ): void {
    for (const set of sets) {
      const person = must(set.nodes[0], "a set has nodes");
      now.add(person);
      let cuts = 0;
      for (const node of set.nodes) {
        cuts += nodes.get(node)?.cuts ?? 0;
        this.#move(node, person);
      }
      const { users, devices } = set;
      this.#draft.put(PEOPLE, [person], {
        users,
        devices,
        cuts,
        last: set.last === null ? null : edgePlace(set.last),
      });
    }
  }

  #putMerges(nodes: ReadonlyMap<NodeNumber, IdNode>, joining: readonly PairEdge[]): void {
    const due = new Map(joining.map((edge) => [[edge.a, edge.b, CAUSE_NUMBERS[edge.cause]].join("-"), edge]));
    for (const node of nodes.keys()) {
      for (const { key, value } of this.#draft.group(MERGES, node)) {
        const edge = due.get(key.join("-"));
        if (edge === undefined) this.#draft.remove(MERGES, key);
        else if (edge.order === value.order && edge.time === value.time) due.delete(key.join("-"));
      }
    }
    for (const edge of due.values()) {
      this.#draft.put(MERGES, [edge.a, edge.b, CAUSE_NUMBERS[edge.cause]], edgeValue(edge));
      this.#merges++;
    }
  }
}

function countable(
  nodes: ReadonlyMap<NodeNumber, IdNode>,
): ReadonlyMap<NodeNumber, { readonly kind: IdNode["kind"]; readonly counts: boolean }> {
  return new Map([...nodes].map(([node, { kind, named }]) => [node, { kind, counts: named !== null }]));
}

function edgePlace({ time, order }: { readonly time: Instant; readonly order: string }): Person["last"] {
  return { time, order };
}

function edgeValue({ time, order, offset, index }: PairEdge): Edge {
  return { time, order, offset, index };
}
