import { must } from "@habitus/kernel";
import type { Leaf, Plan, PlanNode } from "../plan/plan.ts";
import { withoutUnread } from "./leaf-table.ts";
import { negation, row, weighedSum } from "./nodes.ts";

/** The plan of somebody of whom the truth of some leaves is known; what these decide is no longer asked. @param truthOf null: not known. */
export function settleLeaves(plan: Plan, truthOf: (leaf: Leaf) => boolean | null): Plan {
  const settled = (node: PlanNode): PlanNode => {
    switch (node.kind) {
      case "always":
        return node;
      case "leaf": {
        const value = truthOf(must(plan.leaves[node.leaf], "a node names a leaf"));
        return value === null ? node : { kind: "always", value };
      }
      case "not":
        return negation(settled(node.of));
      case "and":
      case "or":
        return row(node.kind, node.of.map(settled));
      case "some": {
        const weightOf = (place: number): bigint => BigInt(node.weights?.[place] ?? 1);
        const parts = node.of.map((of, place) => ({ weight: weightOf(place), of: settled(of) }));
        return weighedSum(BigInt(node.least), parts);
      }
    }
  };
  const { roots, leaves } = withoutUnread({ roots: [settled(plan.root)], leaves: plan.leaves });
  return { ...plan, root: must(roots[0], "the one root"), leaves };
}
