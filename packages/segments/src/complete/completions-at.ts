import { occasionKeyOf } from "../occasions/occasions.ts";
import type { Stack } from "@lezer/lr";
import { convertedAmount, parseJson, sentAmount } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import { printName, printText } from "../text/literals.ts";
import { expectedAt } from "../text/expected.ts";
import { stacksBehind } from "../text/syntax.ts";
import type { PropertyPath } from "../tree/definition.ts";
import { standardEvent, standardEventNames } from "../vocabulary/standard-events.ts";
import { beginsWith, withItems } from "../vocabulary/items-at.ts";
import { notLookedAt, propertiesOf } from "../vocabulary/owner.ts";
import type { KnownName, KnownProperty, Vocabulary } from "../vocabulary/vocabulary.ts";
import { cursorAt } from "./cursor.ts";
import { phrasesAt } from "./phrases-at.ts";
import { type Role, roleBehind } from "./role.ts";

export type CompletionKind =
  | "keyword"
  | "event"
  | "property"
  | "trait"
  | "value"
  | "segment"
  | "list"
  | "group"
  | "account"
  | "computed"
  | "occasion";

export type Completion = {
  readonly kind: CompletionKind;
  /** To show. */
  readonly label: string;
  /** To write in the place of what stands from here up to `to`. */
  readonly insert: string;
  readonly from: number;
  /** What the product knows it to be. */
  readonly what?: string;
};

export type Completions = {
  readonly to: number;
  /** The likeliest first. */
  readonly items: readonly Completion[];
  /** What an account is sought by, where one could stand: there are too many to list, so who asks looks for them and asks again. */
  readonly soughtAccount: string | null;
  /** An event whose properties or values could stand there and that was too rare to be looked at, so who asks looks at it and asks again. */
  readonly soughtEvent: string | null;
};

type Offer = Omit<Completion, "from">;

const NONE: readonly Offer[] = [];

/** What could stand at a place in a definition that is being written: words of the language and names of the workspace. */
export function completionsAt(text: string, at: number, vocabulary: Vocabulary): Completions {
  const cursor = cursorAt(text, at);
  if (cursor === null) return { to: at, items: [], soughtAccount: null, soughtEvent: null };
  const { before, to } = cursor;
  const stacks = stacksAt(before);
  const role = stacks.length === 0 ? null : roleBehind(before, stacks, cursor.isQuoted);
  // A bare name of an event may have several words, of which the cursor stands in the last.
  const nameFrom =
    role?.kind === "event" && !cursor.isQuoted ? Math.min(role.from, cursor.from) : cursor.from;
  const typed = text.slice(nameFrom, at).replace(/^"/, "");
  const placed = (from: number) => (offer: Offer) => ({ ...offer, from });
  const names = (role === null ? NONE : matching(namesOf(role, vocabulary), typed)).map(placed(nameFrom));
  const standard = (role === null ? NONE : beginning(standardOf(role, typed, vocabulary), typed)).map(
    placed(nameFrom),
  );
  const words = (cursor.isQuoted ? NONE : matching(keywordsAt(before, stacks), cursor.typed)).map(
    placed(cursor.from),
  );
  // Where everything is open, the words that begin a condition say more than a list of traits.
  const wordsFirst = role?.kind === "property" && role.of === "traits" && isOutermost(role) && typed === "";
  const items = wordsFirst ? [...words, ...names] : [...names, ...words, ...standard];
  const isNew = ({ from, insert }: Completion): boolean => insert !== text.slice(from, to);
  return {
    to,
    items: items.filter(isNew).slice(0, LIMITS.completions),
    soughtAccount: role?.kind === "account" ? typed : null,
    soughtEvent: role?.kind === "property" || role?.kind === "value" ? notLookedAt(role, vocabulary) : null,
  };
}

function stacksAt(before: string): readonly Stack[] {
  return stacksBehind(before).filter((stack) => isBehind(stack, before));
}

/** Whether the parser got as far as the cursor: what is wrong before it cannot be completed behind. */
function isBehind(stack: Stack, before: string): boolean {
  return (
    before
      .slice(stack.pos)
      .replace(/--[^\n]*/g, "")
      .trim() === ""
  );
}

/** Signs are typed faster than chosen, and a token is described by words that are none of the sentence. */
const NO_WORD = /^(?:an? |text |[=(),.])/;
const COMPARISONS = "=, !=, <, <=, > or >=";

function keywordsAt(before: string, stacks: readonly Stack[]): readonly Offer[] {
  const expected = new Set(stacks.flatMap((stack) => expectedAt(before, stack)));
  const signs = expected.has(COMPARISONS) ? [">=", "<=", "="] : [];
  const words = [...expected].filter((word) => !NO_WORD.test(word)).map((word) => inNumber(word, before));
  const { begun, whole } = phrasesAt(before, (text) => (text === before ? stacks : stacksAt(text)));
  return [...new Set([...begun, ...words, ...whole, ...signs])].map((word) => ({
    kind: "keyword",
    label: word,
    insert: word,
  }));
}

const ONE_OF = /(?:(?<![\p{L}\p{N}_$-])(?:this|previous|next)|(?<![\d.,:-])1(?:\s+calendar)?)\s+$/iu;
const PLURAL = /^(?:second|minute|hour|day|week|month|year|time|item|mile|session)s$/;

/** Units are expected in the plural, and written in the singular behind `1` and `this`. */
function inNumber(word: string, before: string): string {
  return PLURAL.test(word) && ONE_OF.test(before) ? word.slice(0, -1) : word;
}

function namesOf(role: Role, vocabulary: Vocabulary): readonly Offer[] {
  switch (role.kind) {
    case "event":
      return vocabulary.events
        .filter(({ name }) => !name.startsWith("$"))
        .map(({ name }) => named("event", name));
    case "property": {
      const known = propertiesOf(role, vocabulary);
      const all = role.intoLists === true ? withItems(known) : known;
      const kind = role.of === "events" ? "property" : "trait";
      return keysBelow(kind, all, role.above).map((offer) => explained(offer, role.event, vocabulary));
    }
    case "value":
      return valuesOf(propertiesOf(role, vocabulary), role.path);
    case "list":
      return vocabulary.lists.map((list) => referred("list", list));
    case "group":
      return vocabulary.groups.map((group) => referred("group", group));
    case "account":
      return (vocabulary.accounts ?? []).map((account) => referred("account", account));
    case "computed":
      return (vocabulary.computed ?? []).map((trait) => referred("computed", trait));
    case "occasion":
      return vocabulary.occasions.map(({ name }) => ({
        kind: "occasion",
        label: name,
        insert: printText(name),
      }));
    case "country":
      return countriesOf(role.occasion, vocabulary);
    case "segment":
      return vocabulary.segments.map((segment) => referred("segment", segment));
  }
}

/**
 * What nobody has sent but the product knows by name: the properties behind those that were seen, and events where what is typed begins
 * none of the workspace's own.
 */
function standardOf(role: Role, typed: string, vocabulary: Vocabulary): readonly Offer[] {
  const { events } = vocabulary;
  if (role.kind === "event") {
    if (matching(namesOf(role, vocabulary), typed).length > 0) return NONE;
    const seen = new Set(events.map(({ name }) => name));
    return standardEventNames()
      .filter((name) => !seen.has(name))
      .map((name) => named("event", name));
  }
  if (role.kind !== "property" || role.event === null || !isOutermost(role)) return NONE;
  const seen = new Set(propertiesOf(role, vocabulary).map(({ path: [first = ""] }) => first));
  const standard = (standardEvent(role.event)?.properties ?? []).map(({ name }) => name);
  return [...standard, ...amountsOf([...standard, ...seen], vocabulary)]
    .filter((name) => !seen.has(name))
    .map((name) => explained(named("property", name), role.event, vocabulary));
}

/** Amounts that events take along from now on, whether or not one came yet. */
function amountsOf(names: readonly string[], { currency = null }: Vocabulary): readonly string[] {
  return currency === null ? [] : [...new Set(names)].flatMap((name) => convertedAmount(name) ?? []);
}

function explained(offer: Offer, event: string | null, { currency = null }: Vocabulary): Offer {
  const sent = sentAmount(offer.label);
  const standard = event === null ? undefined : standardEvent(event)?.properties;
  const what =
    sent === null
      ? standard?.find(({ name }) => name === offer.label)?.what
      : `${sent} in ${currency ?? "the workspace's currency"}`;
  return what === undefined ? offer : { ...offer, what };
}

function countriesOf(occasion: string | null, { occasions }: Vocabulary): readonly Offer[] {
  const key = occasion === null ? null : occasionKeyOf(occasion);
  const countries = occasions.find(({ name }) => occasionKeyOf(name) === key)?.countries ?? [];
  return countries.map((country) => ({ kind: "value", label: country, insert: printText(country) }));
}

function named(kind: CompletionKind, name: string): Offer {
  return { kind, label: name, insert: printName(name) };
}

function referred(kind: CompletionKind, { key, name }: KnownName): Offer {
  return { kind, label: key === name ? key : `${key} (${name})`, insert: printName(key) };
}

/** Whether it is the first key, and of no item. */
function isOutermost({ above, lists }: Extract<Role, { readonly kind: "property" }>): boolean {
  return above.length === 0 && lists.length === 0;
}

/** The next keys of paths that begin with `above`. */
function keysBelow(
  kind: CompletionKind,
  properties: readonly KnownProperty[],
  above: PropertyPath,
): readonly Offer[] {
  const keys = properties
    .filter(({ path }) => path.length > above.length && beginsWith(path, above))
    .map(({ path }) => path[above.length] ?? "");
  return [...new Set(keys)].map((key) => named(kind, key));
}

function valuesOf(properties: readonly KnownProperty[], path: PropertyPath): readonly Offer[] {
  const id = JSON.stringify(path);
  const values = properties.find((property) => JSON.stringify(property.path) === id)?.values ?? [];
  return values.map((value) => {
    const read = parseJson(value);
    // Other values stand in a sentence as they do in JSON.
    return typeof read === "string"
      ? { kind: "value", label: read, insert: printText(read) }
      : { kind: "value", label: value, insert: value };
  });
}

/** Of what nobody has sent only what has a word that begins so. */
function beginning(items: readonly Offer[], typed: string): readonly Offer[] {
  const wanted = typed.toLowerCase();
  return matching(items, typed).filter(({ label }) =>
    label
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .some((_, index, words) => words.slice(index).join(" ").startsWith(wanted)),
  );
}

/** What begins with the typed letters, then what has a word that does, then what holds them. */
function matching(items: readonly Offer[], typed: string): readonly Offer[] {
  const wanted = typed.toLowerCase().replace(/\s+/g, " ");
  if (wanted === "") return items;
  const rank = ({ label }: Offer): number => {
    const at = label.toLowerCase().indexOf(wanted);
    if (at <= 0) return at < 0 ? 3 : 0;
    return /[\p{L}\p{N}]/u.test(label.charAt(at - 1)) ? 2 : 1;
  };
  return items
    .map((item) => ({ item, rank: rank(item) }))
    .filter((each) => each.rank < 3 && (each.item.kind !== "keyword" || each.rank === 0))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
