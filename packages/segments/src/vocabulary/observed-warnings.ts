import {
  contextPropertyAt,
  isContextProperty,
  parseJson,
  readReservedTrait,
  sentAmount,
  unreachable,
} from "@habitus/kernel";
import { type Keys, pointer, type TreeWarning } from "../check/problem.ts";
import { type Tests, testsOf } from "../normalise/tests-of.ts";
import { passes } from "../reference/filter.ts";
import { type Currencies, moneyWarnings } from "../money/mixed-currencies.ts";
import { printName, printText } from "../text/literals.ts";
import { nearestWord } from "../text/near-word.ts";
import { isMeant } from "./activity.ts";
import type { Definition, PropertyPath, ValueComparison } from "../tree/definition.ts";
import { standardEvent } from "./standard-events.ts";
import type { KnownEvent, KnownProperty, Reading, Vocabulary } from "./vocabulary.ts";

/** A warning, and how what it is about is written in a sentence; `suggestion` is what to write in its place. */
export type ObservedWarning = TreeWarning & { readonly written: string };

/** Fewer values than this say little about those that were not seen. */
const TELLING = 20;

/**
 * What a definition asks for that nobody has sent: events and properties that are not there, and comparisons that nothing seen
 * so far could meet. Whatever has not been looked at is not warned of.
 */
export function observedWarnings(definition: Definition, vocabulary: Vocabulary): readonly ObservedWarning[] {
  const warnings: ObservedWarning[] = [];
  const warn: Warn = (keys, code, message, written, suggestion = null) => {
    warnings.push({ code, message, path: pointer(keys), written, suggestion });
  };
  lookAt(definition.condition, ["condition"], null, { vocabulary, warn });
  return [...warnings, ...moneyWarnings(definition, currenciesIn(vocabulary))];
}

function currenciesIn({ events, currency = null }: Vocabulary): Currencies {
  const of: Currencies["of"] = (event) =>
    events.flatMap(({ name, currencies }) => (isMeant(event, name) ? (currencies ?? []) : []));
  return { own: currency, of };
}

type Warn = (keys: Keys, code: string, message: string, written: string, suggestion?: string | null) => void;
type Look = { readonly vocabulary: Vocabulary; readonly warn: Warn };
type Part = Readonly<Record<string, unknown>>;

/**
 * Goes through the parts of a tree, whatever their kinds: what names an event has `event`, and all below it is about that
 * event. A comparison is judged by those who know its path and never gone into, for what stands in it is about parts of values;
 * so is what an aggregate asks of items.
 */
function lookAt(part: unknown, keys: Keys, event: KnownEvent | null, look: Look): void {
  if (Array.isArray(part)) {
    for (const [index, each] of part.entries()) lookAt(each, [...keys, index], event, look);
    return;
  }
  if (typeof part !== "object" || part === null) return;
  const node = part as Part;
  const about = "event" in node && typeof node["event"] === "string" ? eventOf(node, keys, look) : event;
  if (node["kind"] === "property") judge(node, keys, ofEvent(about), look.warn);
  if (node["kind"] === "trait" && "test" in node) judge(node, keys, ofTraits(look.vocabulary), look.warn);
  if (node["kind"] === "trait" && !("test" in node) && isPath(node["path"])) {
    judgeRankedTrait(node["path"], keys, look);
  }
  if ((node["kind"] === "aggregate" || node["kind"] === "favourite") && isPath(node["property"])) {
    judgeAggregate(node, keys, about, look.warn);
  }
  for (const [key, each] of Object.entries(node)) {
    if (key !== "test" && key !== "items") lookAt(each, [...keys, key], about, look);
  }
}

function isPath(value: unknown): value is PropertyPath {
  return Array.isArray(value) && value.every((key) => typeof key === "string");
}

function eventOf(node: Part, keys: Keys, { vocabulary, warn }: Look): KnownEvent | null {
  const name = String(node["event"]);
  const known = vocabulary.events.find((event) => event.name === name);
  if (known === undefined && vocabulary.eventsClosed) {
    const isStandard = standardEvent(name) !== null;
    const names = vocabulary.events.map((event) => event.name);
    // What the product knows by its name is no slip of the pen.
    const near = isStandard ? sameName(name, names) : nearestName(name, names);
    const yet = isStandard ? " yet" : "";
    const message = `Nobody has sent ${quoted(name)}${yet}${near === null ? "" : `; did you mean ${quoted(near)}?`}`;
    warn(
      [...keys, "event"],
      "unknown_event",
      message,
      printName(name),
      near === null ? null : printName(near),
    );
  }
  return known ?? null;
}

/** The same name in other letter case or with other separators is nearer than any word. */
function nearestName(name: string, names: readonly string[]): string | null {
  return sameName(name, names) ?? nearestWord(name, names);
}

function sameName(name: string, names: readonly string[]): string | null {
  const plain = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, "");
  return names.find((each) => plain(each) === plain(name)) ?? null;
}

/** What is known about the values that a comparison can meet. */
type Known = {
  readonly properties: readonly KnownProperty[];
  readonly closed: boolean;
  /** Whose properties they are; null of traits. */
  readonly event: string | null;
  /** Behind the name of a property: whose it is. */
  readonly owner: string;
  /** Among what it was looked for, as the end of a sentence. */
  readonly among: string;
};

function ofEvent(event: KnownEvent | null): Known | null {
  if (event === null || event.looked === 0) return null;
  const { properties, closed, name, looked } = event;
  const among = looked === 1 ? `the only ${quoted(name)}` : `the newest ${looked} ${quoted(name)}`;
  return { properties, closed, event: name, owner: ` of ${quoted(name)}`, among };
}

function ofTraits({ traits, traitsClosed }: Vocabulary): Known {
  return {
    properties: traits,
    closed: traitsClosed,
    event: null,
    owner: "",
    among: "the traits that were sent",
  };
}

function judge(node: Part, keys: Keys, known: Known | null, warn: Warn): void {
  const { path, test } = node;
  if (known === null || !isPath(path) || isOfProduct(path, known)) return;
  const property = find(path, known, [...keys, "path"], warn);
  if (property === null) return;
  const at = [...keys, "test"];
  const comparison = test as ValueComparison;
  const wanted = wantedReading(comparison);
  if (wanted !== null && !property.readings.includes(wanted)) {
    warn(at, CODES[wanted], neverReads(path, wanted, known), writtenPath(path));
    return;
  }
  judgeValues(comparison, property, known, at, warn);
}

/** Names that the product gives, but for answers, benefits and what events take along from their context: of these what may be said is known. */
function isOfProduct([name = ""]: PropertyPath, { event }: Known): boolean {
  if (event !== null && isContextProperty(name)) return false;
  const kind = name.startsWith("$") ? readReservedTrait(name)?.kind : "answer";
  return kind !== "answer" && kind !== "benefit" && kind !== "second benefit";
}

/** People are ranked by numbers. */
function judgeRankedTrait(path: PropertyPath, keys: Keys, { vocabulary, warn }: Look): void {
  const known = ofTraits(vocabulary);
  const property = find(path, known, [...keys, "path"], warn);
  if (property === null || property.readings.includes("number")) return;
  warn([...keys, "path"], CODES["number"], neverReads(path, "number", known), writtenPath(path));
}

function judgeAggregate(node: Part, keys: Keys, event: KnownEvent | null, warn: Warn): void {
  const known = ofEvent(event);
  const path = node["property"];
  if (known === null || !isPath(path)) return;
  const property = find(path, known, [...keys, "property"], warn);
  const isText = node["kind"] === "favourite" || node["of"] === "distinct count";
  const wanted = isText ? "text" : "number";
  if (property === null || property.readings.includes(wanted)) return;
  warn([...keys, "property"], CODES[wanted], neverReads(path, wanted, known), writtenPath(path));
}

function find(path: PropertyPath, known: Known, keys: Keys, warn: Warn): KnownProperty | null {
  const id = JSON.stringify(path);
  const property = known.properties.find((each) => JSON.stringify(each.path) === id);
  if (property !== undefined) return property;
  // What lies inside of lists and deep objects is not looked into.
  const isInside = known.properties.some((each) => each.readings.length === 0 && isBelow(path, each.path));
  if (!known.closed || isInside || mayYetCome(path, known)) return null;
  const isSent = known.properties.some((each) => each.path[0] === path[0]);
  const context = known.event === null || isSent ? null : inContext(path);
  if (context !== null) {
    const message = `${quoted(dotted(path))} is not among the properties of ${known.among}: what the context says has names of its own; did you mean ${quoted(context)}?`;
    warn(keys, "context_is_no_property", message, writtenPath(path), context);
    return null;
  }
  const near = nearestName(
    dotted(path),
    known.properties.map((each) => dotted(each.path)),
  );
  const meant = known.properties.find((each) => dotted(each.path) === near);
  const message = `${quoted(dotted(path))} is not among ${known.owner === "" ? known.among : `the properties of ${known.among}`}`;
  const hint = meant === undefined ? "" : `; did you mean ${quoted(dotted(meant.path))}?`;
  const suggestion = meant === undefined ? null : writtenPath(meant.path);
  const code = known.owner === "" ? "unknown_trait" : "unknown_property";
  warn(keys, code, message + hint, writtenPath(path), suggestion);
  return null;
}

/** What an event carries where there is something to say, as `machine`, is no mistake while it was not sent. */
function mayYetCome([first, ...more]: PropertyPath, { event }: Known): boolean {
  // Amounts are taken along from when the workspace has a currency, and their rate.
  if (event !== null && sentAmount(more.at(-1) ?? first ?? "") !== null) return true;
  const known = event === null ? null : standardEvent(event);
  return more.length === 0 && known !== null && known.properties.some(({ name }) => name === first);
}

/** How a definition names what it looks for in the context, where no property of the event is called so. */
function inContext([first, ...path]: PropertyPath): string | null {
  return first === "context" ? contextPropertyAt(path) : null;
}

function isBelow(path: PropertyPath, above: PropertyPath): boolean {
  return path.length > above.length && above.every((key, index) => path[index] === key);
}

const CODES: Readonly<Record<Reading, string>> = {
  text: "never_a_text",
  number: "never_a_number",
  time: "never_a_time",
  boolean: "never_a_boolean",
};
const NOUNS: Readonly<Record<Reading, string>> = {
  text: "a single value",
  number: "a number",
  time: "a time",
  boolean: "true or false",
};

function neverReads(path: PropertyPath, wanted: Reading, { owner, among }: Known): string {
  const place = owner === "" ? "" : ` in ${among}`;
  return `${quoted(dotted(path))} is never ${NOUNS[wanted]}${place}, so no comparison with one can hold`;
}

/** As what a comparison reads the value; null when several would do or nothing is asked. */
function wantedReading(test: ValueComparison): Reading | null {
  switch (test.op) {
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "between":
      return "number";
    case "before":
    case "after":
    case "on or before":
    case "on or after":
    case "when":
    case "anniversary":
    case "from event":
      return "time";
    case "contains":
    case "starts with":
    case "ends with":
    case "matches":
      return "text";
    case "is":
      return LITERAL_READINGS[test.value.kind];
    case "in":
    case "exists":
    case "near":
    case "includes":
    case "items":
    // What a value once was need not be what is seen now.
    case "held":
    case "changed":
      return null;
    default:
      return unreachable(test);
  }
}

const LITERAL_READINGS = {
  text: "text",
  number: "number",
  percent: "number",
  date: "time",
  boolean: "boolean",
} as const;

/** Where all values are known, whether one of them meets the comparison. */
function judgeValues(
  test: ValueComparison,
  property: KnownProperty,
  { among, owner }: Known,
  keys: Keys,
  warn: Warn,
): void {
  const isSure = property.closed && property.seen >= TELLING && property.values.length > 0;
  if (!isSure || !JUDGED.has(test.op)) return;
  const tests = testsOf(test);
  if (property.values.some((value) => holds(tests, value))) return;
  const place = owner === "" ? "" : ` in ${among}`;
  const seen = property.values.slice(0, 5).join(", ") + (property.values.length > 5 ? ", ..." : "");
  const values = `${quoted(dotted(property.path))} has only been ${seen}${place}`;
  const literal = test.op === "is" && test.value.kind === "text" ? test.value.value : null;
  const near = literal === null ? null : nearestName(literal, property.values.flatMap(textOf));
  const hint = near === null ? "none of them meets this" : `did you mean ${printText(near)}?`;
  const written = literal === null ? writtenPath(property.path) : printText(literal);
  warn(keys, "value_never_seen", `${values}; ${hint}`, written, near === null ? null : printText(near));
}

/** Numbers are compared with bounds that nobody has reached yet; what is written as a value is expected to be there. */
const JUDGED: ReadonlySet<string> = new Set<ValueComparison["op"]>([
  "is",
  "in",
  "contains",
  "starts with",
  "ends with",
  "matches",
]);

function holds(tests: Tests, value: string): boolean {
  switch (tests.kind) {
    case "test":
      return passes(tests.test, parseJson(value), null);
    case "and":
      return tests.of.every((each) => holds(each, value));
    case "or":
      return tests.of.some((each) => holds(each, value));
  }
}

function textOf(value: string): readonly string[] {
  const read = parseJson(value);
  return typeof read === "string" ? [read] : [];
}

function dotted(path: PropertyPath): string {
  return path.join(".");
}

function writtenPath(path: PropertyPath): string {
  return path.map(printName).join(".");
}

function quoted(text: string): string {
  return `\`${text}\``;
}
