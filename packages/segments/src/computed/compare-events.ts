import { formatInstant, type Instant, type JsonValue, unreachable } from "@habitus/kernel";
import { WEEK } from "../normalise/local-time.ts";
import { type Tests, testsOf } from "../normalise/tests-of.ts";
import type { AnyTest, ValueTest } from "../plan/plan.ts";
import { isMet } from "../reference/filter.ts";
import type {
  AggregateCondition,
  Condition,
  DidCondition,
  PropertyCondition,
  PropertyPath,
  ValueComparison,
  WindowChoice,
} from "../tree/definition.ts";
import { both, type ComparedMeasure, joined, NOBODY, refused, type ValueTested } from "./compared-measure.ts";

/** The first or last instant of an event, by whether there are such before and since the instants compared with. */
export function comparedTime(
  kind: "time of first" | "time of last",
  of: DidCondition,
  test: ValueTested,
): ComparedMeasure {
  if (of.window !== undefined && of.window.kind !== "ever") {
    return refused("looks at a time only; a time can be compared where it is of all times");
  }
  const within = (window: WindowChoice): Condition => ({ ...of, window });
  const from = (at: Instant): Condition => {
    const since = within({ kind: "since", from: formatInstant(at) });
    const earlier = within({ kind: "before", to: formatInstant(at) });
    return kind === "time of last" ? since : both(since, { kind: "not", of: earlier });
  };
  const before = (at: Instant): Condition => both(of, { kind: "not", of: from(at) });
  const condition = conditionOf(testsOf(test), (one) => {
    if (one.kind === "exists") return of;
    if (one.kind !== "time") return null;
    const { op, at } = one;
    switch (op) {
      case ">=":
        return from(at);
      case ">":
        return from(at + 1);
      case "<":
        return before(at);
      case "<=":
        return before(at + 1);
      case "=":
        return both(from(at), before(at + 1));
      default:
        return unreachable(op);
    }
  });
  if (condition !== null) return { kind: "ok", condition, known: of };
  return refused("is a time, so it is compared with dates, such as `after 2026-01-31`");
}

type SingleTest = Exclude<ValueTest, AnyTest>;

/** Null where one of the tests has none. */
function conditionOf(tests: Tests, one: (test: SingleTest) => Condition | null): Condition | null {
  if (tests.kind === "test") {
    if (tests.test.kind !== "any") return one(tests.test);
    const of = tests.test.of.map((test) => ({ kind: "test", test }) as const);
    return conditionOf({ kind: "or", of }, one);
  }
  const of = tests.of.flatMap((each) => conditionOf(each, one) ?? []);
  const [only] = of;
  if (of.length < tests.of.length || only === undefined) return null;
  return of.length === 1 ? only : { kind: tests.kind, of };
}

/** By text form, as favourites are. */
export function comparedFavourite(measure: AggregateCondition, test: ValueTested): ComparedMeasure {
  const { event, property, local, window, where } = measure;
  const chosen = {
    event,
    ...(local === undefined ? {} : { local }),
    ...(window === undefined ? {} : { window }),
  };
  const rest = where === undefined ? {} : { where };
  // Lists and objects have no text form; where a path leads through lists, figures would take in each item.
  const known: Condition =
    property.length > 1
      ? { kind: "did", ...chosen, where: beside(where, property, HAS_TEXT) }
      : { kind: "aggregate", of: "distinct count", property, ...chosen, ...rest, op: ">=", value: ONE };
  if (test.op === "exists") return { kind: "ok", condition: known, known };
  const values = test.op === "in" ? test.values : test.op === "is" ? [test.value] : [];
  const plain = values.flatMap((value) => (value.kind === "date" ? [] : value));
  const isOther = plain.length < values.length || ("ignoreCase" in test && test.ignoreCase === true);
  if (values.length === 0 || isOther || measure.items !== undefined) {
    return refused(
      "is the most frequent value, so it is compared by `is` and `in`, in the case it was sent in",
    );
  }
  const each = plain.map((value): ComparedMeasure => {
    const condition: Condition = { kind: "favourite", property, value, ...chosen, ...rest };
    return { kind: "ok", condition, known };
  });
  return joined("or", each, known);
}

/** Of what has a text form; also of the empty text. */
const HAS_TEXT: ValueComparison = { op: "matches", value: { kind: "text", value: "^" } };

const ONE = { kind: "number", value: "1" } as const;

const HOURS: readonly number[] = Array.from({ length: 24 }, (_, hour) => hour);

/** The hours from 0 to 23 or the weekdays, `monday` and so on, that meet the test. */
export function comparedClock(
  unit: "hour" | "weekday",
  known: DidCondition,
  test: ValueTested,
): ComparedMeasure {
  const tests = testsOf(test);
  const shown: readonly JsonValue[] = unit === "hour" ? HOURS : WEEK;
  const met = shown.flatMap((value, place) => (isMet(tests, value) ? place : []));
  if (met.length === shown.length) return { kind: "ok", condition: known, known };
  const { event, local, window, where } = known;
  const of = met.map((place): Condition => {
    const value = { kind: "number", value: String(unit === "hour" ? place : place + 1) } as const;
    return {
      kind: "favourite",
      event,
      property: [],
      clock: unit,
      value,
      ...(local === undefined ? {} : { local }),
      ...(window === undefined ? {} : { window }),
      ...(where === undefined ? {} : { where }),
    };
  });
  const [only = NOBODY] = of;
  return { kind: "ok", condition: of.length > 1 ? { kind: "or", of } : only, known };
}

/** Of the events that have the property at all the first or last has one that meets the test. */
export function comparedOutermost(
  kind: "oldest" | "newest",
  of: AggregateCondition | DidCondition,
  test: ValueTested,
): ComparedMeasure {
  if (of.kind === "did") return refused("is all that an event says; name one property of it");
  if (of.items !== undefined) return refused("looks into the items of a list; a property can be compared");
  const { event, property: path, local, window } = of;
  const chosen = {
    event,
    ...(local === undefined ? {} : { local }),
    ...(window === undefined ? {} : { window }),
    where: beside(of.where, path, { op: "exists" }),
  };
  const known: Condition = { kind: "did", ...chosen };
  const outermost = kind === "oldest" ? "first event" : "last event";
  const has = { kind: "property", path, test } as const;
  return { kind: "ok", condition: { kind: outermost, ...chosen, has }, known };
}

function beside(
  where: PropertyCondition | undefined,
  path: PropertyPath,
  test: ValueComparison,
): PropertyCondition {
  const own = { kind: "property", path, test } as const;
  return where === undefined ? own : { kind: "and", of: [where, own] };
}
