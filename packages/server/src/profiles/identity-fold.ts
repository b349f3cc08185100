import { must } from "@habitus/kernel";
import type { NodeNumber } from "../store/event-store.ts";
import type { KindsInForce, NodeKind } from "./id-kinds.ts";
import {
  addCounts,
  type IdCounts,
  isBefore,
  laterOf,
  mayJoin,
  type MergeCause,
  type Place,
  reachOf,
} from "./identity.ts";

export type FoldEdge = Place & {
  readonly a: NodeNumber;
  readonly b: NodeNumber;
  readonly cause: MergeCause;
};

export type FoldNode = { readonly kind: NodeKind; readonly counts: IdCounts };

export type FoldInput<E extends FoldEdge> = {
  readonly nodes: ReadonlyMap<NodeNumber, FoldNode>;
  /** Both ends are among the nodes. */
  readonly edges: readonly E[];
  readonly cuts: readonly (readonly [NodeNumber, NodeNumber])[];
  readonly kinds: KindsInForce;
};

export type FoldedSet = IdCounts & {
  /** Ascending. */
  readonly nodes: readonly NodeNumber[];
  /** The last place of all edges that touch it. */
  readonly last: Place | null;
};

export type Folded<E extends FoldEdge> = {
  readonly sets: readonly FoldedSet[];
  /** The edges that joined two sets, in their order. */
  readonly joining: readonly E[];
};

/** The greedy fold that says who is who: edges in (time, order), each joining two sets unless a limit or a cut keeps them apart. */
export function foldEdges<E extends FoldEdge>({ nodes, edges, cuts, kinds }: FoldInput<E>): Folded<E> {
  const sets = new DisjointSets(new Map([...nodes].map(([node, { counts }]) => [node, counts])));
  const kindOf = (node: NodeNumber): NodeKind => must(nodes.get(node), "an edge joins known nodes").kind;
  const joining: E[] = [];
  for (const edge of [...edges].sort((a, b) => (isBefore(a, b) ? -1 : 1))) {
    const [a, b] = [sets.find(edge.a), sets.find(edge.b)];
    if (a === b) continue;
    const reach = reachOf(edge.cause, kindOf(edge.a), kindOf(edge.b), kinds);
    if (!mayJoin(sets.counts(a), sets.counts(b), reach, kinds)) continue;
    if (cuts.some(([x, y]) => areBetween(sets.find(x), sets.find(y), a, b))) continue;
    sets.join(a, b);
    joining.push(edge);
  }
  const last = new Map<NodeNumber, Place | null>();
  for (const edge of edges) {
    for (const end of [edge.a, edge.b]) {
      const root = sets.find(end);
      last.set(root, laterOf(last.get(root) ?? null, edge));
    }
  }
  const found = sets
    .list()
    .map(({ root, members }) => ({ nodes: members, ...sets.counts(root), last: last.get(root) ?? null }));
  return { sets: found, joining };
}

function areBetween(x: NodeNumber, y: NodeNumber, a: NodeNumber, b: NodeNumber): boolean {
  return (x === a && y === b) || (x === b && y === a);
}

/** Sets of nodes; the root of a set is its smallest node. */
export class DisjointSets {
  readonly #parents: Map<NodeNumber, NodeNumber>;
  readonly #counts: Map<NodeNumber, IdCounts>;

  constructor(nodes: ReadonlyMap<NodeNumber, IdCounts>) {
    this.#parents = new Map([...nodes.keys()].map((node) => [node, node]));
    this.#counts = new Map(nodes);
  }

  find(node: NodeNumber): NodeNumber {
    let root = node;
    for (let up = this.#parent(root); up !== root; up = this.#parent(root)) root = up;
    // What was walked is hung below the root, so that the next walk is short.
    for (let at = node; at !== root; ) {
      const up = this.#parent(at);
      this.#parents.set(at, root);
      at = up;
    }
    return root;
  }

  counts(root: NodeNumber): IdCounts {
    return must(this.#counts.get(root), "a set has counts");
  }

  join(a: NodeNumber, b: NodeNumber): void {
    const [kept, gone] = a < b ? [a, b] : [b, a];
    this.#counts.set(kept, addCounts(this.counts(kept), this.counts(gone)));
    this.#parents.set(gone, kept);
  }

  list(): readonly { readonly root: NodeNumber; readonly members: readonly NodeNumber[] }[] {
    const members = new Map<NodeNumber, NodeNumber[]>();
    for (const node of [...this.#parents.keys()].sort((a, b) => a - b)) {
      const root = this.find(node);
      const known = members.get(root);
      if (known === undefined) members.set(root, [node]);
      else known.push(node);
    }
    return [...members].map(([root, nodes]) => ({ root, members: nodes }));
  }

  #parent(node: NodeNumber): NodeNumber {
    return must(this.#parents.get(node), "an edge joins known nodes");
  }
}
