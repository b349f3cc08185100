import { isContextProperty, parseIso } from "@habitus/kernel";
import { isRecord } from "../fields.ts";
import { type EventSchema, SCHEMA_LIMITS, SCHEMA_TYPES, type SchemaType } from "./event-schema.ts";

/** The keywords that a value can go against. */
export const SCHEMA_RULES = [
  "type",
  "enum",
  "required",
  "additionalProperties",
  "minItems",
  "maxItems",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
] as const;
export type SchemaRule = (typeof SCHEMA_RULES)[number];

/** Says nothing of the value itself, so that it may be kept beside counts. */
export type Violation = {
  /** `price`, `products[].sku`; "" for the properties as a whole. Every item of a list stands at one place. */
  readonly path: string;
  readonly rule: SchemaRule;
  /** Goes on behind the name of the field: "must be a number and is a text". */
  readonly says: string;
};

/**
 * What a value goes against, each place and rule once, up to `SCHEMA_LIMITS.violationsPerEvent`. Places in `gone` are not missed where
 * they are required: what stood there was left out on purpose.
 */
export type SchemaCheck = (value: unknown, gone?: ReadonlySet<string>) => readonly Violation[];

type Check = (value: unknown, findings: Findings) => void;

/** @param schema Has no `schemaProblems`. */
export function compileSchema(schema: EventSchema): SchemaCheck {
  const check = checkOf(schema, "");
  return (value, gone = NONE_GONE) => {
    const findings = new Findings(gone);
    check(value, findings);
    return findings.all();
  };
}

const NOTHING: readonly Violation[] = [];
const NONE_GONE: ReadonlySet<string> = new Set();

/** What was found in one value so far. */
class Findings {
  #found: Map<string, Violation> | null = null;
  #tries: Map<string, number> | null = null;
  readonly #gone: ReadonlySet<string>;

  constructor(gone: ReadonlySet<string>) {
    this.#gone = gone;
  }

  tell(path: string, rule: SchemaRule, says: string): void {
    if (rule === "required" && this.#gone.has(path)) return;
    this.#found ??= new Map();
    if (!this.#isFull()) this.#found.set(`${rule} ${path}`, { path, rule, says });
  }

  /** Whether a pattern is still to be tried at a place, which is one try less for it: never where nothing more would be told. */
  takeTry(path: string): boolean {
    if (this.#isFull() || this.#found?.has(`pattern ${path}`) === true) return false;
    this.#tries ??= new Map();
    const tries = this.#tries.get(path) ?? 0;
    this.#tries.set(path, tries + 1);
    return tries < SCHEMA_LIMITS.patternItems;
  }

  all(): readonly Violation[] {
    return this.#found === null ? NOTHING : [...this.#found.values()];
  }

  #isFull(): boolean {
    return this.#found !== null && this.#found.size >= SCHEMA_LIMITS.violationsPerEvent;
  }
}

function checkOf(schema: EventSchema, path: string): Check {
  const checks = [
    typeCheck(schema, path),
    enumCheck(schema, path),
    objectCheck(schema, path),
    listCheck(schema, path),
    textCheck(schema, path),
    numberCheck(schema, path),
  ].filter((check) => check !== null);
  return (value, findings) => {
    for (const check of checks) check(value, findings);
  };
}

function typeCheck({ type }: EventSchema, path: string): Check | null {
  if (type === undefined) return null;
  const types = typeof type === "string" ? [type] : type;
  const tests = types.map((each) => IS_TYPE[each]);
  const wanted = types.map((each) => TYPE_WORDS[each]).join(" or ");
  return (value, findings) => {
    for (const isOfType of tests) if (isOfType(value)) return;
    findings.tell(path, "type", `must be ${wanted} and is ${TYPE_WORDS[typeOf(value)]}`);
  };
}

const IS_TYPE: Readonly<Record<SchemaType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  object: isRecord,
  array: Array.isArray,
  null: (value) => value === null,
};

const TYPE_WORDS: Readonly<Record<SchemaType, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  null: "null",
};

function typeOf(value: unknown): SchemaType {
  return SCHEMA_TYPES.find((type) => type !== "integer" && IS_TYPE[type](value)) ?? "object";
}

function enumCheck({ enum: allowed }: EventSchema, path: string): Check | null {
  if (allowed === undefined) return null;
  const known = new Set<unknown>(allowed);
  return (value, findings) => {
    if (!known.has(value)) findings.tell(path, "enum", `is none of the ${allowed.length} allowed values`);
  };
}

function objectCheck(
  { properties = {}, required = [], additionalProperties = true }: EventSchema,
  path: string,
): Check | null {
  const named = Object.entries(properties).map(
    ([name, schema]) => [name, checkOf(schema, placeOf(path, name))] as const,
  );
  if (named.length === 0 && required.length === 0 && additionalProperties) return null;
  // What an event takes along from its context no sender wrote among the properties.
  const isNamed = (name: string): boolean =>
    Object.hasOwn(properties, name) || (path === "" && isContextProperty(name));
  return (value, findings) => {
    if (!isRecord(value)) return;
    for (const [name, check] of named) if (Object.hasOwn(value, name)) check(value[name], findings);
    for (const name of required) {
      if (!Object.hasOwn(value, name)) findings.tell(placeOf(path, name), "required", "is missing");
    }
    if (!additionalProperties && Object.keys(value).some((name) => !isNamed(name))) {
      findings.tell(path, "additionalProperties", "has a field that the schema does not name");
    }
  };
}

function placeOf(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function listCheck({ items, minItems = 0, maxItems = Infinity }: EventSchema, path: string): Check | null {
  if (items === undefined && minItems === 0 && maxItems === Infinity) return null;
  const check = items === undefined ? null : checkOf(items, `${path}[]`);
  return (value, findings) => {
    if (!Array.isArray(value)) return;
    if (value.length < minItems) findings.tell(path, "minItems", `has fewer than ${minItems} entries`);
    if (value.length > maxItems) findings.tell(path, "maxItems", `has more than ${maxItems} entries`);
    if (check !== null) for (const item of value as readonly unknown[]) check(item, findings);
  };
}

function textCheck(schema: EventSchema, path: string): Check | null {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
  const isMeasured = minLength > 0 || maxLength < Infinity;
  if (!isMeasured && pattern === undefined && format === undefined) return null;
  const expression = pattern === undefined ? null : new RegExp(pattern, "u");
  return (value, findings) => {
    if (typeof value !== "string") return;
    if (isMeasured) {
      const length = characters(value);
      if (length < minLength) findings.tell(path, "minLength", `has fewer than ${minLength} characters`);
      if (length > maxLength) findings.tell(path, "maxLength", `has more than ${maxLength} characters`);
    }
    if (expression !== null && findings.takeTry(path) && !matches(expression, value)) {
      findings.tell(path, "pattern", `does not match ${pattern}`);
    }
    if (format !== undefined && !FORMATS[format](value)) findings.tell(path, "format", FORMAT_WORDS[format]);
  };
}

function matches(expression: RegExp, text: string): boolean {
  return text.length <= SCHEMA_LIMITS.patternTextChars && expression.test(text);
}

/** As JSON Schema counts: a pair of surrogates is one. */
function characters(text: string): number {
  let count = text.length;
  for (let at = 0; at + 1 < text.length; at++) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      count--;
      at++;
    }
  }
  return count;
}

const FORMATS: Readonly<Record<NonNullable<EventSchema["format"]>, (text: string) => boolean>> = {
  "date-time": (text) => parseIso(text) !== null,
  date: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && parseIso(text) !== null,
  email: isEmail,
};

const FORMAT_WORDS: Readonly<Record<NonNullable<EventSchema["format"]>, string>> = {
  "date-time": "is no ISO 8601 date",
  date: "is no date of the form 2026-03-01",
  email: "is no e-mail address",
};

const LONGEST_EMAIL = 254;

/** One @ with something before it and a name with a dot behind it. */
function isEmail(text: string): boolean {
  const [local, domain, more] = text.split("@", 3);
  if (local === undefined || domain === undefined || more !== undefined || text.length > LONGEST_EMAIL)
    return false;
  const labels = domain.split(".");
  return local !== "" && labels.length > 1 && !labels.includes("") && !/\s/.test(text);
}

function numberCheck(schema: EventSchema, path: string): Check | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum];
  if (bounds.every((bound) => bound === undefined)) return null;
  return (value, findings) => {
    if (typeof value !== "number") return;
    if (minimum !== undefined && value < minimum) findings.tell(path, "minimum", `is less than ${minimum}`);
    if (maximum !== undefined && value > maximum) findings.tell(path, "maximum", `is more than ${maximum}`);
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
      findings.tell(path, "exclusiveMinimum", `is not more than ${exclusiveMinimum}`);
    }
    if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) {
      findings.tell(path, "exclusiveMaximum", `is not less than ${exclusiveMaximum}`);
    }
  };
}
