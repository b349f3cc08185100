import { isZoneTrait } from "@habitus/kernel";
import type {
  AggregateLeaf,
  Condition,
  Filter,
  Leaf,
  LocalTime,
  PlanNode,
  SequenceLeaf,
  TraitLeaf,
  Window,
} from "@habitus/segments";
import type { Life } from "../world/life.ts";
import type { Setting } from "../world/plan-maker.ts";
import type { PairResult } from "./pair.ts";

/** How often a kind of node was played with, and how often that meant something. */
export type KindCoverage = { pairs: number; flipped: number; edged: number };

/** What each kind needs, as shares of the pairs it occurs in. */
const LEAST_FLIPPED = 0.2;
const LEAST_EDGED = 0.05;
/** Below this many pairs a share says nothing. */
const ENOUGH_PAIRS = 600;

/** Never changes by itself, and beside it nothing else may either. */
const CONSTANT_KINDS: ReadonlySet<string> = new Set(["node always", "said everyone", "said bucket"]);

/** Of so many pairs every kind must have been met so often. */
const PAIRS_TO_MEET_ALL = 20_000;
const LEAST_MET = 100;

/** Kinds that a plan or a life can be of, those of the language one for one: a kind that is left out does not compile. */
const LEAF_KINDS: Readonly<Record<Exclude<Leaf["kind"], "aggregate">, true>> = {
  count: true,
  days: true,
  sessions: true,
  outermost: true,
  ratio: true,
  overdue: true,
  favourite: true,
  sequence: true,
  trait: true,
  held: true,
  changed: true,
};
const AGGREGATE_KINDS: Readonly<Record<AggregateLeaf["of"], true>> = {
  sum: true,
  avg: true,
  min: true,
  max: true,
  median: true,
  first: true,
  last: true,
  distinct: true,
};
const CONDITION_KINDS: Readonly<Record<Condition["kind"], true>> = {
  everyone: true,
  list: true,
  account: true,
  accounts: true,
  members: true,
  subscribed: true,
  segment: true,
  entered: true,
  left: true,
  bucket: true,
  score: true,
  predicted: true,
  computed: true,
  "computed value": true,
  did: true,
  aggregate: true,
  "days active": true,
  stopped: true,
  restarted: true,
  sessions: true,
  "session duration": true,
  "first event": true,
  "last event": true,
  share: true,
  ratio: true,
  overdue: true,
  favourite: true,
  ranked: true,
  rfm: true,
  sequence: true,
  occasion: true,
  trait: true,
  not: true,
  and: true,
  or: true,
};

const LIFE_KINDS = ["late", "early", "duplicate", "tie", "merge", "restart", "move"] as const;
/** A definition that reads a trait whose values count for a time. */
const DECAYING = "said of what decays";
type LifeKind = (typeof LIFE_KINDS)[number];

const KNOWN_KINDS: readonly string[] = [
  ...Object.keys({ ...LEAF_KINDS, ...AGGREGATE_KINDS }).map((kind) => `leaf ${kind}`),
  ...Object.keys(CONDITION_KINDS).map((kind) => `said ${kind}`),
  DECAYING,
  ...LIFE_KINDS.map((kind) => `life ${kind}`),
];

type Covered = Pick<Setting, "definition" | "plan" | "decays">;

/** Counts pairs per kind of condition, node, leaf, window, zone and test, and by what happens in the life. */
export class Coverage {
  readonly kinds = new Map<string, KindCoverage>();
  #pairs = 0;

  add(setting: Covered, life: Life, result: PairResult): void {
    this.#pairs++;
    for (const kind of [...kindsOf(setting), ...lifeKinds(life)]) {
      const counted = this.kinds.get(kind) ?? { pairs: 0, flipped: 0, edged: 0 };
      this.kinds.set(kind, counted);
      counted.pairs++;
      if (result.flips > 0) counted.flipped++;
      if (result.edges > 0) counted.edged++;
    }
  }

  /** Kinds that were met often enough to judge and do not reach the shares; of a long run also those not met often enough. */
  shortfalls(): readonly string[] {
    const isLong = this.#pairs >= PAIRS_TO_MEET_ALL;
    const missed = KNOWN_KINDS.filter((kind) => (this.kinds.get(kind)?.pairs ?? 0) < LEAST_MET);
    return [...this.#weak(), ...(isLong ? missed.map((kind) => `${kind}: hardly met`) : [])];
  }

  #weak(): readonly string[] {
    return [...this.kinds]
      .filter(([kind, { pairs }]) => !CONSTANT_KINDS.has(kind) && pairs >= ENOUGH_PAIRS)
      .filter(
        ([, { pairs, flipped, edged }]) => flipped < LEAST_FLIPPED * pairs || edged < LEAST_EDGED * pairs,
      )
      .map(([kind]) => kind);
  }
}

/** What somebody said, and said how. */
function conditionKinds(condition: Condition): readonly string[] {
  const own = `said ${condition.kind}`;
  // What is asked of members is asked by a refresh, and not of the person.
  if (condition.kind === "members") return [own, `${own} ${condition.which.kind}`];
  if (condition.kind === "not") return [own, ...conditionKinds(condition.of)];
  if (condition.kind === "and" || condition.kind === "or") {
    return [own, ...condition.of.flatMap(conditionKinds)];
  }
  if (condition.kind !== "did") return [own];
  if (condition.first === true) return [own, `${own} for the first time`];
  return condition.window?.kind === "regular" ? [own, `${own} regularly`] : [own];
}

function lifeKinds({ arrivals }: Life): readonly string[] {
  const flat = arrivals.flatMap((one) => (one.kind === "merge" ? one.brings : one));
  const dated = flat.flatMap((one) => {
    if (one.kind !== "event" && one.kind !== "trait") return [];
    const { name, time, idHash } = one.kind === "event" ? one.event : one.change;
    return { name, time, now: one.now, idHash };
  });
  const is: Readonly<Record<LifeKind, boolean>> = {
    late: dated.some(({ time, now }) => time < now),
    early: dated.some(({ time, now }) => time > now),
    duplicate: new Set(dated.map(({ idHash }) => idHash)).size < dated.length,
    tie: new Set(dated.map(({ name, time }) => `${time} ${name}`)).size < dated.length,
    merge: arrivals.some(({ kind }) => kind === "merge"),
    restart: arrivals.some(({ kind }) => kind === "restart"),
    move: dated.some(({ name }) => isZoneTrait(name)),
  };
  return LIFE_KINDS.filter((kind) => is[kind]).map((kind) => `life ${kind}`);
}

/** Every kind that occurs in the definition and its plan. */
function kindsOf({ definition, plan, decays }: Covered): ReadonlySet<string> {
  const said = definition === null ? [] : conditionKinds(definition.condition);
  const readsDecaying = definition !== null && plan.leaves.some((leaf) => isOfDecaying(leaf, decays));
  const decaying = readsDecaying ? [DECAYING] : [];
  return new Set([...said, ...decaying, ...nodeKinds(plan.root), ...plan.leaves.flatMap(leafKinds)]);
}

function isOfDecaying(leaf: Leaf, decays: Setting["decays"]): boolean {
  if (leaf.kind === "held") return Object.hasOwn(decays, leaf.trait);
  return leaf.kind === "trait" && Object.hasOwn(decays, leaf.path[0] ?? "");
}

function nodeKinds(node: PlanNode): readonly string[] {
  const own = `node ${node.kind}`;
  if (node.kind === "not") return [own, ...nodeKinds(node.of)];
  if (node.kind === "and" || node.kind === "or" || node.kind === "some")
    return [own, ...node.of.flatMap(nodeKinds)];
  return [own];
}

function leafKinds(leaf: Leaf): readonly string[] {
  if (leaf.kind === "trait") {
    const force = leaf.inForce === true ? ["trait in force"] : [];
    return ["leaf trait", ...force, ...testKinds(leaf.test, "trait")];
  }
  if (leaf.kind === "held") return ["leaf held", ...filterKinds(leaf.where)];
  if (leaf.kind === "changed") {
    return ["leaf changed", ...windowKinds(leaf.window), ...filterKinds(leaf.from), ...filterKinds(leaf.to)];
  }
  const own = leaf.kind === "aggregate" ? `leaf ${leaf.of}` : `leaf ${leaf.kind}`;
  const named = [
    ...(typeof leaf.events.name === "string"
      ? []
      : [leaf.events.name.except === undefined ? "event starting with" : "any activity"]),
    ...localKinds(leaf.events.local),
    ...(leaf.kind === "aggregate" && leaf.path.length > 1 ? ["aggregate in lists"] : []),
    ...(leaf.kind === "aggregate" && leaf.items !== undefined ? ["aggregate of some items"] : []),
    ...(leaf.kind === "days" ? [`days of ${leaf.zone.kind} zone`] : []),
  ];
  if (leaf.kind === "sequence") return [...sequenceKinds(leaf), ...named, ...windowKinds(leaf.events.window)];
  if (leaf.kind === "outermost") {
    const { window, where } = leaf.events;
    return [
      own,
      `${own} ${leaf.of}`,
      ...named,
      ...windowKinds(window),
      ...filterKinds(where),
      ...filterKinds(leaf.has),
    ];
  }
  return [own, ...named, ...windowKinds(leaf.events.window), ...filterKinds(leaf.events.where)];
}

function localKinds(local: LocalTime | undefined): readonly string[] {
  return [
    ...(local === undefined || local.days === null ? [] : ["local day of the week"]),
    ...(local === undefined || local.hours === null ? [] : ["local time of day"]),
  ];
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

function testKinds(test: TraitLeaf["test"], place: string): readonly string[] {
  const own = `${place} test ${test.kind}`;
  if (test.kind === "items") return [own, ...filterKinds(test.of)];
  return test.kind === "any" ? [own, ...test.of.flatMap((one) => testKinds(one, place))] : [own];
}
