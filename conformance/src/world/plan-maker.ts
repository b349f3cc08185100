import { BUCKET_TRAIT, DAY_MS, HOUR_MS, type Instant, type Random } from "@habitus/kernel";
import {
  type AgeTest,
  type AggregateLeaf,
  type ChangedLeaf,
  type CountLeaf,
  type DatedTest,
  type DaysLeaf,
  DEFAULT_CONTEXT,
  type Definition,
  type EventKind,
  type EventMatch,
  type FavouriteLeaf,
  type Filter,
  type HeldLeaf,
  type HomeDays,
  type ItemsTest,
  type Leaf,
  type LocalTime,
  type MatchesTest,
  type NearTest,
  type NumberOp,
  type OutermostLeaf,
  type OverdueLeaf,
  type Path,
  type Plan,
  type PlanContext,
  type Population,
  type RankedPopulation,
  planDefinition,
  type PlanNode,
  type RatioLeaf,
  type SessionsLeaf,
  type SequenceLeaf,
  type SequenceStep,
  type TextTest,
  type TraitLeaf,
  type ValueTest,
  type WhenTest,
  type WhenWindow,
  type Window,
  type Zone,
  withThresholds,
} from "@habitus/segments";
import { ACCOUNTS, makeBuckets, makeNames, PROPERTY_PATHS, SALTS, TRAIT_PATHS } from "./names.ts";
import { makeNear } from "./place-maker.ts";
import { makePattern } from "./pattern-maker.ts";
import { dayNear, makeScene, type Scene } from "./scene.ts";
import { makeTimes } from "./times.ts";
import { NUMBER_LITERALS, TEXT_LITERALS } from "./value-maker.ts";
import { weighted } from "./weighted.ts";
import { makeAccepted, makeWorkspace } from "./workspace-maker.ts";

/** A plan, where it plays, and the instants at which things tend to happen: edges of one life are then edges of others. */
export type Setting = {
  readonly scene: Scene;
  /** What the plan was made of; null for a plan that was made as such, of shapes no definition need have. */
  readonly definition: Definition | null;
  readonly plan: Plan;
  /** Whose thresholds the plan holds; those are pinned at random. */
  readonly populations: readonly Population[];
  /** Of the workspace of the definition, by trait. */
  readonly decays: PlanContext["decays"];
  readonly times: readonly Instant[];
};

/** Share of plans that come from a definition. */
const DEFINED_SHARE = 0.5;

type CalendarWindow = Extract<Window, { readonly kind: "calendar" }>;

const NUMBER_OPS: readonly NumberOp[] = ["=", "<", "<=", ">", ">="];

export function makeSetting(random: Random): Setting {
  const scene = makeScene(random);
  const workspace = makeWorkspace(random, scene);
  const definition = random.next() < DEFINED_SHARE ? makeAccepted(random, scene, workspace) : null;
  const { plan, populations } =
    definition === null
      ? { plan: makePlan(random, scene), populations: [] }
      : planOf(definition, random, scene, workspace);
  const { decays } = workspace;
  return { scene, definition, plan, populations, decays, times: makeTimes(random, scene, plan) };
}

type Planned = Pick<Setting, "plan" | "populations">;

/** Thresholds are pinned at random: that the evaluators rank alike is another comparison. */
function planOf(definition: Definition, random: Random, scene: Scene, workspace: PlanContext): Planned {
  const populations = new Map<string, Population>();
  const pinned = withThresholds(definition, workspace, (population) => {
    populations.set(population.key, population);
    if (population.kind === "accounts") return { accounts: makePassing(random) };
    return { value: makeThreshold(random, scene, population) };
  });
  return { plan: planDefinition(definition, pinned), populations: [...populations.values()] };
}

/** Accounts that people come to belong to, now and then none, and others. */
function makePassing(random: Random): readonly string[] {
  if (random.next() < 0.05) return [];
  return [...new Set([random.pick(ACCOUNTS), random.pick([...ACCOUNTS, "nobody's"])])].sort();
}

/** Values that lives come near to. */
function makeThreshold(random: Random, scene: Scene, { measure }: RankedPopulation): string | null {
  if (random.next() < 0.05) return null;
  switch (measure.kind) {
    case "count":
    case "days":
      return random.pick(["1", "1", "2", "2", "3"]);
    case "sessions":
      if (measure.of === "count") return random.pick(["1", "2", "2", "3"]);
      return String(random.pick([0, 1, scene.span, 2 * scene.span, scene.span / 2]));
    case "recency":
      return String(random.pick([0, 1, scene.span, scene.span, 2 * scene.span, scene.span - 1]));
    case "aggregate":
    case "trait":
      return random.pick([...NUMBER_THRESHOLDS, "1", "2", "3"]);
    case "score":
      return random.pick(["0", "0.5", "1", "2", "-1"]);
  }
}

/** Numbers of 18 digits among them, beyond which all sums are equal. */
const NUMBER_THRESHOLDS = [
  "0",
  "10",
  "10.5",
  "-1",
  "999999999999999999.999999999",
  "-999999999999999999.999999999",
];

function makePlan(random: Random, scene: Scene): Plan {
  const leaves = distinct(
    Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () => makeLeaf(random, scene)),
  );
  return { version: 1, root: makeRoot(random, leaves.length), leaves };
}

/** Equal conditions are one leaf of a plan. */
function distinct(leaves: readonly Leaf[]): readonly Leaf[] {
  return [...new Map(leaves.map((leaf) => [JSON.stringify(leaf), leaf])).values()];
}

function makeRoot(random: Random, leaves: number): PlanNode {
  let parts: PlanNode[] = Array.from({ length: leaves }, (_, leaf) =>
    negated(random, { kind: "leaf", leaf }),
  );
  if (random.next() < 0.03) parts.push({ kind: "always", value: random.next() < 0.5 });
  if (random.next() < 0.1) parts.push({ kind: "leaf", leaf: random.int(0, leaves - 1) });
  while (parts.length > 1) {
    const of = parts.slice(0, random.int(2, parts.length));
    const joined = joinedNode(random, of);
    parts = [...parts.slice(of.length), negated(random, joined)];
  }
  return parts[0] ?? { kind: "always", value: true };
}

function joinedNode(random: Random, of: readonly PlanNode[]): PlanNode {
  if (of.length > 2 && random.next() < 0.5) return { kind: "some", least: 2, of };
  if (random.next() < 0.15) {
    const weights = of.map(() => random.int(1, 3));
    return { kind: "some", least: random.int(1, of.length + 1), of, weights };
  }
  return { kind: random.pick(["and", "or"] as const), of };
}

function negated(random: Random, node: PlanNode): PlanNode {
  return random.next() < 0.3 ? { kind: "not", of: node } : node;
}

type LeafMaker = {
  /** How often it is drawn beside the others. */
  readonly weight: number;
  readonly make: (random: Random, scene: Scene) => Leaf;
};

/** One maker for each kind of leaf: a kind that is left out does not compile. */
const LEAF_MAKERS: Readonly<Record<Leaf["kind"], LeafMaker>> = {
  count: { weight: 38, make: makeCount },
  aggregate: { weight: 18, make: makeAggregate },
  days: { weight: 5, make: makeDays },
  sessions: { weight: 7, make: makeSessions },
  outermost: { weight: 6, make: makeOutermost },
  ratio: { weight: 6, make: makeRatio },
  overdue: { weight: 6, make: makeOverdue },
  favourite: { weight: 6, make: makeFavourite },
  sequence: { weight: 18, make: makeSequence },
  trait: { weight: 21, make: makeTrait },
  held: { weight: 5, make: makeHeld },
  changed: { weight: 5, make: makeChanged },
};

function makeLeaf(random: Random, scene: Scene): Leaf {
  return weighted(random, Object.values(LEAF_MAKERS)).make(random, scene);
}

function makeCount(random: Random, scene: Scene): CountLeaf {
  return {
    kind: "count",
    events: makeMatch(random, scene),
    atLeast: random.pick([1, 1, 1, 2, 2, 3, 4]),
  };
}

function makeTrait(random: Random, scene: Scene): TraitLeaf {
  if (random.next() < 0.08) {
    const test = { kind: "bucket", salt: random.pick(SALTS), ...makeBuckets(random) } as const;
    return { kind: "trait", path: [BUCKET_TRAIT], test };
  }
  const dice = random.next();
  return { kind: "trait", path: random.pick(TRAIT_PATHS), test: makeTraitTest(random, scene, dice) };
}

function makeTraitTest(random: Random, scene: Scene, dice: number): TraitLeaf["test"] {
  if (dice < 0.2) return makeWhen(random, scene);
  if (dice < 0.26) return { kind: "day", days: makeHomeDays(random, scene) };
  if (dice < 0.36) return { kind: "yearly", days: makeHomeDays(random, scene) };
  return dice < 0.45 ? makeDated(random, scene) : makeTest(random, scene);
}

function makeHeld(random: Random, scene: Scene): HeldLeaf {
  const { span } = scene;
  const path = random.pick(TRAIT_PATHS);
  const where = makeTraitFilter(random, scene, path);
  return { kind: "held", trait: path[0] ?? "", where, forMs: random.pick([span, span, span / 2]) };
}

function makeChanged(random: Random, scene: Scene): ChangedLeaf {
  const path = random.pick(TRAIT_PATHS);
  const from = makeTraitFilter(random, scene, path);
  const to = makeTraitFilter(random, scene, path);
  const end = random.next();
  const window = makeWindow(random, scene);
  const other = { kind: "not", of: from } as const;
  return {
    kind: "changed",
    trait: path[0] ?? "",
    from: end < 0.3 ? other : from,
    to: end < 0.3 ? from : end < 0.6 ? other : { kind: "and", of: [other, to] },
    window: window.kind === "calendar" ? { ...window, zone: { kind: "named", name: scene.zone } } : window,
  };
}

/** Never true of the absent, as what the language makes of a past value. */
function makeTraitFilter(random: Random, scene: Scene, path: Path): Filter {
  const one: Filter = { kind: "test", path, test: makeTest(random, scene) };
  if (random.next() < 0.8) return one;
  return { kind: random.pick(["and", "or"] as const), of: [one, { ...one, test: makeTest(random, scene) }] };
}

function makeKind(random: Random, scene: Scene): EventKind {
  const isPlain = random.next() < 0.7;
  const where: Filter = isPlain ? { kind: "and", of: [] } : makeFilter(random, scene, 1);
  return { name: makeNames(random), where, ...makeLocal(random, scene) };
}

/** Events lie whole and half spans apart, and a millisecond beside. */
function makeSessions(random: Random, scene: Scene): SessionsLeaf {
  const { local: _, ...events } = makeMatch(random, scene);
  const { span } = scene;
  const of = random.pick(["count", "count", "sum", "avg", "min", "max"] as const);
  const durations = [0, span, span, span / 2, 2 * span, span - 1];
  return {
    kind: "sessions",
    of,
    events,
    quietMs: random.pick([span, span, span / 2, 2 * span, span - 1]),
    op: random.pick(NUMBER_OPS),
    value: of === "count" ? random.pick(["0", "1", "2", "2", "3"]) : String(random.pick(durations)),
  };
}

function makeOverdue(random: Random, scene: Scene): OverdueLeaf {
  const { window: _, ...kind } = makeMatch(random, scene);
  const { span, midnight } = scene;
  const window = random.pick<Window>([
    { kind: "ever" },
    { kind: "sliding", fromMs: random.pick([2 * span, 5 * span]), toMs: 0 },
    { kind: "fixed", from: midnight - random.int(0, span), to: null },
  ]);
  const factor = random.pick(["1", "0.5", "1.5", "2", "0.333333333"]);
  return { kind: "overdue", events: { ...kind, window }, atLeast: random.pick([2, 2, 3, 3, 4]), factor };
}

function makeFavourite(random: Random, scene: Scene): FavouriteLeaf {
  return {
    kind: "favourite",
    events: makeMatch(random, scene),
    top: random.pick([1, 1, 1, 2]),
    ...(random.next() < 0.7
      ? { path: ["category"], value: random.pick(["a", "a", "10", "true"]) }
      : {
          path: [],
          clock: { unit: random.pick(["hour", "weekday"] as const), otherwise: scene.zone },
          value: String(random.int(1, 7)),
        }),
  };
}

function makeRatio(random: Random, scene: Scene): RatioLeaf {
  const events = makeMatch(random, scene);
  const part = makeKind(random, scene);
  return {
    kind: "ratio",
    part: random.next() < 0.5 ? part : { ...part, name: events.name },
    events,
    op: random.pick(NUMBER_OPS),
    value: random.pick(["0", "0.5", "0.5", "0.333333333", "0.6", "1", "2"]),
  };
}

function makeSequence(random: Random, scene: Scene): SequenceLeaf {
  const kind = (): EventKind => makeKind(random, scene);
  const length = random.pick([1, 1, 1, 2]);
  const endsInNothing = random.next() < 0.3;
  const { span } = scene;
  const following = Array.from({ length }, (_, step): SequenceStep => {
    const absent = endsInNothing && step === length - 1;
    const within = random.pick([span / 2, span, span, 2 * span]);
    return {
      event: kind(),
      withinMs: absent || random.next() < 0.7 ? within : null,
      without: !absent && random.next() < 0.3 ? kind() : null,
      absent,
    };
  });
  const same = random.next() < 0.25 ? ["category"] : null;
  return { kind: "sequence", events: makeMatch(random, scene), following, same };
}

function makeWhen(random: Random, scene: Scene): WhenTest {
  if (random.next() < 0.4) return { kind: "when", window: makeAhead(random, scene) };
  for (;;) {
    const window = makeWindow(random, scene);
    if (window.kind === "sliding") return { kind: "when", window };
    if (window.kind !== "calendar") continue;
    const { kind, unit, count, endsAgo, weekStart } = window;
    return { kind: "when", window: { kind, unit, count, endsAgo, weekStart } };
  }
}

function makeHomeDays(random: Random, scene: Scene): HomeDays {
  const unit = random.pick(["day", "day", "day", "week", "month"] as const);
  const count = random.pick(unit === "day" ? [1, 1, 2, 8, 31] : [1, 1, 2]);
  const endsAgo = random.pick([0, 0, 1, 1 - count, -count, 3]);
  const otherwise = random.pick(["UTC", scene.zone]);
  const weekStart = random.pick([1, 1, 7, 6]);
  return { unit, count, endsAgo: endsAgo === 0 ? 0 : endsAgo, weekStart, otherwise };
}

/** Any values, some named twice, and days in a row or none. */
function makeDated(random: Random, scene: Scene): DatedTest {
  const days = (): readonly number[] => {
    const some = Array.from({ length: random.pick([0, 1, 1, 2, 4]) }, () => dayNear(random, scene));
    return [...new Set(some)].sort((a, b) => a - b);
  };
  const entries = Array.from({ length: random.pick([0, 1, 2, 3]) }, () => {
    const of =
      random.next() < 0.15 ? null : random.pick([["gb"], ["fr", "gb"], ["7", "true"], ["it's", "k"]]);
    return { of, days: days() };
  });
  return {
    kind: "dated",
    days: makeHomeDays(random, scene),
    dates: [...entries, { of: null, days: days() }],
  };
}

/** Where a trait may lie that no event can: ahead of now, or without end. */
function makeAhead(random: Random, scene: Scene): WhenWindow {
  const { span } = scene;
  switch (random.pick(["next", "next", "between", "from", "before", "calendar"] as const)) {
    case "next":
      return { kind: "sliding", fromMs: 0, toMs: -random.pick([span, span / 2]) };
    case "between":
      return { kind: "sliding", fromMs: random.pick([-span / 2, span]), toMs: -span };
    case "from":
      return { kind: "sliding", fromMs: random.pick([span, span + 1, -span, 0]), toMs: null };
    case "before":
      return { kind: "sliding", fromMs: null, toMs: random.pick([-span, 1 - span, 0]) };
    case "calendar": {
      const { kind, unit, weekStart } = makeCalendar(random, scene);
      const count = random.pick([1, 1, 2]);
      return { kind, unit, count, endsAgo: -random.pick([1, count, 3]), weekStart };
    }
  }
}

function makeDays(random: Random, scene: Scene): DaysLeaf {
  return {
    kind: "days",
    events: makeMatch(random, scene),
    zone:
      random.next() < 0.5
        ? { kind: "home", otherwise: scene.zone }
        : { kind: "named", name: random.pick(["UTC", scene.zone]) },
    op: random.pick(NUMBER_OPS),
    value: random.pick(["0", "1", "1", "2", "2.5"]),
  };
}

function makeOutermost(random: Random, scene: Scene): OutermostLeaf {
  const of = random.pick(["first", "last"] as const);
  return { kind: "outermost", of, events: makeMatch(random, scene), has: makeFilter(random, scene, 1) };
}

const AGGREGATES = ["sum", "avg", "min", "max", "median", "first", "last", "distinct"] as const;

function makeAggregate(random: Random, scene: Scene): AggregateLeaf {
  const of = random.pick(AGGREGATES);
  const path = random.pick([["price"], ["item", "name"], ["lines", "price"], ["order", "lines", "price"]]);
  const ofSome = path.length > 1 && random.next() < 0.4;
  return {
    kind: "aggregate",
    of,
    path,
    ...(ofSome ? { items: makeFilter(random, scene, 1) } : {}),
    events: makeMatch(random, scene),
    op: random.pick(NUMBER_OPS),
    value: random.pick(of === "distinct" ? ["0", "1", "2", "2", "3"] : NUMBER_LITERALS),
  };
}

function makeMatch(random: Random, scene: Scene): EventMatch {
  const where: Filter = random.next() < 0.5 ? { kind: "and", of: [] } : makeFilter(random, scene, 2);
  return { name: makeNames(random), where, ...makeLocal(random, scene), window: makeWindow(random, scene) };
}

/** Around midnight, where the scene plays, and whole days. */
const HOURS = [
  { fromMs: 0, toMs: HOUR_MS },
  { fromMs: 23 * HOUR_MS, toMs: 2 * HOUR_MS },
  { fromMs: 12 * HOUR_MS, toMs: DAY_MS },
  { fromMs: 5 * HOUR_MS, toMs: 12 * HOUR_MS },
] as const;
const WEEKDAYS = [[1, 2, 3, 4, 5], [6, 7], [7], [1], [1, 3, 5, 7], [2, 4, 6]] as const;

function makeLocal(random: Random, scene: Scene): { readonly local?: LocalTime } {
  if (random.next() < 0.85) return {};
  const dice = random.next();
  const days = dice < 0.6 ? random.pick(WEEKDAYS) : null;
  const hours = dice > 0.4 ? random.pick(HOURS) : null;
  return { local: { days, hours, otherwise: random.pick(["UTC", scene.zone]) } };
}

function makeFilter(random: Random, scene: Scene, depth: number): Filter {
  const dice = random.next();
  if (depth === 0 || dice < 0.6) {
    return { kind: "test", path: random.pick(PROPERTY_PATHS), test: makePropertyTest(random, scene) };
  }
  if (dice < 0.75) return { kind: "not", of: makeFilter(random, scene, depth - 1) };
  const of = Array.from({ length: random.int(1, 2) }, () => makeFilter(random, scene, depth - 1));
  return { kind: random.pick(["and", "or"] as const), of };
}

/** A test of what belongs to an event: now and then of how old it was then, or of the items of a list. */
function makePropertyTest(random: Random, scene: Scene): ValueTest {
  const dice = random.next();
  if (dice < 0.06) return makeAgeTest(random, scene);
  if (dice > 0.08) return makeTest(random, scene);
  const of: Filter = { kind: "test", path: random.pick(ITEM_PATHS), test: makeAgeTest(random, scene) };
  return { kind: "items", of: random.next() < 0.8 ? of : { kind: "not", of }, atLeast: random.pick([1, 2]) };
}

function makeAgeTest(random: Random, { span }: Scene): AgeTest {
  const edges: readonly (readonly [AgeTest["fromMs"], AgeTest["toMs"]])[] = [
    [0, span],
    [-span, 0],
    [span + 1, null],
    [null, -span - 1],
    [1, 2 * span],
  ];
  const [fromMs, toMs] = random.pick(edges);
  return { kind: "age", fromMs, toMs };
}

function makeTest(random: Random, scene: Scene): ValueTest {
  if (random.next() < 0.1) {
    const of = Array.from({ length: random.int(1, 3) }, () => makeSingleTest(random, scene));
    return { kind: "any", of };
  }
  if (random.next() < 0.12) return makeItemsTest(random, scene);
  if (random.next() < 0.08) return makeMatchesTest(random);
  if (random.next() < 0.08) return makeNearTest(random);
  return random.next() < 0.1 ? { kind: "exists" } : makeSingleTest(random, scene);
}

function makeMatchesTest(random: Random): MatchesTest {
  return { kind: "matches", pattern: makePattern(random, 3), ignoreCase: random.next() < 0.3 };
}

function makeNearTest(random: Random): NearTest {
  const condition = { kind: "trait", path: ["x"], test: makeNear(random) } as const;
  const [leaf] = planDefinition({ version: 1, condition }, DEFAULT_CONTEXT).leaves;
  if (leaf?.kind !== "trait" || leaf.test.kind !== "near") throw new Error("a place is a test of a trait");
  return leaf.test;
}

const ITEM_PATHS: readonly Path[] = [[], [], ["key"], ["a", "b"]];

/** Items are plain values or objects, now and then lists again. */
function makeItemsTest(random: Random, scene: Scene): ItemsTest {
  const test = (): Filter => ({
    kind: "test",
    path: random.pick(ITEM_PATHS),
    test: random.next() < 0.08 ? makeItemsTest(random, scene) : makeSingleTest(random, scene),
  });
  const dice = random.next();
  const one = test();
  const of: Filter =
    dice < 0.5
      ? one
      : dice < 0.65
        ? { kind: "not", of: one }
        : { kind: random.pick(["and", "or"] as const), of: [one, test()] };
  return { kind: "items", of, atLeast: random.pick([1, 1, 1, 2, 3]) };
}

type SingleTest = Exclude<
  ValueTest,
  { readonly kind: "age" | "any" | "bucket" | "exists" | "items" | "matches" | "near" | "one of" }
>;

function makeSingleTest(random: Random, scene: Scene): SingleTest {
  switch (random.pick(["number", "number", "text", "text", "boolean", "time"] as const)) {
    case "number":
      return { kind: "number", op: random.pick(NUMBER_OPS), value: random.pick(NUMBER_LITERALS) };
    case "text":
      return makeTextTest(random);
    case "boolean":
      return { kind: "boolean", value: random.next() < 0.5 };
    case "time":
      return { kind: "time", op: random.pick(NUMBER_OPS), at: scene.midnight + random.pick([0, 1, DAY_MS]) };
  }
}

function makeTextTest(random: Random): TextTest {
  return {
    kind: "text",
    op: random.pick(["is", "is", "contains", "starts with", "ends with"] as const),
    value: random.pick(TEXT_LITERALS),
    ignoreCase: random.next() < 0.3,
  };
}

function makeWindow(random: Random, scene: Scene): Window {
  const { span, midnight } = scene;
  const around = (): number => midnight + random.pick([0, 0, 1, -1, span, -span, random.int(-span, span)]);
  switch (
    random.pick([
      "ever",
      "last",
      "last",
      "last",
      "between",
      "older",
      "fixed",
      "calendar",
      "calendar",
    ] as const)
  ) {
    case "ever":
      return { kind: "ever" };
    case "last":
      return { kind: "sliding", fromMs: random.pick([span, span, 2 * span, span / 2]), toMs: 0 };
    case "between":
      return { kind: "sliding", fromMs: 2 * span, toMs: random.pick([span, span, span / 2, 1]) };
    case "older":
      return { kind: "sliding", fromMs: null, toMs: random.pick([span, span / 2]) };
    case "fixed": {
      const from = around();
      const to = from + random.pick([1, span, span, 2 * span]);
      return { kind: "fixed", from: random.next() < 0.2 ? null : from, to: random.next() < 0.4 ? null : to };
    }
    case "calendar":
      return makeCalendar(random, scene);
  }
}

function makeCalendar(random: Random, scene: Scene): CalendarWindow {
  const units =
    scene.span <= DAY_MS
      ? (["day", "day", "day", "week"] as const)
      : (["week", "month", "month", "year"] as const);
  const zone: Zone =
    random.next() < 0.5
      ? { kind: "named", name: scene.zone }
      : { kind: "home", otherwise: random.pick(["UTC", scene.zone]) };
  return {
    kind: "calendar",
    unit: random.pick(units),
    count: random.pick([1, 1, 1, 2, 3]),
    endsAgo: random.pick([0, 0, 1, 1, 2]),
    zone,
    weekStart: random.pick([1, 1, 7, 6]),
  };
}
