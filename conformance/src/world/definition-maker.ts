import { DAY_MS, formatInstant, HOUR_MS, type Instant, MINUTE_MS, type Random } from "@habitus/kernel";
import type {
  Condition,
  Definition,
  DidCondition,
  Literal,
  NumberLiteral,
  PropertyCondition,
  ValueComparison,
  WindowChoice,
} from "@habitus/segments";
import { EVENT_NAMES, PROPERTY_PATHS, TRAIT_PATHS } from "./names.ts";
import type { Scene } from "./scene.ts";
import { NUMBER_LITERALS, TEXT_LITERALS } from "./value-maker.ts";

/** A definition as people write them: its plan has the shapes that the language makes, and no others. */
export function makeDefinition(random: Random, scene: Scene): Definition {
  return { version: 1, condition: makeCondition(random, scene, 2) };
}

function makeCondition(random: Random, scene: Scene, depth: number): Condition {
  const dice = random.next();
  if (depth > 0 && dice < 0.15) return { kind: "not", of: makeCondition(random, scene, depth - 1) };
  if (depth > 0 && dice < 0.35) {
    const of = Array.from({ length: random.int(2, 3) }, () => makeCondition(random, scene, depth - 1));
    return { kind: random.pick(["and", "or"] as const), of };
  }
  if (dice < 0.36) return { kind: "everyone" };
  if (dice < 0.52) {
    return { kind: "trait", path: random.pick(TRAIT_PATHS), test: makeComparison(random, scene) };
  }
  return dice < 0.8 ? makeDid(random, scene) : makeAggregate(random, scene);
}

function makeDid(random: Random, scene: Scene): DidCondition {
  const op = random.pick(["at least", "at most", "exactly", "more than", "less than"] as const);
  return {
    kind: "did",
    event: random.pick(EVENT_NAMES),
    ...(random.next() < 0.6 ? { count: { op, n: random.int(1, 3) } } : {}),
    ...windowAndWhere(random, scene),
  };
}

function makeAggregate(random: Random, scene: Scene): Condition {
  return {
    kind: "aggregate",
    of: random.pick(["sum", "average", "minimum", "maximum"] as const),
    event: random.pick(EVENT_NAMES),
    property: random.pick(PROPERTY_PATHS),
    op: random.pick(["=", "<", "<=", ">", ">="] as const),
    value: number(random),
    ...windowAndWhere(random, scene),
  };
}

function windowAndWhere(random: Random, scene: Scene): Pick<DidCondition, "window" | "where"> {
  return {
    ...(random.next() < 0.8 ? { window: makeWindow(random, scene) } : {}),
    ...(random.next() < 0.4 ? { where: makeProperty(random, scene, 1) } : {}),
  };
}

function makeProperty(random: Random, scene: Scene, depth: number): PropertyCondition {
  const dice = random.next();
  if (depth > 0 && dice < 0.15) return { kind: "not", of: makeProperty(random, scene, depth - 1) };
  if (depth > 0 && dice < 0.35) {
    const of = Array.from({ length: 2 }, () => makeProperty(random, scene, depth - 1));
    return { kind: random.pick(["and", "or"] as const), of };
  }
  return { kind: "property", path: random.pick(PROPERTY_PATHS), test: makeComparison(random, scene) };
}

function makeComparison(random: Random, scene: Scene): ValueComparison {
  const value = makeLiteral(random, scene);
  switch (random.pick(["exists", "is", "in", "text", "order", "between", "date"] as const)) {
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

/** An instant near the scene's midnight, as a date or with a time, with an offset or without. */
function date(random: Random, { midnight, span }: Scene): string {
  return writtenDate(random, midnight + random.pick([0, 0, DAY_MS, random.int(-span, span)]));
}

function writtenDate(random: Random, at: Instant): string {
  const iso = formatInstant(at);
  return random.pick([iso.slice(0, 10), iso, iso.slice(0, 16), `${iso.slice(0, 16)}+02:00`]);
}

function makeWindow(random: Random, scene: Scene): WindowChoice {
  const { midnight, span } = scene;
  const unit = span < HOUR_MS ? "minute" : span < DAY_MS ? "hour" : "day";
  const amount = span / (unit === "minute" ? MINUTE_MS : unit === "hour" ? HOUR_MS : DAY_MS);
  const calendarUnit = random.pick(
    span <= DAY_MS ? (["day", "week"] as const) : (["week", "month", "year"] as const),
  );
  const theirs = random.next() < 0.5 ? ({ inTheirTimeZone: true } as const) : {};
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
      return { kind: "this", unit: calendarUnit, ...theirs };
    case 6:
      return { kind: "previous", unit: calendarUnit, ...theirs };
    case 7:
      return { kind: "calendar", count: random.int(1, 3), unit: calendarUnit, ...theirs };
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
