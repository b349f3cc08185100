import { printName } from "../text/literals.ts";
import { nearestWord } from "../text/near-word.ts";
import type { PropertyPath } from "../tree/definition.ts";
import { beginsWith, type ItemsFound } from "./items-at.ts";
import type { KnownEvent, KnownProperty, Vocabulary } from "./vocabulary.ts";

/** The same name in other letter case or with other separators is nearer than any word. */
export function nearestName(name: string, names: readonly string[]): string | null {
  return sameName(name, names) ?? nearestWord(name, names);
}

export function sameName(name: string, names: readonly string[]): string | null {
  const plain = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, "");
  return names.find((each) => plain(each) === plain(name)) ?? null;
}

/** What is known about the values that a comparison can meet. */
export type Known = {
  readonly properties: readonly KnownProperty[];
  readonly closed: boolean;
  /** Whose properties they are; null of traits and of what lies in items. */
  readonly event: string | null;
  /** In the items of a list. */
  readonly inItems: boolean;
  /** What stands before a path where it is written whole. */
  readonly prefix: PropertyPath;
  readonly are: "properties" | "traits";
  /** Behind the name of a property: whose it is. */
  readonly owner: string;
  /** Among what it was looked for, as the end of a sentence. */
  readonly among: string;
  /** What could have been meant by the name of a trait: those that were sent. */
  readonly events: readonly string[];
};

const OUTSIDE = { inItems: false, prefix: [] } as const;

export function ofEvent(event: KnownEvent | null): Known | null {
  if (event === null || event.looked === 0) return null;
  const { properties, closed, name, looked } = event;
  const among = looked === 1 ? `the only ${quoted(name)}` : `the newest ${looked} ${quoted(name)}`;
  return {
    properties,
    closed,
    event: name,
    ...OUTSIDE,
    are: "properties",
    owner: ` of ${quoted(name)}`,
    among,
    events: [],
  };
}

export function ofTraits({ traits, traitsClosed, events }: Vocabulary): Known {
  return {
    properties: traits,
    closed: traitsClosed,
    event: null,
    ...OUTSIDE,
    are: "traits",
    owner: "",
    among: "the traits that were sent",
    events: events.map(({ name }) => name),
  };
}

/** Of accounts; null while none was looked at. */
export function ofAccounts({ accountTraits = [], accountsSeen }: Vocabulary): Known | null {
  if (accountsSeen === undefined || accountsSeen.looked === 0) return null;
  const { looked, closed } = accountsSeen;
  return {
    properties: accountTraits,
    closed,
    event: null,
    ...OUTSIDE,
    are: "traits",
    owner: " of accounts",
    among: looked === 1 ? "the only account" : `${looked} accounts`,
    events: [],
  };
}

/** Of the items of a list; null where no list was seen there. */
export function ofItems(found: ItemsFound | null, { among, owner }: Known): Known | null {
  if (found === null) return null;
  const { list, items } = found;
  const whose = `the items of ${quoted(dotted(list))}`;
  return {
    properties: items.properties,
    closed: items.closed,
    event: null,
    inItems: true,
    prefix: [],
    are: "properties",
    owner: ` of ${whose}`,
    among: owner === "" ? whose : `${whose} in ${among}`,
    events: [],
  };
}

export function isBelow(path: PropertyPath, above: PropertyPath): boolean {
  return path.length > above.length && beginsWith(path, above);
}

export function dotted(path: PropertyPath): string {
  return path.join(".");
}

export function writtenPath(path: PropertyPath): string {
  return path.map(printName).join(".");
}

export function quoted(text: string): string {
  return `\`${text}\``;
}
