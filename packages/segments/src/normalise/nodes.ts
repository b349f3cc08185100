import type { Leaf, PlanNode } from "../plan/plan.ts";
import { nodeKey } from "./keys.ts";

/** Where the leaves of a plan are gathered; equal ones get the same node. */
export type Leaves = { nodeOf(leaf: Leaf): PlanNode };

export function negation(of: PlanNode): PlanNode {
  if (of.kind === "always") return { kind: "always", value: !of.value };
  return of.kind === "not" ? of.of : { kind: "not", of };
}

/** Flat, without repetition and without constants. */
export function row(kind: "and" | "or", nodes: readonly PlanNode[]): PlanNode {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.of : [node]));
  const deciding = kind === "or";
  if (flat.some((node) => node.kind === "always" && node.value === deciding)) {
    return { kind: "always", value: deciding };
  }
  const open = flat.filter((node) => node.kind !== "always");
  const of = [...new Map(open.map((node) => [nodeKey(node), node])).values()];
  const [first] = of;
  if (first === undefined) return { kind: "always", value: !deciding };
  return of.length === 1 ? first : { kind, of };
}

/** At least `least` of the nodes; 1 is "or", all of them is "and". */
export function some(least: number, nodes: readonly PlanNode[]): PlanNode {
  const open = nodes.filter((node) => node.kind !== "always");
  const needed = least - nodes.filter((node) => node.kind === "always" && node.value).length;
  if (needed <= 0) return { kind: "always", value: true };
  if (needed > open.length) return { kind: "always", value: false };
  if (needed === open.length) return row("and", open);
  return needed === 1 ? row("or", open) : { kind: "some", least: needed, of: open };
}
