import type {
  Filter,
  Leaf,
  Plan,
  PlanNode,
  SequenceLeaf,
  ValueTest,
  WhenTest,
  Window,
} from "@habitus/segments";
import type { PairResult } from "./pair.ts";

/** How often a kind of node was played with, and how often that meant something. */
export type KindCoverage = { pairs: number; flipped: number; edged: number };

/** What each kind needs, as shares of the pairs it occurs in. */
const LEAST_FLIPPED = 0.2;
const LEAST_EDGED = 0.05;
/** Below this many pairs a share says nothing. */
const ENOUGH_PAIRS = 600;

/** Never changes by itself, and beside it nothing else may either. */
const CONSTANT_KINDS: ReadonlySet<string> = new Set(["node always"]);

/** Counts pairs per kind of node, window, zone and test. */
export class Coverage {
  readonly kinds = new Map<string, KindCoverage>();

  add(plan: Plan, result: PairResult): void {
    for (const kind of kindsOf(plan)) {
      const counted = this.kinds.get(kind) ?? { pairs: 0, flipped: 0, edged: 0 };
      this.kinds.set(kind, counted);
      counted.pairs++;
      if (result.flips > 0) counted.flipped++;
      if (result.edges > 0) counted.edged++;
    }
  }

  /** Kinds that were met often enough to judge and do not reach the shares. */
  shortfalls(): readonly string[] {
    return [...this.kinds]
      .filter(([kind, { pairs }]) => !CONSTANT_KINDS.has(kind) && pairs >= ENOUGH_PAIRS)
      .filter(
        ([, { pairs, flipped, edged }]) => flipped < LEAST_FLIPPED * pairs || edged < LEAST_EDGED * pairs,
      )
      .map(([kind]) => kind);
  }
}

/** Every kind that occurs in the plan, once. */
function kindsOf(plan: Plan): ReadonlySet<string> {
  return new Set([...nodeKinds(plan.root), ...plan.leaves.flatMap(leafKinds)]);
}

function nodeKinds(node: PlanNode): readonly string[] {
  const own = `node ${node.kind}`;
  if (node.kind === "not") return [own, ...nodeKinds(node.of)];
  if (node.kind === "and" || node.kind === "or" || node.kind === "some")
    return [own, ...node.of.flatMap(nodeKinds)];
  return [own];
}

function leafKinds(leaf: Leaf): readonly string[] {
  if (leaf.kind === "trait") return ["leaf trait", ...testKinds(leaf.test, "trait")];
  const own = leaf.kind === "aggregate" ? `leaf ${leaf.of}` : `leaf ${leaf.kind}`;
  if (leaf.kind === "sequence") return [...sequenceKinds(leaf), ...windowKinds(leaf.events.window)];
  return [own, ...windowKinds(leaf.events.window), ...filterKinds(leaf.events.where)];
}

function sequenceKinds({ following, same }: SequenceLeaf): readonly string[] {
  return [
    "leaf sequence",
    ...(following.some((step) => step.absent) ? ["chain then not"] : []),
    ...(following.some((step) => step.without !== null) ? ["chain without"] : []),
    ...(following.length > 1 ? ["chain of three"] : []),
    ...(same === null ? [] : ["chain with same"]),
  ];
}

function windowKinds(window: Window): readonly string[] {
  switch (window.kind) {
    case "ever":
      return ["window ever"];
    case "fixed":
      return ["window from to"];
    case "sliding":
      if (window.fromMs === null) return ["window more than ago"];
      return [window.toMs === 0 ? "window in last" : "window between ago"];
    case "calendar": {
      const place = window.endsAgo === 0 ? "this" : "past";
      return [`window ${place} ${window.unit}`, `zone ${window.zone.kind}`];
    }
  }
}

function filterKinds(filter: Filter): readonly string[] {
  if (filter.kind === "test") return testKinds(filter.test, "where");
  if (filter.kind === "not") return ["where not", ...filterKinds(filter.of)];
  return filter.of.length === 0 ? [] : [`where ${filter.kind}`, ...filter.of.flatMap(filterKinds)];
}

function testKinds(test: ValueTest | WhenTest, place: string): readonly string[] {
  const own = `${place} test ${test.kind}`;
  return test.kind === "any" ? [own, ...test.of.flatMap((one) => testKinds(one, place))] : [own];
}
