import { formatInstant } from "@habitus/kernel";
import fc from "fast-check";
import {
  type AggregateCondition,
  type AggregateKind,
  type ComputedTest,
  type Condition,
  type CountTest,
  DEFAULT_CONTEXT,
  type Definition,
  type EventName,
  type Literal,
  type LocalChoice,
  type RankMeasure,
  type NumberLiteral,
  type PlanContext,
  type PropertyCondition,
  type RankPlace,
  type SegmentMeaning,
  type SessionsChoice,
  type ValueComparison,
  type WindowChoice,
} from "../src/index.ts";
import { conditionsInWords } from "./arbitrary-event-words.ts";

/** What names, keys and values are drawn from: few words make definitions and histories meet, many try the spelling. */
export type Words = {
  readonly events: fc.Arbitrary<EventName>;
  readonly keys: fc.Arbitrary<string>;
  readonly texts: fc.Arbitrary<string>;
};

function eventNames(names: fc.Arbitrary<string>): fc.Arbitrary<EventName> {
  return fc.oneof(
    { arbitrary: names, weight: 5 },
    { arbitrary: names.map((startsWith) => ({ startsWith })), weight: 1 },
    { arbitrary: fc.constant({ activity: true } as const), weight: 1 },
  );
}

const anyName = fc.oneof(
  fc.constantFrom(
    "purchase",
    "Order Completed",
    "did",
    "NOT",
    "at least",
    "a-b",
    "a.b",
    "--",
    "тест",
    "a\\",
    '"',
    " ",
  ),
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
);

/** Words that try every quoting and escaping. */
export const WILD_WORDS: Words = { events: eventNames(anyName), keys: anyName, texts: anyName };

/** Words that a generated history uses too. */
export const SHARED_WORDS: Words = {
  events: eventNames(fc.constantFrom("a", "b")),
  keys: fc.constantFrom("x", "y", "nested"),
  texts: fc.constantFrom("red", "RED", "re", "10", "2026-01-01"),
};

const number: fc.Arbitrary<NumberLiteral> = fc.oneof(
  fc.constantFrom("0", "10", "-1", "0.3", "5.50", "007").map((value) => ({ kind: "number" as const, value })),
  fc.stringMatching(/^-?[0-9]{1,18}\.[0-9]{1,9}$/).map((value) => ({ kind: "number" as const, value })),
  fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,7})?$/).map((value) => ({ kind: "percent" as const, value })),
);

const instant = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2199, 11, 31) });

/** A date in one of its spellings; `since` to `until` are years. */
const date = fc.oneof(
  instant.map((at) => formatInstant(at)),
  instant.map((at) => formatInstant(at).slice(0, 10)),
  instant.map((at) => formatInstant(at).slice(0, 16)),
  instant.map((at) => `${formatInstant(at).slice(0, 19)}+05:30`),
  fc.constantFrom("2026-01-01", "2026-01-02", "2026-01-01T00:00:00.001Z"),
);

function literals(words: Words): fc.Arbitrary<Literal> {
  return fc.oneof(
    words.texts.map((value) => ({ kind: "text" as const, value })),
    number,
    fc.boolean().map((value) => ({ kind: "boolean" as const, value })),
    date.map((value) => ({ kind: "date" as const, value })),
  );
}

const degrees = fc
  .constantFrom("0", "-0.5", "12.340", "89.999999999")
  .map((value) => ({ kind: "number" as const, value }));
const distances = fc
  .tuple(
    fc.constantFrom("1", "0.25", "700").map((value) => ({ kind: "number" as const, value })),
    fc.constantFrom("m" as const, "km" as const, "mile" as const),
    degrees,
    degrees,
  )
  .map(([within, unit, lat, lon]) => ({ op: "near" as const, within, unit, lat, lon }));

const patterns = fc
  .constantFrom("re", "^r.d$", "[^a-d]+|10", "(?:\\d{2}){1,3}\\.?", "\\W", "^\\S*$", 'Ж\n"', "\\\\")
  .map((value) => ({ kind: "text" as const, value }));

const OTHERS: readonly ValueComparison["op"][] = ["near", "<", "<=", ">", ">="];

/** Numbers and orders are compared in another form. */
function isOfComputed(test: ValueComparison): test is ComputedTest {
  const isNumber = test.op === "is" && (test.value.kind === "number" || test.value.kind === "percent");
  return !isNumber && !OTHERS.includes(test.op);
}

function comparisons(words: Words): fc.Arbitrary<ValueComparison> {
  const text = words.texts.map((value) => ({ kind: "text" as const, value }));
  const ignoreCase = fc.constantFrom({}, { ignoreCase: true as const });
  return fc.oneof(
    fc.constant({ op: "exists" as const }),
    literals(words).map((value) => ({ op: "is" as const, value })),
    fc.tuple(text, ignoreCase).map(([value, flag]) => ({ op: "is" as const, value, ...flag })),
    fc
      .array(literals(words), { minLength: 1, maxLength: 4 })
      .map((values) => ({ op: "in" as const, values })),
    fc.tuple(text, ignoreCase).map(([value, flag]) => ({ op: "in" as const, values: [value], ...flag })),
    fc
      .tuple(
        fc.constantFrom("contains" as const, "starts with" as const, "ends with" as const),
        text,
        ignoreCase,
      )
      .map(([op, value, flag]) => ({ op, value, ...flag })),
    distances,
    fc.tuple(patterns, ignoreCase).map(([value, flag]) => ({ op: "matches" as const, value, ...flag })),
    fc
      .tuple(fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const), number)
      .map(([op, value]) => ({ op, value })),
    fc.tuple(fc.constantFrom("-2", "0", "1.5"), fc.constantFrom("1.5", "10")).map(([from, to]) => ({
      op: "between" as const,
      from: { kind: "number" as const, value: from },
      to: { kind: "number" as const, value: to },
    })),
    fc
      .tuple(
        fc.constantFrom("before" as const, "after" as const, "on or before" as const, "on or after" as const),
        date,
      )
      .map(([op, value]) => ({ op, value: { kind: "date" as const, value } })),
  );
}

const duration = fc.constantFrom(
  "second" as const,
  "minute" as const,
  "hour" as const,
  "day" as const,
  "week" as const,
);
const calendar = fc.constantFrom("day" as const, "week" as const, "month" as const, "year" as const);
const wholeDays = fc.constantFrom("day" as const, "week" as const);
const periods = fc.constantFrom("day" as const, "week" as const, "month" as const);
const zone = fc.constantFrom({}, { inTheirTimeZone: true as const });
const amount = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 400 }));

export const windows: fc.Arbitrary<WindowChoice> = fc.oneof(
  fc.constant({ kind: "ever" as const }),
  fc.tuple(amount, duration).map(([of, unit]) => ({ kind: "last" as const, amount: of, unit })),
  fc
    .tuple(amount, fc.integer({ min: 0, max: 5 }), duration)
    .map(([longer, to, unit]) => ({ kind: "between" as const, from: to + longer, to, unit })),
  fc.tuple(amount, duration).map(([of, unit]) => ({ kind: "older" as const, amount: of, unit })),
  fc.tuple(calendar, zone).map(([unit, theirs]) => ({ kind: "this" as const, unit, ...theirs })),
  fc.tuple(calendar, zone).map(([unit, theirs]) => ({ kind: "previous" as const, unit, ...theirs })),
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), calendar, zone)
    .map(([count, unit, theirs]) => ({ kind: "calendar" as const, count, unit, ...theirs })),
  date.map((from) => ({ kind: "since" as const, from })),
  date.map((to) => ({ kind: "before" as const, to })),
  fc.constantFrom(
    { kind: "range" as const, from: "2026-01-01", to: "2026-02-01" },
    { kind: "range" as const, from: "2026-01-01T10:00:00Z", to: "2026-01-01T12:00:00+01:00" },
    { kind: "range" as const, from: "2025-12-31T23:00", to: "2026-01-10" },
  ),
);

const counts: fc.Arbitrary<CountTest> = fc.oneof(
  fc
    .tuple(fc.constantFrom("at least" as const, "less than" as const), fc.integer({ min: 1, max: 4 }))
    .map(([op, n]) => ({ op, n })),
  fc
    .tuple(
      fc.constantFrom("at most" as const, "exactly" as const, "more than" as const),
      fc.integer({ min: 0, max: 4 }),
    )
    .map(([op, n]) => ({ op, n })),
);

/** What is asked of a list: its items one by one, or which values are among them. */
function listTests(words: Words, where: fc.Arbitrary<PropertyCondition>): fc.Arbitrary<ValueComparison> {
  const flag = fc.constantFrom({}, { all: true as const });
  const counted = counts.map((count) => ({ kind: "count" as const, count }));
  return fc.oneof(
    fc
      .tuple(fc.array(literals(words), { minLength: 1, maxLength: 3 }), flag)
      .map(([values, all]) => ({ op: "includes" as const, values, ...all })),
    fc
      .tuple(fc.oneof(fc.constantFrom({ kind: "any" as const }, { kind: "every" as const }), counted), where)
      .map(([which, of]) => ({ op: "items" as const, which, where: of })),
    counted.map((which) => ({ op: "items" as const, which })),
  );
}

/** What is told of a value by the time of its event. */
const fromEvent = fc
  .tuple(
    fc.constantFrom("within" as const, "more than" as const),
    fc.integer({ min: 1, max: 90 }),
    fc.constantFrom("second" as const, "minute" as const, "hour" as const, "day" as const, "week" as const),
    fc.constantFrom("before" as const, "after" as const),
  )
  .map(([far, amount, unit, side]) => ({ op: "from event" as const, far, length: { amount, unit }, side }));

/** @param ofTrait Of the items of a trait, which belongs to no event. */
function properties(words: Words, ofTrait = false): fc.Arbitrary<PropertyCondition> {
  const tests = ofTrait
    ? comparisons(words)
    : fc.oneof({ arbitrary: comparisons(words), weight: 9 }, fromEvent);
  const { property } = fc.letrec<{ property: PropertyCondition }>((tie) => ({
    property: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc
        .tuple(fc.array(words.keys, { minLength: 1, maxLength: 2 }), tests)
        .map(([path, test]) => ({ kind: "property" as const, path, test })),
      fc
        .tuple(fc.array(words.keys, { minLength: 1, maxLength: 2 }), listTests(words, tie("property")))
        .map(([path, test]) => ({ kind: "property" as const, path, test })),
      tie("property").map((of) => ({ kind: "not" as const, of })),
      fc
        .tuple(
          fc.constantFrom("and" as const, "or" as const),
          fc.array(tie("property"), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, of]) => ({ kind, of })),
    ),
  }));
  return property;
}

function maybe<K extends string, T>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ readonly [P in K]?: T }> {
  return fc
    .option(value, { nil: null })
    .map((given) => (given === null ? {} : { [key]: given }) as { [P in K]?: T });
}

const clock = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((at) => [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, "0")).join(":"));
const weekday = fc.constantFrom(
  ...(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const),
);
const localDays = fc.oneof(
  fc.constantFrom("weekdays" as const, "weekends" as const),
  fc.array(weekday, { minLength: 1, maxLength: 3 }),
);
const localHours = fc
  .tuple(clock, fc.oneof(clock, fc.constant("24:00")))
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ from, to }));

/** Days, times of day, both or nothing. */
const local: fc.Arbitrary<{ readonly local?: LocalChoice }> = fc.oneof(
  { arbitrary: fc.constant({}), weight: 6 },
  fc.record({ local: fc.record({ days: localDays }) }),
  fc.record({ local: fc.record({ hours: localHours }) }),
  fc.record({ local: fc.record({ days: localDays, hours: localHours }) }),
);

/** What is said of an event's place in a person's life. */
function lifecycles(words: Words): readonly fc.Arbitrary<Condition>[] {
  const where = maybe("where", properties(words));
  const last = fc.tuple(fc.integer({ min: 5, max: 9 }), duration).map(([of, unit]) => ({
    window: { kind: "last" as const, amount: of, unit },
  }));
  const firstTime = fc.tuple(words.events, last, where).map(([event, window, filter]) => ({
    kind: "did" as const,
    event,
    first: true as const,
    ...window,
    ...filter,
  }));
  const regular = fc
    .tuple(
      fc.tuple(words.events, maybe("count", counts), where),
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 3, max: 5 })),
      fc.oneof(
        fc.record({ unit: duration }),
        fc.record({ unit: duration, each: fc.integer({ min: 1, max: 4 }) }),
        fc.tuple(calendar, zone).map(([unit, inZone]) => ({ unit, calendar: true as const, ...inZone })),
      ),
    )
    .map(([[event, count, filter], [least, periods], form]) => ({
      kind: "did" as const,
      event,
      ...count,
      window: { kind: "regular" as const, least, count: periods, ...form },
      ...filter,
    }));
  const stopped = fc
    .tuple(fc.constantFrom("stopped" as const, "restarted" as const), words.events, last, where)
    .map(([kind, event, { window }, filter]) => ({
      kind,
      event,
      quiet: { amount: 3, unit: window.unit },
      window,
      ...filter,
    }));
  const outermost = fc
    .tuple(
      fc.constantFrom("first event" as const, "last event" as const),
      words.events,
      fc.tuple(maybe("window", windows), where),
      properties(words),
    )
    .map(([kind, event, [window, filter], has]) => ({ kind, event, ...window, ...filter, has }));
  return [firstTime, regular, stopped, outermost];
}

function sequences(words: Words): fc.Arbitrary<Condition> {
  const choice = fc
    .tuple(words.events, local, maybe("where", properties(words)))
    .map(([event, atTime, where]) => ({ event, ...atTime, ...where }));
  const length = fc.tuple(amount, duration).map(([of, unit]) => ({ amount: of, unit }));
  const step = fc
    .tuple(choice, maybe("within", length), maybe("without", choice))
    .map(([event, within, without]) => ({ event, ...within, ...without }));
  const absent = fc
    .tuple(choice, length)
    .map(([event, within]) => ({ event, absent: true as const, within }));
  const following = fc
    .tuple(fc.array(step, { minLength: 1, maxLength: 3 }), fc.option(absent, { nil: null }))
    .map(([steps, last]) => (last === null ? steps : [...steps.slice(1), last]));
  const same = maybe("same", fc.array(words.keys, { minLength: 1, maxLength: 2 }));
  return fc.tuple(choice, following, same, maybe("window", windows)).map(([first, steps, key, window]) => ({
    kind: "sequence" as const,
    first,
    following: steps,
    ...key,
    ...window,
  }));
}

/** A workspace that has what `conditions` name. */
export const WORKSPACE: PlanContext = {
  ...DEFAULT_CONTEXT,
  workspaceZone: "Europe/London",
  segments: {
    vip: segment({ kind: "did", event: "a", count: { op: "at least", n: 2 } }),
    constructor: segment({ kind: "not", of: { kind: "segment", segment: "vip" } }),
  },
  scores: {
    empty: { name: "Empty", definition: { version: 1, elements: [] }, purpose: null },
    points: {
      name: "Points",
      definition: {
        version: 1,
        elements: [
          { when: { kind: "segment", segment: "vip" }, value: { kind: "number", value: "1.5" } },
          { when: { kind: "did", event: "b" }, value: { kind: "number", value: "-2" } },
        ],
      },
      purpose: null,
    },
  },
  computed: {
    spend: { measures: [{ kind: "figure", of: figure("sum") }] },
    years: { measures: [{ kind: "trait", path: ["age"] }] },
    fruit: { measures: [{ kind: "newest", of: figure("distinct count") }] },
  },
  subscriptions: { news: { otherwise: true }, ads: { otherwise: false } },
};

function figure(of: AggregateKind): AggregateCondition {
  const value = { kind: "number", value: "0" } as const;
  return { kind: "aggregate", of, event: "a", property: ["b"], op: ">=", value };
}

function segment(condition: Condition): SegmentMeaning {
  return { name: "A name", definition: { version: 1, condition }, purpose: null };
}

/** How many of one event there are for each of another, or among all of one. */
function ratios(words: Words): readonly fc.Arbitrary<Condition>[] {
  const where = properties(words);
  const choice = fc
    .tuple(words.events, local, maybe("where", where))
    .map(([event, atTime, filter]) => ({ event, ...atTime, ...filter }));
  const ratio = fc
    .tuple(
      choice,
      choice,
      maybe("window", windows),
      fc.constantFrom("<" as const, ">=" as const, "=" as const),
      number,
    )
    .map(([part, whole, window, op, value]) => ({
      kind: "ratio" as const,
      part,
      whole,
      ...window,
      op,
      value,
    }));
  const percent = fc
    .constantFrom("0", "33.3", "60", "100")
    .map((value) => ({ kind: "percent" as const, value }));
  const share = fc
    .tuple(
      fc.constantFrom(...(["at least", "at most", "exactly", "more than", "less than"] as const)),
      percent,
      fc.tuple(words.events, maybe("among", where)),
      fc.tuple(local, maybe("window", windows)),
      where,
    )
    .map(([op, value, [event, among], [atTime, window], filter]) => ({
      kind: "share" as const,
      event,
      ...among,
      ...atTime,
      ...window,
      where: filter,
      op,
      value,
    }));
  const overdue = fc
    .tuple(
      words.events,
      fc.constantFrom("1", "2.5", "0.1"),
      maybe(
        "count",
        fc.integer({ min: 2, max: 4 }).map((n) => ({ op: "at least" as const, n })),
      ),
      local,
      maybe(
        "window",
        fc.tuple(amount, duration).map(([of, unit]) => ({ kind: "last" as const, amount: of, unit })),
      ),
      maybe("where", where),
    )
    .map(([event, value, count, atTime, window, filter]) => ({
      kind: "overdue" as const,
      event,
      factor: { kind: "number" as const, value },
      ...count,
      ...atTime,
      ...window,
      ...filter,
    }));
  const favourite = fc
    .tuple(
      words.events,
      fc.array(words.keys, { minLength: 1, maxLength: 2 }),
      fc.oneof(
        words.texts.map((value) => ({ kind: "text" as const, value })),
        number,
        fc.boolean().map((value) => ({ kind: "boolean" as const, value })),
      ),
      maybe("top", fc.integer({ min: 1, max: 3 })),
      fc.tuple(local, maybe("window", windows), maybe("where", where)),
    )
    .map(([event, property, value, top, [atTime, window, filter]]) => ({
      kind: "favourite" as const,
      event,
      property,
      value,
      ...top,
      ...atTime,
      ...window,
      ...filter,
    }));
  return [ratio, share, overdue, favourite];
}

/** Sessions, counted or measured. */
function sessions(words: Words): readonly fc.Arbitrary<Condition>[] {
  const choice = sessionChoices(words);
  const counted = fc
    .tuple(choice, counts)
    .map(([of, count]) => ({ kind: "sessions" as const, ...of, count }));
  const measured = fc
    .tuple(
      choice,
      fc.constantFrom(...DURATIONS),
      fc.constantFrom("<" as const, ">=" as const, "=" as const),
      fc.record({ amount: fc.integer({ min: 0, max: 30 }), unit: duration }),
    )
    .map(([of, kind, op, length]) => ({ kind: "session duration" as const, of: kind, ...of, op, length }));
  return [counted, measured];
}

const DURATIONS = ["sum", "average", "minimum", "maximum"] as const;

function sessionChoices(words: Words): fc.Arbitrary<SessionsChoice> {
  return fc
    .tuple(
      maybe("event", words.events),
      maybe("quiet", fc.record({ amount, unit: duration })),
      maybe("window", windows),
      maybe("where", properties(words)),
    )
    .map(([event, quiet, window, where]) => ({ ...event, ...quiet, ...window, ...where }));
}

function transitions(): fc.Arbitrary<Condition> {
  return fc
    .tuple(
      fc.constantFrom("entered" as const, "left" as const),
      fc.constantFrom("vip", "constructor"),
      maybe("count", counts),
      maybe("window", windows),
    )
    .map(([kind, segment, count, window]) => ({ kind, segment, ...count, ...window }));
}

const AGGREGATE_KINDS = ["sum", "average", "median", "first", "last", "distinct count"] as const;

/** How many people of an account meet any condition. */
function members(of: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  const count = fc.record({
    op: fc.constantFrom(...(["at least", "at most", "exactly", "more than", "less than"] as const)),
    n: fc.integer({ min: 2, max: 9 }),
  });
  const which = fc.oneof(
    fc.constantFrom({ kind: "any" as const }, { kind: "every" as const }, { kind: "none" as const }),
    count.map((each) => ({ kind: "count" as const, count: each })),
  );
  return fc.record({ kind: fc.constant("members" as const), which, of });
}

/** Places among people, whose audience is any condition. */
function places(words: Words, audience: fc.Arbitrary<Condition>): readonly fc.Arbitrary<Condition>[] {
  const where = properties(words);
  const path = fc.array(words.keys, { minLength: 1, maxLength: 2 });
  const place: fc.Arbitrary<RankPlace> = fc.oneof(
    fc
      .tuple(fc.constantFrom("top" as const, "bottom" as const), fc.constantFrom("20", "0.5", "33.3333333"))
      .map(([kind, value]) => ({ kind, percent: { kind: "percent" as const, value } })),
    fc.constantFrom(["0", "20"], ["40", "60"], ["99.9", "100"]).map(([from = "", to = ""]) => ({
      kind: "percentiles" as const,
      from: { kind: "number" as const, value: from },
      to: { kind: "number" as const, value: to },
    })),
    fc.integer({ min: 1, max: 5 }).map((tier) => ({ kind: "tier" as const, tier, of: 5 })),
  );
  const choice = fc
    .tuple(words.events, local, maybe("where", where))
    .map(([event, atTime, filter]) => ({ event, ...atTime, ...filter }));
  const last = fc.tuple(amount, duration).map(([of, unit]) => ({ kind: "last" as const, amount: of, unit }));
  const by: fc.Arbitrary<RankMeasure> = fc.oneof(
    fc
      .tuple(fc.constantFrom(...AGGREGATE_KINDS), path, choice, maybe("window", windows))
      .map(([of, property, events, window]) => ({
        kind: "aggregate" as const,
        of,
        property,
        ...events,
        ...window,
      })),
    fc.tuple(choice, maybe("window", windows)).map(([events, window]) => ({
      kind: "count" as const,
      ...events,
      ...window,
    })),
    fc.tuple(choice, maybe("window", last)).map(([events, window]) => ({
      kind: "recency" as const,
      ...events,
      ...window,
    })),
    sessionChoices(words).map((of) => ({ kind: "sessions" as const, ...of })),
    fc
      .tuple(fc.constantFrom(...DURATIONS), sessionChoices(words))
      .map(([of, choices]) => ({ kind: "session duration" as const, of, ...choices })),
    choice.map((events) => ({ kind: "days active" as const, inTheirTimeZone: true as const, ...events })),
    path.map((keys) => ({ kind: "trait" as const, path: keys })),
    fc.constantFrom("points", "empty").map((score) => ({ kind: "score" as const, score })),
    words.texts.map((score) => ({ kind: "predicted" as const, score })),
  );
  const ranked = fc
    .tuple(place, by, maybe("among", audience))
    .map(([at, measure, among]) => ({ kind: "ranked" as const, place: at, by: measure, ...among }));
  const test = fc.constantFrom(
    { op: "=" as const, n: 5 },
    { op: ">=" as const, n: 4 },
    { op: "<" as const, n: 3 },
  );
  const rfm = fc
    .tuple(
      test,
      maybe("frequency", test),
      maybe("monetary", test),
      maybe(
        "by",
        fc.tuple(choice, path).map(([events, property]) => ({ ...events, property })),
      ),
      fc.tuple(maybe("window", last), maybe("among", audience)),
    )
    .map(([recency, frequency, monetary, of, [window, among]]) => ({
      kind: "rfm" as const,
      recency,
      ...frequency,
      ...monetary,
      ...of,
      ...window,
      ...among,
    }));
  return [ranked, rfm];
}

/** Conditions of every kind; each passes `checkDefinition`. */
export function conditions(words: Words): fc.Arbitrary<Condition> {
  const path = fc.array(words.keys, { minLength: 1, maxLength: 2 });
  const events = fc
    .tuple(local, maybe("window", windows), maybe("where", properties(words)))
    .map(([atTime, window, where]) => [{ ...atTime, ...window }, where] as const);
  const did = fc
    .tuple(words.events, maybe("count", counts), events)
    .map(([event, count, [window, where]]) => ({
      kind: "did" as const,
      event,
      ...count,
      ...window,
      ...where,
    }));
  const aggregate = fc
    .tuple(
      fc.constantFrom(
        ...(["sum", "average", "minimum", "maximum", "median", "first", "last", "distinct count"] as const),
      ),
      words.events,
      fc.oneof(
        path.map((property) => ({ property })),
        fc
          .tuple(fc.array(words.keys, { minLength: 2, maxLength: 3 }), properties(words))
          .map(([property, items]) => ({ property, items })),
      ),
      events,
      fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const, "=" as const),
      number,
    )
    .map(([of, event, values, [window, where], op, value]) => ({
      kind: "aggregate" as const,
      of,
      event,
      ...values,
      ...window,
      ...where,
      op,
      value,
    }));
  const order = fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const, "=" as const);
  const daysActive = fc
    .tuple(words.events, events, order, number)
    .map(([event, [window, where], op, value]) => ({
      kind: "days active" as const,
      ...(window.window !== undefined && "inTheirTimeZone" in window.window
        ? { inTheirTimeZone: true as const }
        : {}),
      event,
      ...window,
      ...where,
      op,
      value,
    }));
  const trait = fc
    .tuple(path, comparisons(words))
    .map(([keys, test]) => ({ kind: "trait" as const, path: keys, test }));
  const when = fc
    .tuple(
      path,
      fc.oneof(
        fc
          .tuple(fc.constantFrom("last" as const, "older" as const), amount, duration)
          .map(([kind, of, unit]) => ({ kind, amount: of, unit })),
        fc
          .tuple(fc.constantFrom("this" as const, "previous" as const), calendar, zone)
          .map(([kind, unit, own]) => ({ kind, unit, ...own })),
        fc.tuple(amount, duration).map(([of, unit]) => ({ kind: "next" as const, amount: of, unit })),
        fc
          .tuple(
            fc.constantFrom(
              "before" as const,
              "after" as const,
              "on or before" as const,
              "on or after" as const,
            ),
            amount,
            duration,
            fc.constantFrom({}, { ahead: true as const }),
          )
          .map(([op, of, unit, side]) => ({ kind: "side" as const, op, amount: of, unit, ...side })),
        fc.tuple(amount, fc.integer({ min: 0, max: 5 }), duration).map(([longer, from, unit]) => ({
          kind: "between ahead" as const,
          from,
          to: from + longer,
          unit,
        })),
        fc
          .tuple(fc.integer({ min: -5, max: 5 }), calendar, zone)
          .map(([offset, unit, own]) => ({ kind: "period" as const, unit, offset, ...own })),
        fc
          .tuple(fc.integer({ min: 1, max: 5 }), calendar, zone)
          .map(([count, unit, own]) => ({ kind: "coming" as const, count, unit, ...own })),
      ),
    )
    .map(([keys, window]) => ({
      kind: "trait" as const,
      path: keys,
      test: { op: "when" as const, window },
    }));
  const homeDays = fc.oneof(
    fc
      .tuple(fc.constantFrom("next" as const, "last" as const), fc.integer({ min: 1, max: 52 }), wholeDays)
      .map(([kind, of, unit]) => ({ kind, amount: of, unit })),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 }), wholeDays)
      .map(([longer, near, unit]) => ({ kind: "between" as const, from: near + longer, to: near, unit })),
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 }), wholeDays)
      .map(([longer, from, unit]) => ({ kind: "between ahead" as const, from, to: from + longer, unit })),
    fc
      .tuple(fc.constantFrom("this" as const, "previous" as const), periods)
      .map(([kind, unit]) => ({ kind, unit })),
    fc
      .tuple(fc.integer({ min: -5, max: 5 }), periods)
      .map(([offset, unit]) => ({ kind: "period" as const, unit, offset })),
    fc
      .tuple(fc.constantFrom("coming" as const, "calendar" as const), fc.integer({ min: 1, max: 5 }), periods)
      .map(([kind, count, unit]) => ({ kind, count, unit })),
  );
  const anniversary = fc
    .tuple(
      fc.oneof(path, fc.constantFrom(["birthday"], ["Birthday"], ["birthday", "x"], ["occasion"])),
      homeDays,
      fc.constantFrom("when" as const, "anniversary" as const),
    )
    .map(([keys, window, op]) => ({ kind: "trait" as const, path: keys, test: { op, window } }));
  const occasion = fc
    .tuple(
      fc.constantFrom("Mother's Day", "Christmas Eve", "diwali", "New Year’s Day"),
      homeDays,
      fc.constantFrom(undefined, "GB", "us"),
    )
    .map(([name, window, country]) => ({
      kind: "occasion" as const,
      occasion: name,
      window,
      ...(country === undefined ? {} : { country }),
    }));
  const lists = fc
    .tuple(path, listTests(words, properties(words, true)))
    .map(([keys, test]) => ({ kind: "trait" as const, path: keys, test }));
  const heldTest = fc.oneof(
    literals(words).map((value) => ({ op: "is" as const, value })),
    fc
      .array(literals(words), { minLength: 1, maxLength: 3 })
      .map((values) => ({ op: "in" as const, values })),
    fc
      .tuple(fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const), number)
      .map(([op, value]) => ({ op, value })),
    fc
      .tuple(fc.constantFrom("before" as const, "on or after" as const), date)
      .map(([op, value]) => ({ op, value: { kind: "date" as const, value } })),
  );
  const pastWindows = windows.filter((window) => !("inTheirTimeZone" in window));
  const past = fc
    .tuple(
      path,
      fc.oneof(
        fc
          .tuple(heldTest, amount, duration)
          .map(([of, length, unit]) => ({ op: "held" as const, of, for: { amount: length, unit } })),
        fc
          .tuple(
            fc.oneof(
              heldTest.map((from) => ({ from })),
              heldTest.map((to) => ({ to })),
              fc.tuple(heldTest, heldTest).map(([from, to]) => ({ from, to })),
            ),
            maybe("window", pastWindows),
          )
          .map(([ends, window]) => ({ op: "changed" as const, ...ends, ...window })),
      ),
    )
    .map(([keys, test]) => ({ kind: "trait" as const, path: keys, test }));
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      did,
      fc.constant({ kind: "everyone" as const }),
      words.texts.map((list) => ({ kind: "list" as const, list })),
      fc.constantFrom("news", "ads").map((group) => ({ kind: "subscribed" as const, group })),
      fc
        .tuple(fc.constantFrom("points", "empty"), order, number)
        .map(([score, op, value]) => ({ kind: "score" as const, score, op, value })),
      fc
        .tuple(words.texts, order, number)
        .map(([score, op, value]) => ({ kind: "predicted" as const, score, op, value })),
      fc
        .tuple(fc.constantFrom("spend", "years"), order, number)
        .map(([computed, op, value]) => ({ kind: "computed" as const, computed, op, value })),
      comparisons(words)
        .filter(isOfComputed)
        .map((test) => ({ kind: "computed value" as const, computed: "fruit", test })),
      fc
        .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), words.texts)
        .map(([from, more, by]) => ({ kind: "bucket" as const, from, to: from + more, of: 10, by })),
      fc.constantFrom("vip", "constructor").map((segment) => ({ kind: "segment" as const, segment })),
      transitions(),
      aggregate,
      daysActive,
      ...lifecycles(words),
      ...sessions(words),
      sequences(words),
      ...ratios(words),
      conditionsInWords(words.texts, properties(words)),
      ...places(words, tie("condition")),
      members(tie("condition")),
      trait,
      when,
      anniversary,
      occasion,
      past,
      lists,
      tie("condition").map((of) => ({ kind: "not" as const, of })),
      fc
        .tuple(
          fc.constantFrom("and" as const, "or" as const),
          fc.array(tie("condition"), { minLength: 2, maxLength: 4 }),
        )
        .map(([kind, of]) => ({ kind, of })),
    ),
  }));
  return condition;
}

export function definitions(words: Words): fc.Arbitrary<Definition> {
  return conditions(words).map((condition) => ({ version: 1, condition }));
}
