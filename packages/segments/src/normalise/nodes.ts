import type { Leaf, PlanNode } from "../plan/plan.ts";
import type { CountTest } from "../tree/definition.ts";
import { byAtLeast } from "./by-at-least.ts";
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

/** A count as it was said, asked with "at least n" alone. */
export function countNode(count: CountTest, ask: (atLeast: number) => PlanNode): PlanNode {
  return byAtLeast(count, {
    atLeast: (n) => (n === 0 ? { kind: "always", value: true } : ask(n)),
    not: negation,
    and: (of) => row("and", of),
  });
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

export type Weighed = { readonly weight: bigint; readonly of: PlanNode };

/** The weights of the parts that hold come to at least `least`. A weight below 0 is that of the opposite, counted from below. */
export function weighedSum(least: bigint, parts: readonly Weighed[]): PlanNode {
  const positive = parts.map(({ weight, of }) =>
    weight < 0n ? { weight: -weight, of: negation(of) } : { weight, of },
  );
  const below = sumOf(parts.filter(({ weight }) => weight < 0n));
  const sure = sumOf(positive.filter(({ of }) => of.kind === "always" && of.value));
  const open = together(positive.filter(({ weight, of }) => weight > 0n && of.kind !== "always"));
  const needed = least - below - sure;
  if (needed <= 0n) return { kind: "always", value: true };
  if (needed > sumOf(open)) return { kind: "always", value: false };
  const unit = open.reduce((found, { weight }) => greatestCommon(found, weight), 0n);
  const weights = open.map(({ weight }) => Number(weight / unit));
  const units = Number((needed + unit - 1n) / unit);
  const of = open.map((part) => part.of);
  if (weights.every((weight) => weight === 1)) return some(units, of);
  if (weights.every((weight) => weight >= units)) return row("or", of);
  return { kind: "some", least: units, of, weights };
}

function sumOf(parts: readonly Weighed[]): bigint {
  return parts.reduce((sum, { weight }) => sum + weight, 0n);
}

/** Equal parts are one with their weights added. */
function together(parts: readonly Weighed[]): readonly Weighed[] {
  const found = new Map<string, Weighed>();
  for (const { weight, of } of parts) {
    const key = nodeKey(of);
    found.set(key, { weight: weight + (found.get(key)?.weight ?? 0n), of });
  }
  return [...found.values()];
}

export function greatestCommon(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommon(b, a % b);
}
