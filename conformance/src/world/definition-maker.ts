import { DAY_MS, formatInstant, HOUR_MS, type Instant, MINUTE_MS, type Random } from "@habitus/kernel";
import type {
  AnniversaryWindow,
  ComputedTest,
  Condition,
  Definition,
  DidCondition,
  Duration,
  EventChoice,
  EventValues,
  FavouriteCondition,
  HeldTest,
  ItemsChoice,
  Literal,
  LocalChoice,
  MembersChoice,
  NumberLiteral,
  OutermostCondition,
  PropertyCondition,
  RankMeasure,
  RankPlace,
  RfmTest,
  SessionsChoice,
  ThenStep,
  ValueComparison,
  TraitWindow,
  WindowChoice,
} from "@habitus/segments";
import {
  GROUPS,
  ACCOUNTS,
  COMPUTED,
  COMPUTED_VALUES,
  LISTS,
  makeBuckets,
  makeName,
  OCCASIONS,
  PROPERTY_PATHS,
  SALTS,
  SCORES,
  SEGMENTS,
  TRAIT_PATHS,
} from "./names.ts";
import { makeNear } from "./place-maker.ts";
import { makePatternText } from "./pattern-maker.ts";
import type { Scene } from "./scene.ts";
import { NUMBER_LITERALS, TEXT_LITERALS } from "./value-maker.ts";
import { weighted } from "./weighted.ts";

/** Share of definitions whose outermost kind is drawn evenly, so that no kind is hardly met. */
const EVEN_SHARE = 0.6;

/**
 * A definition as people write them: its plan has the shapes that the language makes, and no others. What `check` refuses
 * is made anew, of the same kind if it can be, so a maker need not know every rule.
 */
export function makeDefinition(
  random: Random,
  scene: Scene,
  accepts: (definition: Definition) => boolean,
): Definition {
  for (;;) {
    const maker = random.next() < EVEN_SHARE ? random.pick(ALL) : weighted(random, ALL);
    for (let refused = 0; refused < MOST_REFUSED; refused++) {
      const definition: Definition = { version: 1, condition: maker.make(random, scene, 2) };
      if (accepts(definition)) return definition;
    }
  }
}

/** Of one kind, before another is drawn. */
const MOST_REFUSED = 20;

type Maker = {
  /** How often it is drawn beside the others. */
  readonly weight: number;
  readonly make: (random: Random, scene: Scene, depth: number) => Condition;
};

/** One maker for each kind of condition: a kind that is left out does not compile. */
const MAKERS: Readonly<Record<Condition["kind"], Maker>> = {
  everyone: { weight: 1, make: () => ({ kind: "everyone" }) },
  list: { weight: 3, make: (random) => ({ kind: "list", list: random.pick(LISTS) }) },
  account: { weight: 3, make: (random) => ({ kind: "account", account: random.pick(ACCOUNTS) }) },
  accounts: { weight: 8, make: makeAccounts },
  members: { weight: 9, make: makeMembers },
  subscribed: {
    weight: 3,
    make: (random) => ({ kind: "subscribed", group: random.pick(GROUPS).group }),
  },
  segment: { weight: 4, make: (random) => ({ kind: "segment", segment: random.pick(SEGMENTS) }) },
  entered: { weight: 4, make: (random, scene) => makeTransition(random, scene, "entered") },
  left: { weight: 3, make: (random, scene) => makeTransition(random, scene, "left") },
  bucket: {
    weight: 4,
    make: (random) => ({ kind: "bucket", ...makeBuckets(random), by: random.pick(SALTS) }),
  },
  score: { weight: 4, make: (random) => makeScored(random, "score") },
  predicted: { weight: 2, make: (random) => makeScored(random, "predicted") },
  computed: { weight: 3, make: makeComputed },
  "computed value": { weight: 4, make: makeComputedValue },
  did: { weight: 30, make: makeDid },
  aggregate: { weight: 14, make: makeAggregate },
  "days active": { weight: 4, make: makeDays },
  stopped: { weight: 5, make: makeStopped },
  restarted: { weight: 5, make: makeRestarted },
  sessions: { weight: 5, make: makeSessions },
  "session duration": { weight: 5, make: makeSessionDuration },
  "first event": { weight: 3, make: (random, scene) => makeOutermost(random, scene, "first event") },
  "last event": { weight: 4, make: (random, scene) => makeOutermost(random, scene, "last event") },
  overdue: { weight: 5, make: makeOverdue },
  favourite: { weight: 5, make: makeFavourite },
  ranked: { weight: 10, make: makeRanked },
  rfm: { weight: 9, make: makeRfm },
  share: { weight: 5, make: makeShare },
  ratio: { weight: 5, make: makeRatio },
  sequence: { weight: 12, make: makeSequence },
  occasion: { weight: 6, make: makeOccasion },
  trait: { weight: 14, make: makeTrait },
  not: {
    weight: 10,
    make: (random, scene, depth) => ({ kind: "not", of: makeCondition(random, scene, depth - 1) }),
  },
  and: { weight: 7, make: (random, scene, depth) => ({ kind: "and", of: several(random, scene, depth) }) },
  or: { weight: 7, make: (random, scene, depth) => ({ kind: "or", of: several(random, scene, depth) }) },
};

/** A condition of one kind; what `check` refuses may be among them. */
export function makeOfKind<Kind extends Condition["kind"]>(random: Random, scene: Scene, kind: Kind) {
  return MAKERS[kind].make(random, scene, 0) as Extract<Condition, { readonly kind: Kind }>;
}

/** People are ranked by anything; whether the thresholds are near is up to who pins them. */
function makeRanked(random: Random, scene: Scene, depth: number): Condition {
  return {
    kind: "ranked",
    place: makePlace(random),
    by: makeMeasure(random, scene),
    ...makeAmong(random, scene, depth),
  };
}

function makeRfm(random: Random, scene: Scene, depth: number): Condition {
  const test = (): RfmTest => ({ op: random.pick(ORDERS), n: random.int(1, 5) });
  return {
    kind: "rfm",
    ...(random.next() < 0.6 ? { recency: test() } : {}),
    ...(random.next() < 0.5 ? { frequency: test() } : {}),
    ...(random.next() < 0.4 ? { monetary: test() } : {}),
    by: { ...makeChoice(random, scene), ...makeValues(random, scene) },
    ...(random.next() < 0.5 ? { window: makeWindow(random, scene) } : {}),
    ...makeAmong(random, scene, depth),
  };
}

function makeAmong(random: Random, scene: Scene, depth: number): { readonly among?: Condition } {
  return random.next() < 0.25 ? { among: makeCondition(random, scene, Math.min(depth, 1) - 1) } : {};
}

function makePlace(random: Random): RankPlace {
  const percent = { kind: "percent", value: random.pick(["20", "33.3", "50"]) } as const;
  const number = (value: string): NumberLiteral => ({ kind: "number", value });
  return random.pick<RankPlace>([
    { kind: "top", percent },
    { kind: "bottom", percent },
    { kind: "percentiles", from: number(random.pick(["0", "40"])), to: number(random.pick(["60", "100"])) },
    { kind: "tier", tier: random.int(1, 3), of: 3 },
  ]);
}

function makeValues(random: Random, scene: Scene): EventValues {
  const property = random.pick([["price"], ["price"], ["lines", "price"]]);
  const isNarrowed = property.length > 1 && random.next() < 0.4;
  return { property, ...(isNarrowed ? { items: makeProperty(random, scene, 1) } : {}) };
}

const MEASURES = [
  "aggregate",
  "aggregate",
  "count",
  "days",
  "recency",
  "trait",
  "predicted",
  "score",
  "sessions",
  "session duration",
] as const;

function makeMeasure(random: Random, scene: Scene): RankMeasure {
  const events = {
    ...makeChoice(random, scene),
    ...(random.next() < 0.6 ? { window: makeWindow(random, scene) } : {}),
  };
  const kind = random.pick(MEASURES);
  switch (kind) {
    case "aggregate":
      return { kind, of: random.pick(AGGREGATES), ...makeValues(random, scene), ...events };
    case "days":
      return { kind: "days active", ...events };
    case "count":
    case "recency":
      return { kind, ...events };
    case "sessions":
      return { kind, ...makeSessionsChoice(random, scene) };
    case "session duration":
      return { kind, of: random.pick(DURATIONS), ...makeSessionsChoice(random, scene) };
    case "trait":
      return { kind, path: ["age"] };
    case "predicted":
    case "score":
      return { kind, score: random.pick(SCORES) };
  }
}

const ALL = Object.values(MAKERS);
const NESTED: ReadonlySet<Maker> = new Set([MAKERS.not, MAKERS.and, MAKERS.or]);
const SIMPLE = ALL.filter((maker) => !NESTED.has(maker));

function makeCondition(random: Random, scene: Scene, depth: number): Condition {
  return weighted(random, depth > 0 ? ALL : SIMPLE).make(random, scene, depth);
}

function several(random: Random, scene: Scene, depth: number): readonly Condition[] {
  return Array.from({ length: random.int(2, 3) }, () => makeCondition(random, scene, depth - 1));
}

function makeComputed(random: Random): Condition {
  const value = { kind: "number", value: random.pick(["0", "0.5", "1", "2", "3", "12", "-1"]) } as const;
  return { kind: "computed", computed: random.pick(COMPUTED), op: random.pick(ORDERS), value };
}

const WEEKDAYS: readonly string[] = ["monday", "wednesday", "saturday"];

/** A test that a computed trait has not, or not this one, is refused, and made anew. */
function makeComputedValue(random: Random, scene: Scene): Condition {
  const computed = random.pick(COMPUTED_VALUES);
  const texts = computed === "weekday" ? WEEKDAYS : TEXT_LITERALS;
  const value = { kind: "text", value: random.pick(texts) } as const;
  const between = { op: "between", from: number(random), to: { kind: "number", value: "20" } } as const;
  return random.pick<() => Condition>([
    () => ({ kind: "computed value", computed, test: { op: "is", value } }),
    () => ({
      kind: "computed value",
      computed,
      test: { op: "in", values: [value, makeLiteral(random, scene)] },
    }),
    () => ({ kind: "computed value", computed, test: makeComputedTest(random, scene) }),
    () => ({ kind: "computed value", computed: random.pick(COMPUTED), test: between }),
  ])();
}

const COMPUTED_OPS: readonly ValueComparison["op"][] = [
  "exists",
  "in",
  "contains",
  "starts with",
  "ends with",
  "matches",
  "between",
  "before",
  "after",
  "on or before",
  "on or after",
];

function isComputedTest(test: ValueComparison): test is ComputedTest {
  if (test.op !== "is") return COMPUTED_OPS.includes(test.op);
  return ["text", "boolean", "date"].includes(test.value.kind);
}

function makeComputedTest(random: Random, scene: Scene): ComputedTest {
  for (;;) {
    const test = makeComparison(random, scene);
    if (isComputedTest(test)) return test;
  }
}

function makeScored(random: Random, kind: "score" | "predicted"): Condition {
  const value = random.pick(["0", "0.5", "1", "1", "2", "2", "3", "-1"]);
  return {
    kind,
    score: random.pick(SCORES),
    op: random.pick(ORDERS),
    value: { kind: "number", value },
  };
}

function makeDid(random: Random, scene: Scene): DidCondition {
  const op = random.pick(["at least", "at most", "exactly", "more than", "less than"] as const);
  const event = makeName(random);
  const count = random.next() < 0.6 ? { count: { op, n: random.int(1, 3) } } : {};
  const dice = random.next();
  if (dice < 0.12) return { kind: "did", event, first: true, ...windowAndWhere(random, scene) };
  if (dice < 0.27) {
    const rare = random.next() < 0.3 ? count : {};
    return { kind: "did", event, ...rare, window: makeRegular(random, scene), ...maybeWhere(random, scene) };
  }
  return { kind: "did", event, ...count, ...windowAndWhere(random, scene) };
}

function makeTransition(random: Random, scene: Scene, kind: "entered" | "left"): Condition {
  const op = random.pick(["at least", "at most", "exactly"] as const);
  const count = random.next() < 0.4 ? { count: { op, n: random.int(1, 3) } } : {};
  const make = random.next() < 0.1 ? makeRegular : makeWindow;
  const window = random.next() < 0.8 ? { window: make(random, scene) } : {};
  return { kind, segment: random.pick(SEGMENTS), ...count, ...window };
}

function makeRegular(random: Random, scene: Scene): WindowChoice {
  const count = random.int(2, 4);
  const least = random.pick([1, 1, 2, count]);
  if (random.next() < 0.5) {
    const { unit } = lengthIn(scene);
    return { kind: "regular", least: Math.min(least, count), count, unit };
  }
  const unit = random.pick(scene.span <= DAY_MS ? (["day", "week"] as const) : (["week", "month"] as const));
  return { kind: "regular", least: Math.min(least, count), count, unit, calendar: true, ...theirs(random) };
}

const ORDERS = ["=", "<", "<=", ">", ">="] as const;

const AGGREGATES = [
  "sum",
  "average",
  "minimum",
  "maximum",
  "median",
  "first",
  "last",
  "distinct count",
] as const;

function makeAggregate(random: Random, scene: Scene): Condition {
  const of = random.pick(AGGREGATES);
  const property = random.pick([...PROPERTY_PATHS, ["lines", "price"]]);
  return {
    kind: "aggregate",
    of,
    event: makeName(random),
    property,
    ...(property.length > 1 && random.next() < 0.4 ? { items: makeProperty(random, scene, 1) } : {}),
    op: random.pick(ORDERS),
    value: of === "distinct count" ? whole(random) : number(random),
    ...windowAndWhere(random, scene),
  };
}

function makeDays(random: Random, scene: Scene): Condition {
  const event = makeName(random);
  const op = random.pick(ORDERS);
  const zone = random.next() < 0.3 ? ({ inTheirTimeZone: true } as const) : {};
  return { kind: "days active", ...zone, event, op, value: whole(random), ...windowAndWhere(random, scene) };
}

/** Quiet and window are of the scene's length, so that what happens in it is now before, now after. */
function makeStopped(random: Random, scene: Scene): Condition {
  const { amount, unit } = lengthIn(scene);
  return {
    kind: "stopped",
    event: makeName(random),
    quiet: { amount, unit },
    ...(random.next() < 0.7 ? { window: { kind: "last", amount: 3 * amount, unit } } : {}),
    ...maybeWhere(random, scene),
  };
}

function makeRestarted(random: Random, scene: Scene): Condition {
  const { amount, unit } = lengthIn(scene);
  return {
    kind: "restarted",
    event: makeName(random),
    quiet: { amount, unit },
    window: { kind: "last", amount: random.pick([amount, 2 * amount]), unit },
    ...maybeWhere(random, scene),
  };
}

function makeSessions(random: Random, scene: Scene): Condition {
  const op = random.pick(["at least", "at most", "exactly", "more than", "less than"] as const);
  return { kind: "sessions", ...makeSessionsChoice(random, scene), count: { op, n: random.int(1, 3) } };
}

function makeSessionDuration(random: Random, scene: Scene): Condition {
  const { amount, unit } = lengthIn(scene);
  return {
    kind: "session duration",
    of: random.pick(DURATIONS),
    ...makeSessionsChoice(random, scene),
    op: random.pick(ORDERS),
    length: { amount: random.pick([0, amount, amount, 2 * amount]), unit },
  };
}

const DURATIONS = ["sum", "average", "minimum", "maximum"] as const;

/** The quiet is of the scene's length, so that gaps are now longer, now not. */
function makeSessionsChoice(random: Random, scene: Scene): SessionsChoice {
  const { amount, unit } = lengthIn(scene);
  return {
    ...(random.next() < 0.8 ? { event: makeName(random) } : {}),
    ...(random.next() < 0.9 ? { quiet: { amount: random.pick([amount, amount, 2 * amount]), unit } } : {}),
    ...(random.next() < 0.8 ? { window: makeWindow(random, scene) } : {}),
    ...maybeWhere(random, scene),
  };
}

function makeOutermost(random: Random, scene: Scene, kind: OutermostCondition["kind"]): Condition {
  const has = makeProperty(random, scene, 1);
  return { kind, event: makeName(random), ...windowAndWhere(random, scene), has };
}

function makeOverdue(random: Random, scene: Scene): Condition {
  const { amount, unit } = lengthIn(scene);
  return {
    kind: "overdue",
    event: makeName(random),
    factor: { kind: "number", value: random.pick(["1", "0.5", "1.5", "2"]) },
    ...(random.next() < 0.6 ? { count: { op: "at least", n: random.int(2, 3) } } : {}),
    ...makeLocal(random),
    ...(random.next() < 0.6 ? { window: { kind: "last", amount: random.int(2, 6) * amount, unit } } : {}),
    ...maybeWhere(random, scene),
  };
}

function makeFavourite(random: Random, scene: Scene): Condition {
  return {
    kind: "favourite",
    event: makeName(random),
    property: ["category"],
    value: random.pick<FavouriteCondition["value"]>([
      { kind: "text", value: "a" },
      { kind: "text", value: "b" },
      { kind: "number", value: "10.0" },
      { kind: "boolean", value: true },
    ]),
    ...(random.next() < 0.4 ? { top: random.int(1, 2) } : {}),
    ...windowAndWhere(random, scene),
  };
}

/** A share that nothing narrows is refused, and made anew. */
function makeShare(random: Random, scene: Scene): Condition {
  return {
    kind: "share",
    event: makeName(random),
    ...(random.next() < 0.3 ? { among: makeProperty(random, scene, 1) } : {}),
    ...windowAndWhere(random, scene),
    op: random.pick(["at least", "at most", "exactly", "more than", "less than"] as const),
    value: { kind: "percent", value: random.pick(["0", "33.3", "50", "50", "60", "100"]) },
  };
}

function makeRatio(random: Random, scene: Scene): Condition {
  return {
    kind: "ratio",
    part: makeChoice(random, scene),
    whole: makeChoice(random, scene),
    ...(random.next() < 0.7 ? { window: makeWindow(random, scene) } : {}),
    op: random.pick(ORDERS),
    value: random.pick<NumberLiteral>([
      { kind: "percent", value: "50" },
      { kind: "number", value: "1" },
      { kind: "number", value: "0.4" },
    ]),
  };
}

function makeChoice(random: Random, scene: Scene): EventChoice {
  return {
    event: makeName(random),
    ...makeLocal(random),
    ...(random.next() < 0.25 ? { where: makeProperty(random, scene, 1) } : {}),
  };
}

function makeSequence(random: Random, scene: Scene): Condition {
  const choice = (): EventChoice => makeChoice(random, scene);
  const length = random.pick([1, 1, 2, 2, 3]);
  const endsInNothing = random.next() < 0.3;
  const following = Array.from({ length }, (_, step): ThenStep => {
    const within = { amount: random.int(1, 2), unit: lengthIn(scene).unit };
    if (endsInNothing && step === length - 1) return { event: choice(), absent: true, within };
    return {
      event: choice(),
      ...(random.next() < 0.6 ? { within } : {}),
      ...(random.next() < 0.3 ? { without: choice() } : {}),
    };
  });
  return {
    kind: "sequence",
    first: choice(),
    following,
    ...(random.next() < 0.25 ? { same: ["category"] } : {}),
    ...(random.next() < 0.7 ? { window: makeWindow(random, scene) } : {}),
  };
}

function makeTrait(random: Random, scene: Scene): Condition {
  const path = random.pick(TRAIT_PATHS);
  const dice = random.next();
  if (dice < 0.6) return { kind: "trait", path, test: makeComparison(random, scene) };
  if (dice < 0.8) return { kind: "trait", path, test: makePast(random, scene) };
  if (dice < 0.88) return { kind: "trait", path, test: makeAnniversary(random) };
  const { amount, unit } = lengthIn(scene);
  const period = random.pick(["day", "week", "month"] as const);
  const window = random.pick<TraitWindow>([
    { kind: "next", amount, unit },
    { kind: "side", op: random.pick(["after", "on or after", "on or before"] as const), amount, unit },
    { kind: "period", unit: period, offset: random.int(-2, 2) },
    { kind: "last", amount, unit },
    { kind: "older", amount, unit },
    { kind: "this", unit: period },
    { kind: "previous", unit: period },
    { kind: "this", unit: period, inTheirTimeZone: true },
    { kind: "period", unit: period, offset: random.int(-2, 2), inTheirTimeZone: true },
    { kind: "coming", unit: period, count: random.int(1, 2), inTheirTimeZone: true },
  ]);
  return { kind: "trait", path, test: { op: "when", window } };
}

function makeAnniversary(random: Random): ValueComparison {
  return { op: "anniversary", window: makeHomeDays(random) };
}

function makeOccasion(random: Random): Condition {
  const occasion = random.pick(OCCASIONS);
  const country = random.next() < 0.2 ? { country: random.pick(["GB", "fr", "US"]) } : {};
  return { kind: "occasion", occasion, window: makeHomeDays(random), ...country };
}

function makeHomeDays(random: Random): AnniversaryWindow {
  const period = random.pick(["day", "week", "month"] as const);
  const amount = random.pick([1, 3, 30]);
  return random.pick<AnniversaryWindow>([
    { kind: "next", amount, unit: "day" },
    { kind: "last", amount, unit: "day" },
    { kind: "between ahead", from: 1, to: 3, unit: "day" },
    { kind: "between", from: 2, to: 1, unit: "week" },
    { kind: "this", unit: period },
    { kind: "previous", unit: period },
    { kind: "period", unit: period, offset: random.int(-2, 2) },
    { kind: "coming", count: 2, unit: period },
  ]);
}

/** What a trait was like, for how long or until when. */
function makePast(random: Random, scene: Scene): ValueComparison {
  const of = (): HeldTest => {
    const value = makeLiteral(random, scene);
    return random.pick<HeldTest>([
      { op: "is", value },
      { op: "in", values: [value, makeLiteral(random, scene)] },
      { op: ">", value: number(random) },
    ]);
  };
  const { amount, unit } = lengthIn(scene);
  if (random.next() < 0.5) return { op: "held", of: of(), for: { amount, unit } };
  const window = { kind: "last", amount, unit } as const;
  return random.pick<ValueComparison>([
    { op: "changed", from: of(), window },
    { op: "changed", to: of(), window },
    { op: "changed", from: of(), to: of() },
  ]);
}

function windowAndWhere(random: Random, scene: Scene): Pick<DidCondition, "local" | "window" | "where"> {
  const window = random.next() < 0.8 ? { window: makeWindow(random, scene) } : {};
  return { ...makeLocal(random), ...window, ...maybeWhere(random, scene) };
}

function makeLocal(random: Random): { readonly local?: LocalChoice } {
  if (random.next() < 0.85) return {};
  const dice = random.next();
  const days = random.pick(["weekdays", "weekends", ["monday"], ["sunday", "friday"]] as const);
  const hours = random.pick([
    { from: "00:00", to: "01:00" },
    { from: "22:30", to: "03:00" },
    { from: "12:00", to: "24:00" },
  ]);
  return { local: { ...(dice < 0.6 ? { days } : {}), ...(dice > 0.4 ? { hours } : {}) } };
}

function maybeWhere(random: Random, scene: Scene): Pick<DidCondition, "where"> {
  return random.next() < 0.4 ? { where: makeProperty(random, scene, 1) } : {};
}

function makeProperty(random: Random, scene: Scene, depth: number): PropertyCondition {
  const dice = random.next();
  if (depth > 0 && dice < 0.15) return { kind: "not", of: makeProperty(random, scene, depth - 1) };
  if (depth > 0 && dice < 0.35) {
    const of = Array.from({ length: 2 }, () => makeProperty(random, scene, depth - 1));
    return { kind: random.pick(["and", "or"] as const), of };
  }
  const path = random.pick(PROPERTY_PATHS);
  if (dice > 0.93) return { kind: "property", path, test: makeFromEvent(random, scene) };
  return { kind: "property", path, test: makeComparison(random, scene) };
}

/** Of the value itself, or of the items of a list. */
function makeFromEvent(random: Random, scene: Scene): ValueComparison {
  const test: ValueComparison = {
    op: "from event",
    far: random.pick(["within", "within", "more than"] as const),
    length: lengthIn(scene),
    side: random.pick(["before", "before", "after"] as const),
  };
  if (random.next() < 0.7) return test;
  return { op: "items", which: { kind: "any" }, where: { kind: "property", path: ["price"], test } };
}

function makeComparison(random: Random, scene: Scene): ValueComparison {
  const value = makeLiteral(random, scene);
  switch (
    random.pick([
      "exists",
      "is",
      "in",
      "text",
      "matches",
      "near",
      "order",
      "between",
      "date",
      "list",
    ] as const)
  ) {
    case "list":
      return makeListTest(random, scene, value);
    case "exists":
      return { op: "exists" };
    case "is":
      return { op: "is", value, ...ignoringCase(random, [value]) };
    case "in": {
      const values = [value, makeLiteral(random, scene)];
      return { op: "in", values, ...ignoringCase(random, values) };
    }
    case "text": {
      const op = random.pick(["contains", "starts with", "ends with"] as const);
      return { op, value: { kind: "text", value: random.pick(TEXT_LITERALS) } };
    }
    case "near":
      return makeNear(random);
    case "matches": {
      const pattern = { kind: "text", value: makePatternText(random) } as const;
      return { op: "matches", value: pattern, ...ignoringCase(random, [pattern]) };
    }
    case "order":
      return { op: random.pick(["<", "<=", ">", ">="] as const), value: number(random) };
    case "between":
      return { op: "between", from: { kind: "number", value: "0.1" }, to: { kind: "number", value: "10" } };
    case "date": {
      const op = random.pick(["before", "after", "on or before", "on or after"] as const);
      return { op, value: { kind: "date", value: date(random, scene) } };
    }
  }
}

function makeAccounts(random: Random, scene: Scene): Condition {
  const op = random.pick(["at least", "at most", "exactly"] as const);
  const which = random.pick<ItemsChoice>([
    { kind: "any" },
    { kind: "any" },
    { kind: "every" },
    { kind: "count", count: { op, n: random.int(0, 2) } },
  ]);
  const test = (): PropertyCondition => ({
    kind: "property",
    path: random.pick(PROPERTY_PATHS),
    test: makeComparison(random, scene),
  });
  const where = random.pick<() => PropertyCondition>([
    test,
    test,
    () => ({ kind: "not", of: test() }),
    () => ({ kind: random.pick(["and", "or"] as const), of: [test(), test()] }),
  ]);
  return { kind: "accounts", which, ...(random.next() < 0.2 ? {} : { where: where() }) };
}

/** What is asked of the people of accounts, and of how many. */
function makeMembers(random: Random, scene: Scene, depth: number): Condition {
  const op = random.pick(["at least", "at most", "exactly", "less than", "more than"] as const);
  const which = random.pick<MembersChoice>([
    { kind: "any" },
    { kind: "none" },
    { kind: "every" },
    { kind: "count", count: { op, n: random.int(1, 3) } },
  ]);
  return { kind: "members", which, of: makeCondition(random, scene, Math.min(depth, 1) - 1) };
}

function makeListTest(random: Random, scene: Scene, value: Literal): ValueComparison {
  const other = makeLiteral(random, scene);
  const price = { kind: "property", path: ["price"], test: { op: ">", value: number(random) } } as const;
  const op = random.pick(["at least", "at most", "exactly"] as const);
  const which = random.pick<ItemsChoice>([
    { kind: "any" },
    { kind: "every" },
    { kind: "count", count: { op, n: random.int(1, 2) } },
  ]);
  return random.pick<ValueComparison>([
    { op: "includes", values: [value] },
    { op: "includes", values: [value, other], ...(random.next() < 0.5 ? { all: true } : {}) },
    { op: "items", which, where: price },
  ]);
}

/** Only text has letter case; elsewhere it is refused. */
function ignoringCase(random: Random, values: readonly Literal[]): { readonly ignoreCase?: true } {
  return values.some(({ kind }) => kind === "text") && random.next() < 0.4 ? { ignoreCase: true } : {};
}

function makeLiteral(random: Random, scene: Scene): Literal {
  switch (random.pick(["text", "number", "boolean", "date"] as const)) {
    case "text":
      return { kind: "text", value: random.pick(TEXT_LITERALS) };
    case "number":
      return number(random);
    case "boolean":
      return { kind: "boolean", value: random.next() < 0.5 };
    case "date":
      return { kind: "date", value: date(random, scene) };
  }
}

function number(random: Random): NumberLiteral {
  return random.next() < 0.1
    ? { kind: "percent", value: random.pick(["10", "1050", "0.5"]) }
    : { kind: "number", value: random.pick(NUMBER_LITERALS) };
}

function whole(random: Random): NumberLiteral {
  return { kind: "number", value: random.pick(["0", "1", "1", "2", "2", "3"]) };
}

/** An instant near the scene's midnight, as a date or with a time, with an offset or without. */
function date(random: Random, { midnight, span }: Scene): string {
  return writtenDate(random, midnight + random.pick([0, 0, DAY_MS, random.int(-span, span)]));
}

function writtenDate(random: Random, at: Instant): string {
  const iso = formatInstant(at);
  return random.pick([iso.slice(0, 10), iso, iso.slice(0, 16), `${iso.slice(0, 16)}+02:00`]);
}

/** The scene's span as people write it. */
function lengthIn({ span }: Scene): Duration {
  if (span < HOUR_MS) return { amount: span / MINUTE_MS, unit: "minute" };
  return span < DAY_MS ? { amount: span / HOUR_MS, unit: "hour" } : { amount: span / DAY_MS, unit: "day" };
}

function theirs(random: Random): { readonly inTheirTimeZone?: true } {
  return random.next() < 0.5 ? { inTheirTimeZone: true } : {};
}

function makeWindow(random: Random, scene: Scene): WindowChoice {
  const { midnight, span } = scene;
  const { amount, unit } = lengthIn(scene);
  const calendarUnit = random.pick(
    span <= DAY_MS ? (["day", "week"] as const) : (["week", "month", "year"] as const),
  );
  const inZone = theirs(random);
  switch (random.int(0, 9)) {
    case 0:
      return { kind: "ever" };
    case 1:
    case 2:
      return { kind: "last", amount, unit };
    case 3:
      return { kind: "between", from: 2 * amount, to: random.pick([0, amount]), unit };
    case 4:
      return { kind: "older", amount, unit };
    case 5:
      return { kind: "this", unit: calendarUnit, ...inZone };
    case 6:
      return { kind: "previous", unit: calendarUnit, ...inZone };
    case 7:
      return { kind: "calendar", count: random.int(1, 3), unit: calendarUnit, ...inZone };
    case 8:
      return { kind: "since", from: writtenDate(random, midnight - random.int(0, span)) };
    default:
      return random.next() < 0.3
        ? { kind: "before", to: writtenDate(random, midnight) }
        : {
            kind: "range",
            from: formatInstant(midnight - span),
            to: formatInstant(midnight + random.int(0, span)),
          };
  }
}
