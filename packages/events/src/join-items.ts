import { ITEM_PROPERTY } from "@habitus/kernel";
import { JsonScanner, type Member, memberSpans, withTexts } from "./json-scan.ts";
import { idInJson } from "./said-ids.ts";

/** Where events name items. */
export type ItemNaming = {
  /** Properties that may hold an item's id; the first that is there counts. */
  readonly idProperties: readonly string[];
  /** Properties that hold lists of items, which name themselves in the same way. */
  readonly lists: readonly string[];
};

/** What the catalogue says of an item: a JSON object text that is not empty, and how long it is in UTF-8. */
export type ItemText = { readonly text: string; readonly bytes: number };

export type JoinedItems = {
  /** The properties with what was found; else as they were, byte for byte. */
  readonly properties: string;
  readonly bytes: number;
  readonly joined: number;
  /** Items that are named, and not in the catalogue. */
  readonly unknown: number;
  /** Items that are in it and did not fit into the room. */
  readonly left: number;
};

const AROUND = `,"${ITEM_PROPERTY}":`;
const OPEN_OBJECT = 0x7b;
const OPEN_LIST = 0x5b;

/**
 * Puts what the catalogue says of the items that properties name beside their names, under `ITEM_PROPERTY`.
 * @param properties A JSON object text without such a property.
 * @param room Bytes that may be added; what does not fit is left out, in the order in which items are named.
 */
export function joinItems(
  properties: string,
  naming: ItemNaming,
  itemText: (id: string) => ItemText | null,
  room: number,
): JoinedItems {
  const found = { joined: 0, unknown: 0, left: 0, bytes: 0 };
  const put: { readonly at: number; readonly text: string }[] = [];
  const lookUp = (object: NamedObject): void => {
    const id = idOf(properties, object.members, naming.idProperties);
    if (id === null) return;
    const item = itemText(id);
    if (item === null) found.unknown++;
    else if (found.bytes + item.bytes + AROUND.length > room) found.left++;
    else {
      found.joined++;
      found.bytes += item.bytes + AROUND.length;
      put.push({ at: object.to - 1, text: AROUND + item.text });
    }
  };
  for (const object of namedObjects(properties, naming)) lookUp(object);
  return { properties: withTexts(properties, put), ...found };
}

type NamedObject = { readonly members: readonly Member[]; readonly to: number };

/** The items of lists in the order written, then the properties themselves: so the places where they end ascend. */
function* namedObjects(properties: string, { idProperties, lists }: ItemNaming): Generator<NamedObject> {
  // A key that is written with an escape cannot be seen so; then each is looked at.
  const isNamed = idProperties.some((name) => properties.includes(`"${name}"`)) || properties.includes("\\");
  if (!isNamed) return;
  const members = memberSpans(properties);
  for (const { key, value } of members) {
    if (!lists.includes(key) || properties.charCodeAt(value.from) !== OPEN_LIST) continue;
    const scanner = new JsonScanner(properties, value.from);
    while (scanner.nextItem()) {
      const from = scanner.at;
      scanner.skipValue();
      if (properties.charCodeAt(from) === OPEN_OBJECT) {
        yield { members: memberSpans(properties, from), to: scanner.at };
      }
    }
  }
  yield { members, to: properties.lastIndexOf("}") + 1 };
}

/** Text, or a whole number as it was written. */
function idOf(text: string, members: readonly Member[], names: readonly string[]): string | null {
  for (const name of names) {
    const value = members.findLast(({ key }) => key === name)?.value;
    if (value === undefined) continue;
    const id = idInJson(text.slice(value.from, value.to));
    if (id !== null) return id;
  }
  return null;
}
