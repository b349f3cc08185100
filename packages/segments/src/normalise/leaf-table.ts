import { must } from "@habitus/kernel";
import type { Leaf, PlanNode, PlanSet } from "../plan/plan.ts";
import type { Inlined } from "./inline.ts";
import { leafKey } from "./keys.ts";
import type { Leaves } from "./nodes.ts";
import type { Thresholds } from "./thresholds.ts";

/** Each leaf once, in the order first met; and what else the conditions of one plan share. */
export class LeafTable implements Leaves {
  readonly #indexes = new Map<string, number>();
  readonly #leaves: Leaf[] = [];
  readonly #readBeside: Leaf[] = [];
  readonly inlined: Inlined;
  readonly thresholds: Thresholds;

  constructor(inlined: Inlined, thresholds: Thresholds) {
    this.inlined = inlined;
    this.thresholds = thresholds;
  }

  nodeOf(leaf: Leaf): PlanNode {
    const key = leafKey(leaf);
    const known = this.#indexes.get(key);
    if (known !== undefined) return { kind: "leaf", leaf: known };
    this.#indexes.set(key, this.#leaves.length);
    return { kind: "leaf", leaf: this.#leaves.push(leaf) - 1 };
  }

  /** What is read elsewhere for a condition here. */
  readBeside(leaves: readonly Leaf[]): void {
    this.#readBeside.push(...leaves);
  }

  /** All that is read, also by leaves that simplification may leave over: what is written is read. */
  all(): readonly Leaf[] {
    return [...this.#leaves, ...this.#readBeside];
  }

  /** The roots, with the leaves that simplification left over dropped and the rest renumbered. */
  planWith(roots: readonly PlanNode[]): PlanSet {
    return withoutUnread({ roots, leaves: this.#leaves });
  }
}

/** The same with the leaves alone that some root names, renumbered. */
export function withoutUnread({ roots, leaves }: PlanSet): PlanSet {
  const kept: Leaf[] = [];
  const moved = new Map<number, number>();
  const renumber = (node: PlanNode): PlanNode => {
    switch (node.kind) {
      case "always":
        return node;
      case "leaf": {
        const leaf = moved.get(node.leaf) ?? kept.push(must(leaves[node.leaf], "a node names a leaf")) - 1;
        moved.set(node.leaf, leaf);
        return { kind: "leaf", leaf };
      }
      case "not":
        return { kind: "not", of: renumber(node.of) };
      case "and":
      case "or":
      case "some":
        return { ...node, of: node.of.map(renumber) };
    }
  };
  return { roots: roots.map(renumber), leaves: kept };
}
