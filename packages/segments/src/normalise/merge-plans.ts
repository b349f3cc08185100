import { must } from "@habitus/kernel";
import type { Leaf, Plan, PlanNode, PlanSet } from "../plan/plan.ts";
import { leafKey } from "./keys.ts";

/** One root per plan, in their order, over leaves of which none stands twice. */
export function mergePlans(plans: readonly Plan[]): PlanSet {
  const leaves: Leaf[] = [];
  const indexes = new Map<string, number>();
  const indexOf = (leaf: Leaf): number => {
    const key = leafKey(leaf);
    const index = indexes.get(key) ?? leaves.push(leaf) - 1;
    indexes.set(key, index);
    return index;
  };
  const roots = plans.map((plan) => {
    const moved = plan.leaves.map(indexOf);
    return renumbered(plan.root, moved);
  });
  return { roots, leaves };
}

function renumbered(node: PlanNode, moved: readonly number[]): PlanNode {
  switch (node.kind) {
    case "always":
      return node;
    case "leaf":
      return { kind: "leaf", leaf: must(moved[node.leaf], "a node names a leaf") };
    case "not":
      return { kind: "not", of: renumbered(node.of, moved) };
    case "and":
    case "or":
    case "some":
      return { ...node, of: node.of.map((of) => renumbered(of, moved)) };
  }
}
