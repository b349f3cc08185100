import {
  contextPropertyAt,
  CURRENCY_PROPERTY,
  isContextProperty,
  parseJson,
  readReservedTrait,
  sentAmount,
} from "@habitus/kernel";
import { type Keys, pointer, type TreeWarning } from "../check/problem.ts";
import { testsOf } from "../normalise/tests-of.ts";
import { isMet } from "../reference/filter.ts";
import { type Currencies, moneyWarnings } from "../money/mixed-currencies.ts";
import { printName, printText } from "../text/literals.ts";
import { isMeant } from "./activity.ts";
import type {
  Definition,
  EventChoice,
  EventName,
  PropertyPath,
  ThenStep,
  ValueComparison,
} from "../tree/definition.ts";
import { itemsAt } from "./items-at.ts";
import {
  dotted,
  isBelow,
  type Known,
  nearestName,
  ofAccounts,
  ofEvent,
  ofItems,
  ofTraits,
  quoted,
  sameName,
  writtenPath,
} from "./known.ts";
import { CODES, neverMeets, neverReads } from "./never-meets.ts";
import { standardEvent, standardEventNames } from "./standard-events.ts";
import type { KnownEvent, KnownProperty, Vocabulary } from "./vocabulary.ts";

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
  const ofItems = (event: EventName, property: PropertyPath): readonly string[] => {
    const said = events.flatMap(({ name, properties }) => {
      const items = isMeant(event, name) ? itemsAt(properties, property)?.items.properties : undefined;
      return items?.find(({ path }) => path.length === 1 && path[0] === CURRENCY_PROPERTY)?.values ?? [];
    });
    return [...new Set(said.flatMap(textOf).map((text) => text.toUpperCase()))];
  };
  return { own: currency, of, ofItems };
}

type Warn = (keys: Keys, code: string, message: string, written: string, suggestion?: string | null) => void;
type Look = { readonly vocabulary: Vocabulary; readonly warn: Warn };
type Part = Readonly<Record<string, unknown>>;

/**
 * Goes through the parts of a tree, whatever their kinds: what names an event has `event`, and all below it is about that
 * event. A comparison is judged by those who know its path and never gone into here, for what stands in it is about parts of values;
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
  judgeBeginning(node["event"], keys, look);
  if (node["kind"] === "property") judge(node, keys, ofEvent(about), look.warn);
  if (node["kind"] === "trait" && "test" in node) judge(node, keys, ofTraits(look.vocabulary), look.warn);
  if (node["kind"] === "trait" && !("test" in node) && isPath(node["path"])) {
    judgeRankedTrait(node["path"], keys, look);
  }
  if (node["kind"] === "accounts") {
    judgeWhere(node["where"], [...keys, "where"], ofAccounts(look.vocabulary), look.warn);
    return;
  }
  // Of measures, favourites and what ranks people for how much.
  if (isPath(node["property"])) judgeAggregate(node, keys, about, look.warn);
  if (node["kind"] === "sequence" && isPath(node["same"])) judgeSame(node, node["same"], keys, look);
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

/** "any event starting with "chekout_"": names of which nobody has sent any. */
function judgeBeginning(event: unknown, keys: Keys, { vocabulary, warn }: Look): void {
  if (typeof event !== "object" || event === null || !("startsWith" in event)) return;
  const start = String(event.startsWith);
  const names = vocabulary.events.map(({ name }) => name);
  const isKnown = [...names, ...standardEventNames()].some((name) => name.startsWith(start));
  // What the product itself writes begins with a sign of its own.
  if (!vocabulary.eventsClosed || isKnown || start.startsWith("$")) return;
  const beginnings = names.map((name) => name.slice(0, start.length));
  const near = nearestName(start, beginnings);
  const hint = near === null ? "" : `; did you mean ${printText(near)}?`;
  const message = `Nobody has sent an event whose name begins with ${printText(start)}${hint}`;
  warn(
    [...keys, "event"],
    "unknown_event",
    message,
    printText(start),
    near === null ? null : printText(near),
  );
}

/** "with same p": every step needs the property. */
function judgeSame(node: Part, path: PropertyPath, keys: Keys, { vocabulary, warn }: Look): void {
  const first = node["first"] as EventChoice;
  const following = node["following"] as readonly ThenStep[];
  const names = new Set([first, ...following.map((step) => step.event)].map(({ event }) => event));
  for (const name of names) {
    const known = ofEvent(vocabulary.events.find((event) => event.name === name) ?? null);
    if (known !== null && !isOfProduct(path, known)) find(path, known, [...keys, "same"], warn);
  }
}

function judge(node: Part, keys: Keys, known: Known | null, warn: Warn): void {
  const { path, test } = node;
  if (known === null || !isPath(path) || isOfProduct(path, known)) return;
  const comparison = test as ValueComparison;
  const property = find(path, known, [...keys, "path"], warn, comparison);
  if (property === null) return;
  const at = [...keys, "test"];
  const never = neverMeets(comparison, property, known);
  if (never !== null) {
    warn(at, never.code, never.message, writtenPath(path));
    return;
  }
  if (comparison.op === "items") {
    judgeWhere(comparison.where, [...at, "where"], ofItems(itemsAt([property], path), known), warn);
  } else judgeValues(comparison, property, known, at, warn);
}

/** What is asked of items or of accounts; the paths begin inside of each. */
function judgeWhere(where: unknown, keys: Keys, known: Known | null, warn: Warn): void {
  if (known === null || typeof where !== "object" || where === null) return;
  const node = where as Part;
  if (node["kind"] === "property") judge(node, keys, known, warn);
  const { of } = node;
  if (Array.isArray(of)) {
    for (const [index, each] of of.entries()) judgeWhere(each, [...keys, "of", index], known, warn);
  } else judgeWhere(of, [...keys, "of"], known, warn);
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
  const outside = ofEvent(event);
  const written = node["property"];
  if (outside === null || !isPath(written)) return;
  const found = itemsAt(outside.properties, written);
  const inItems = ofItems(found, outside);
  judgeWhere(node["items"], [...keys, "items"], inItems, warn);
  // A list itself is no value; of its items the path has to name something.
  const isInside = found !== null && inItems !== null && found.rest.length > 0;
  const known = isInside ? { ...inItems, prefix: found.list } : outside;
  const path = isInside ? found.rest : written;
  if (isInside && isOfProduct(path, known)) return;
  const property = find(path, known, [...keys, "property"], warn);
  const isText = node["kind"] === "favourite" || node["of"] === "distinct count";
  const wanted = isText ? "text" : "number";
  if (property === null || property.readings.includes(wanted)) return;
  warn([...keys, "property"], CODES[wanted], neverReads(path, wanted, known), writtenPath(written));
}

/** @param test what it is asked. */
function find(
  path: PropertyPath,
  known: Known,
  keys: Keys,
  warn: Warn,
  test: ValueComparison | null = null,
): KnownProperty | null {
  const id = JSON.stringify(path);
  const property = known.properties.find((each) => JSON.stringify(each.path) === id);
  if (property !== undefined) return property;
  const list = known.properties.find((each) => isListAlone(each, known) && isBelow(path, each.path));
  if (list !== undefined) {
    const rest = path.slice(list.path.length);
    const asked = `any item of ${writtenPath(list.path)} (where ${writtenPath(rest)} ...)`;
    const message = `${quoted(dotted(list.path))} is a list${known.owner === "" ? "" : ` in ${known.among}`}: what lies in it is asked of its items, ${quoted(asked)}`;
    warn(keys, "path_into_list", message, writtenPath(path));
    return null;
  }
  // What lies inside of deep objects is not looked into.
  const isInside = known.properties.some((each) => each.readings.length === 0 && isBelow(path, each.path));
  if (!known.closed || isInside || mayYetCome(path, known)) return null;
  const isSent = known.properties.some((each) => each.path[0] === path[0]);
  const context = known.event === null || isSent ? null : inContext(path);
  if (context !== null) {
    const message = `${quoted(dotted(path))} is not among the properties of ${known.among}: what the context says has names of its own; did you mean ${quoted(context)}?`;
    warn(keys, "context_is_no_property", message, writtenPath(path), context);
    return null;
  }
  const did = didMeant(path, known);
  if (did !== null) {
    const message = `${quoted(dotted(path))} is not among ${known.among}, but it is an event that was: an event is said with \`did\`; did you mean ${quoted(did)}?`;
    warn(keys, "unknown_trait", message, writtenPath(path), isWhenDone(test) ? did : null);
    return null;
  }
  const meant = nearestProperty(path, known);
  const message = `${quoted(dotted(path))} is not among ${known.owner === "" ? known.among : `the ${known.are} of ${known.among}`}`;
  const hint = meant === undefined ? "" : `; did you mean ${quoted(dotted(meant.path))}?`;
  const suggestion = meant === undefined ? null : writtenPath([...known.prefix, ...meant.path]);
  const code = known.are === "traits" ? "unknown_trait" : "unknown_property";
  warn(keys, code, message + hint, writtenPath([...known.prefix, ...path]), suggestion);
  return null;
}

/** How people who write of a person's traits may begin: the language names the trait alone. */
const OF_A_PERSON: ReadonlySet<string> = new Set(["traits", "trait", "person", "user", "profile"]);

function nearestProperty(path: PropertyPath, { properties, are }: Known): KnownProperty | undefined {
  const names = properties.map((each) => dotted(each.path));
  const [first = "", ...rest] = path;
  const own = are === "traits" && OF_A_PERSON.has(first.toLowerCase()) ? dotted(rest) : null;
  const near = own !== null && names.includes(own) ? own : nearestName(dotted(path), names);
  return properties.find((each) => dotted(each.path) === near);
}

/** The name of a trait that nobody sent may be that of an event, `refund in last 3 days`. */
function didMeant([name = "", ...more]: PropertyPath, { events }: Known): string | null {
  const event = more.length > 0 ? null : sameName(name, events);
  return event === null ? null : `did ${printName(event)}`;
}

/** Whether what is asked of a date could be asked of an event in the same words. */
function isWhenDone(test: ValueComparison | null): boolean {
  if (test?.op !== "when") return false;
  return ["last", "between", "older", "this", "previous", "calendar"].includes(test.window.kind);
}

/** What an event carries where there is something to say, as `machine`, is no mistake while it was not sent. */
function mayYetCome([first, ...more]: PropertyPath, { event, inItems }: Known): boolean {
  // Amounts are taken along from when the workspace has a currency, and their rate.
  if ((event !== null || inItems) && sentAmount(more.at(-1) ?? first ?? "") !== null) return true;
  const known = event === null ? null : standardEvent(event);
  return more.length === 0 && known !== null && known.properties.some(({ name }) => name === first);
}

/** How a definition names what it looks for in the context, where no property of the event is called so. */
function inContext([first, ...path]: PropertyPath): string | null {
  return first === "context" ? contextPropertyAt(path) : null;
}

/** Whether all that was seen there were lists. */
function isListAlone({ path, items, readings }: KnownProperty, { properties }: Known): boolean {
  const isElse = readings.length > 0 || properties.some((other) => isBelow(other.path, path));
  return items !== undefined && !isElse;
}

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
  if (property.values.some((value) => isMet(tests, parseJson(value)))) return;
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

function textOf(value: string): readonly string[] {
  const read = parseJson(value);
  return typeof read === "string" ? [read] : [];
}
