import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { isOwnKind, type KindsInForce } from "./id-kinds.ts";
import { type FoldedSet, foldEdges, type FoldNode } from "./identity-fold.ts";
import {
  causeOf,
  CAUSE_NUMBERS,
  countsOf,
  CUTS,
  EDGES,
  HANGS,
  type IdNode,
  isBefore,
  laterOf,
  MERGES,
} from "./identity.ts";
import { type PairEdge, type PersonSets, placeOf } from "./person-sets.ts";
import type { StateDraft } from "./state-draft.ts";

type Nodes = ReadonlyMap<NodeNumber, IdNode>;

/** What is folded together: nodes, the edges among them, and devices that hang on one of them without joining others. */
type Part = {
  readonly nodes: Nodes;
  readonly edges: readonly PairEdge[];
  /** By the edge that hangs them on. Null: plain devices are folded like all else. */
  readonly hanging: ReadonlyMap<NodeNumber, PairEdge> | null;
};

const NONE: ReadonlyMap<NodeNumber, PairEdge> = new Map();

/**
 * Folds again what must be folded again, and little more.
 *
 * A *plain* device was named by calls alone, beside user ids, and no cut concerns it. It belongs to the user of its
 * earliest edge that counts, for a person with a user id takes no second one from it; and it never brings two people together.
 * So plain devices are left out of the fold and hung on afterwards: devices that are shared, however widely, do not
 * connect what has to be folded. This holds while the limit of devices keeps nobody apart, that is while nobody is crowded;
 * from then on everything that edges connect is folded at once.
 */
export class IdentityRefold {
  readonly #draft: StateDraft;
  readonly #sets: PersonSets;
  readonly #kinds: KindsInForce;
  readonly #visited = new Set<NodeNumber>();
  /** Whom the folded nodes belonged to. */
  readonly #people = new Set<PersonNumber>();

  constructor(draft: StateDraft, sets: PersonSets, kinds: KindsInForce) {
    this.#draft = draft;
    this.#sets = sets;
    this.#kinds = kinds;
  }

  run(unsettled: ReadonlySet<NodeNumber>): void {
    let seeds: readonly NodeNumber[] = [...unsettled];
    if (!this.#sets.isCrowded()) {
      const plain = seeds.filter((node) => isPlainDevice(this.#sets.node(node)));
      for (const device of plain) this.#place(device);
      for (const device of plain) this.#visited.add(device);
      if (this.#foldAll(seeds, (seed) => this.#coreFrom(seed))) return;
      this.#sets.becomeCrowded();
      this.#visited.clear();
    }
    // A plain device whose edges ceased to count leads to nobody, yet somebody may have lost it.
    seeds = seeds.flatMap((seed) => [
      seed,
      ...(isPlainDevice(this.#sets.node(seed)) ? this.#besides(seed) : []),
    ]);
    this.#foldAll(seeds, (seed) => this.#everythingFrom(seed));
  }

  /** False when somebody would be crowded: then nothing of this part was changed. */
  #foldAll(seeds: readonly NodeNumber[], partFrom: (seed: NodeNumber) => Part): boolean {
    for (const seed of seeds) {
      if (!this.#visited.has(seed) && !this.#fold(partFrom(seed))) return false;
    }
    // A person has the number of its smallest node.
    for (const person of this.#people) {
      if (this.#sets.node(person).person !== person) this.#sets.removePerson(person);
    }
    return true;
  }

  /** Puts a plain device where its earliest edge says. */
  #place(device: NodeNumber): void {
    const first = this.#firstEdge(device);
    const owner = first === null ? null : otherEnd(first, device);
    const from = this.#sets.node(device).person;
    if (owner !== null && this.#sets.node(owner).person === from) {
      this.#hangBy(device, first);
      return;
    }
    this.#sets.detach(device);
    this.#hangBy(device, null);
    if (first !== null && owner !== null) this.#sets.join(device, this.#sets.node(owner).person, first);
  }

  #besides(node: NodeNumber): readonly NodeNumber[] {
    return this.#edgesOf(node).map((edge) => otherEnd(edge, node));
  }

  /** Notes the one edge that joins the device; others that did before do no more. */
  #hangBy(device: NodeNumber, first: PairEdge | null): void {
    if (first === null) this.#draft.remove(HANGS, [device]);
    else this.#draft.put(HANGS, [device], placeOf(first));
    for (const edge of this.#edgesOf(device)) {
      const isFirst = first !== null && edge.a === first.a && edge.b === first.b;
      const merge = this.#sets.merge(edge);
      if (!isFirst) {
        if (merge !== undefined) this.#sets.removeMerge(edge);
      } else if (merge?.order !== edge.order || merge.time !== edge.time) this.#sets.putMerge(edge);
    }
  }

  /** The device's earliest edge that counts. */
  #firstEdge(device: NodeNumber): PairEdge | null {
    if (this.#sets.node(device).held) return null;
    let first: PairEdge | null = null;
    for (const edge of this.#edgesOf(device)) {
      const other = otherEnd(edge, device);
      if ((first === null || isBefore(edge, first)) && !this.#sets.node(other).held) first = edge;
    }
    return first;
  }

  #edgesOf(node: NodeNumber): readonly PairEdge[] {
    return this.#draft.group(EDGES, node).map(({ key, value }) => {
      const other = key[1];
      const [a, b] = node < other ? [node, other] : [other, node];
      return { ...value, a, b, cause: causeOf(key[2]) };
    });
  }

  /** All that edges which count connect with the seed, plain devices aside, and the plain devices that hang on it. */
  #coreFrom(seed: NodeNumber): Part {
    const beside = new Set<NodeNumber>();
    const walked = this.#walk(seed, (device) => beside.add(device));
    const hanging = new Map<NodeNumber, PairEdge>();
    for (const device of beside) {
      const first = this.#firstEdge(device);
      if (first !== null && walked.nodes.has(otherEnd(first, device))) hanging.set(device, first);
    }
    return { ...walked, hanging };
  }

  /** All that edges which count connect with the seed. */
  #everythingFrom(seed: NodeNumber): Part {
    return { ...this.#walk(seed, null), hanging: null };
  }

  #walk(
    seed: NodeNumber,
    besidePlain: ((device: NodeNumber) => void) | null,
  ): { readonly nodes: Nodes; readonly edges: readonly PairEdge[] } {
    const nodes = new Map<NodeNumber, IdNode>();
    const edges: PairEdge[] = [];
    const waiting = [seed];
    const met = new Set(waiting);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const node = this.#sets.node(at);
      nodes.set(at, node);
      this.#visited.add(at);
      if (node.held) continue;
      for (const edge of this.#edgesOf(at)) {
        const other = otherEnd(edge, at);
        const next = this.#sets.node(other);
        if (edge.cause === "id" && !this.#isKindOn(isOwnKind(next.kind) ? node : next)) continue;
        if (besidePlain !== null && isPlainDevice(next)) besidePlain(other);
        if (next.held || (besidePlain !== null && isPlainDevice(next))) continue;
        if (at === edge.a) edges.push(edge);
        if (met.has(other)) continue;
        met.add(other);
        waiting.push(other);
      }
    }
    return { nodes, edges };
  }

  /** What calls have named beside an id of a kind that was turned off says nothing. */
  #isKindOn({ kind }: IdNode): boolean {
    return this.#kinds.of(kind) !== null;
  }

  #fold(part: Part): boolean {
    const folded = foldEdges({
      nodes: countable(part.nodes),
      edges: part.edges,
      cuts: this.#cutsWithin(part.nodes),
      kinds: this.#kinds,
    });
    const hanging = part.hanging ?? NONE;
    const hung = byOwner(hanging);
    const devices = (set: FoldedSet): number =>
      set.nodes.reduce((sum, node) => sum + (hung.get(node)?.length ?? 0), set.devices);
    if (part.hanging !== null && folded.sets.some((set) => this.#sets.wouldCrowd(devices(set)))) return false;
    this.#leave([...part.nodes.keys(), ...hanging.keys()]);
    for (const set of folded.sets) this.#putPerson(set, part.nodes, hung);
    this.#putMerges(part, folded.joining);
    for (const [device, edge] of hanging) this.#hangBy(device, edge);
    return true;
  }

  /** Whoever these nodes belong to may be nobody soon. */
  #leave(nodes: readonly NodeNumber[]): void {
    for (const node of nodes) this.#people.add(this.#sets.node(node).person);
  }

  #putPerson(set: FoldedSet, nodes: Nodes, hung: ReadonlyMap<NodeNumber, readonly Hung[]>): void {
    const devices = set.nodes.flatMap((node) => hung.get(node) ?? []);
    const all = [...set.nodes, ...devices.map(({ device }) => device)];
    const person = all.reduce((least, node) => Math.min(least, node));
    let cuts = 0;
    for (const node of all) {
      cuts += nodes.get(node)?.cuts ?? 0;
      this.#sets.move(node, person);
    }
    let { last } = set;
    for (const { edge } of devices) last = laterOf(last, edge);
    const { users, others } = set;
    this.#sets.putPerson(person, {
      users,
      devices: set.devices + devices.length,
      ...(others === undefined ? {} : { others }),
      cuts,
      last: last === null ? null : placeOf(last),
    });
  }

  #cutsWithin(nodes: Nodes): readonly (readonly [NodeNumber, NodeNumber])[] {
    const cuts: (readonly [NodeNumber, NodeNumber])[] = [];
    for (const [node, { cuts: count }] of nodes) {
      if (count === 0) continue;
      for (const { key } of this.#draft.group(CUTS, node)) {
        const other = key[1];
        if (node < other && nodes.has(other)) cuts.push([node, other]);
      }
    }
    return cuts;
  }

  #putMerges({ nodes, hanging }: Part, joining: readonly PairEdge[]): void {
    const due = new Map(joining.map((edge) => [keyOf(edge), edge]));
    for (const node of nodes.keys()) {
      for (const { key, value } of this.#draft.group(MERGES, node)) {
        const edge = due.get(key.join("-"));
        // What hangs on a node is looked after with the device.
        if (edge === undefined && hanging !== null && this.#isHanging(key[1], nodes)) continue;
        if (edge === undefined) this.#draft.remove(MERGES, key);
        else if (edge.order === value.order && edge.time === value.time) due.delete(key.join("-"));
      }
    }
    for (const edge of due.values()) this.#sets.putMerge(edge);
  }

  #isHanging(node: NodeNumber, folded: Nodes): boolean {
    return !folded.has(node) && isPlainDevice(this.#sets.node(node));
  }
}

/** A device that only calls have named, beside user ids, and that no cut concerns. */
export function isPlainDevice({ kind, named, cuts, aliased }: IdNode): boolean {
  return kind === "anonymous" && named !== null && cuts === 0 && !aliased;
}

type Hung = { readonly device: NodeNumber; readonly edge: PairEdge };

function byOwner(hanging: ReadonlyMap<NodeNumber, PairEdge>): ReadonlyMap<NodeNumber, readonly Hung[]> {
  const hung = new Map<NodeNumber, Hung[]>();
  for (const [device, edge] of hanging) {
    const owner = otherEnd(edge, device);
    const known = hung.get(owner);
    if (known === undefined) hung.set(owner, [{ device, edge }]);
    else known.push({ device, edge });
  }
  return hung;
}

function otherEnd({ a, b }: PairEdge, node: NodeNumber): NodeNumber {
  return a === node ? b : a;
}

function keyOf({ a, b, cause }: PairEdge): string {
  return [a, b, CAUSE_NUMBERS[cause]].join("-");
}

function countable(nodes: Nodes): ReadonlyMap<NodeNumber, FoldNode> {
  return new Map([...nodes].map(([number, node]) => [number, { kind: node.kind, counts: countsOf(node) }]));
}
