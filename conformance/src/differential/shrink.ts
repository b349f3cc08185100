import type { EventMatch, Filter, Leaf, Plan, PlanNode } from "@habitus/segments";
import type { Life } from "../world/life.ts";
import type { Mismatch } from "./pair.ts";

export type Case = { readonly plan: Plan; readonly life: Life };
export type Judge = (candidate: Case) => Promise<Mismatch | null>;
export type Shrunk = Case & { readonly mismatch: Mismatch; readonly tries: number };

/** Makes a failing case smaller for as long as it fails; stops after `mostTries`. */
export async function shrink(
  start: Case,
  mismatch: Mismatch,
  judge: Judge,
  mostTries: number,
): Promise<Shrunk> {
  let best: Shrunk = { ...start, mismatch, tries: 0 };
  let tries = 0;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of smaller(best)) {
      if (tries++ >= mostTries) return { ...best, tries: mostTries };
      const still = await judge(candidate);
      if (still === null) continue;
      best = { ...candidate, mismatch: still, tries };
      found = true;
      break;
    }
  }
  return { ...best, tries };
}

/** Cases that are a step simpler, the boldest steps first. */
function* smaller({ plan, life }: Case): Generator<Case> {
  for (const arrivals of fewer(life.arrivals)) yield { plan, life: { ...life, arrivals } };
  for (const probes of fewer(life.probes)) yield { plan, life: { ...life, probes } };
  for (const simpler of smallerPlans(plan)) yield { plan: simpler, life };
  for (const [place, arrival] of life.arrivals.entries()) {
    if (arrival.kind !== "event" || arrival.event.properties === "{}") continue;
    const arrivals = life.arrivals.with(place, { ...arrival, event: { ...arrival.event, properties: "{}" } });
    yield { plan, life: { ...life, arrivals } };
  }
}

/** Without a half, then without one. */
function* fewer<T>(items: readonly T[]): Generator<readonly T[]> {
  const half = items.length >> 1;
  if (half > 1) {
    yield items.slice(half);
    yield items.slice(0, half);
  }
  for (let at = items.length - 1; at >= 0; at--) yield items.toSpliced(at, 1);
}

function* smallerPlans(plan: Plan): Generator<Plan> {
  for (const root of smallerNodes(plan.root)) yield withoutUnused({ ...plan, root });
  for (const [place, leaf] of plan.leaves.entries()) {
    if (!("events" in leaf)) continue;
    for (const simpler of smallerLeaves(leaf)) yield { ...plan, leaves: plan.leaves.with(place, simpler) };
  }
}

function withoutPart(node: Extract<PlanNode, { readonly kind: "some" }>, place: number): PlanNode {
  const { weights } = node;
  const of = node.of.toSpliced(place, 1);
  return weights === undefined ? { ...node, of } : { ...node, of, weights: weights.toSpliced(place, 1) };
}

function* smallerNodes(node: PlanNode): Generator<PlanNode> {
  if (node.kind === "not") {
    yield node.of;
    for (const of of smallerNodes(node.of)) yield { kind: "not", of };
  }
  if (node.kind === "some") {
    yield* node.of;
    if (node.least > 1) yield { ...node, least: node.least - 1 };
    if (node.of.length > node.least) {
      for (const place of node.of.keys()) yield withoutPart(node, place);
    }
  }
  if (node.kind !== "and" && node.kind !== "or") return;
  yield* node.of;
  for (const [place, part] of node.of.entries()) {
    yield { ...node, of: node.of.toSpliced(place, 1) };
    for (const simpler of smallerNodes(part)) yield { ...node, of: node.of.with(place, simpler) };
  }
}

function* smallerLeaves(leaf: Extract<Leaf, { readonly events: EventMatch }>): Generator<Leaf> {
  for (const where of smallerFilters(leaf.events.where)) yield { ...leaf, events: { ...leaf.events, where } };
  const { window } = leaf.events;
  if (leaf.kind === "count" && leaf.atLeast > 1) yield { ...leaf, atLeast: leaf.atLeast - 1 };
  if (window.kind !== "ever") yield { ...leaf, events: { ...leaf.events, window: { kind: "ever" } } };
  const { local, ...anyTime } = leaf.events;
  if (local !== undefined) yield { ...leaf, events: anyTime };
  if (leaf.kind === "outermost") for (const has of smallerFilters(leaf.has)) yield { ...leaf, has };
  if (window.kind === "calendar" && window.count > 1) {
    yield { ...leaf, events: { ...leaf.events, window: { ...window, count: 1 } } };
  }
}

function* smallerFilters(filter: Filter): Generator<Filter> {
  if (filter.kind === "test") {
    yield { kind: "and", of: [] };
    if (filter.test.kind === "any") for (const test of filter.test.of) yield { ...filter, test };
    return;
  }
  if (filter.kind === "not") {
    yield filter.of;
    for (const of of smallerFilters(filter.of)) yield { kind: "not", of };
    return;
  }
  if (filter.of.length > 0) yield { kind: "and", of: [] };
  for (const [place, part] of filter.of.entries()) {
    yield part;
    for (const simpler of smallerFilters(part)) yield { ...filter, of: filter.of.with(place, simpler) };
  }
}

/** The plan with only the leaves that its nodes name. */
function withoutUnused(plan: Plan): Plan {
  const used = [...new Set(leavesIn(plan.root))].sort((a, b) => a - b);
  const numbers = new Map(used.map((leaf, number) => [leaf, number]));
  return {
    ...plan,
    root: renumber(plan.root, numbers),
    leaves: used.flatMap((leaf) => plan.leaves[leaf] ?? []),
  };
}

function leavesIn(node: PlanNode): readonly number[] {
  if (node.kind === "leaf") return [node.leaf];
  if (node.kind === "not") return leavesIn(node.of);
  return node.kind === "always" ? [] : node.of.flatMap(leavesIn);
}

function renumber(node: PlanNode, numbers: ReadonlyMap<number, number>): PlanNode {
  if (node.kind === "leaf") return { kind: "leaf", leaf: numbers.get(node.leaf) ?? node.leaf };
  if (node.kind === "not") return { kind: "not", of: renumber(node.of, numbers) };
  return node.kind === "always" ? node : { ...node, of: node.of.map((part) => renumber(part, numbers)) };
}
