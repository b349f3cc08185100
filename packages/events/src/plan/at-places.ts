import { itemSpans } from "../json-scan.ts";
import { withMembers } from "./with-members.ts";

/** The text that takes the place of a value's, null where the value goes, undefined where it stays byte for byte. */
type ValueOf = (place: string, text: string) => string | null | undefined;

/** An object text with other values at the places. */
export type AtPlaces = (object: string, valueOf: ValueOf) => string;

/**
 * For places of an object text that are written as the tracking plan writes them: `address.city`, `products[].price`, `tags[]`. A key
 * may have points itself, so a place is found in every way it can be read. What an outer place makes of a value is what the inner ones
 * find. What is not touched stays as it was sent, and so does the whole where nothing is.
 */
export function atPlaces(places: readonly string[]): AtPlaces {
  const keys = new Map<string, readonly Way[]>();
  const deep: Way[] = [];
  for (const place of places) {
    if (/\.|\[\]/.test(place)) deep.push({ place, rest: place });
    else keys.set(place, [{ place, rest: "" }]);
  }
  return (object, valueOf) =>
    withMembers(object, (key, text) => {
      const own = keys.get(key) ?? [];
      const ways = deep.length === 0 ? own : [...own, ...deep.flatMap((way) => behind(way, key))];
      return ways.length === 0 ? undefined : inValue(text, ways, valueOf);
    });
}

/** What is left of the way to a place: below an object it begins with a key, and with `[]` where the items of a list are meant. */
type Way = { readonly place: string; readonly rest: string };

const ITEMS = "[]";

function inObject(object: string, ways: readonly Way[], valueOf: ValueOf): string {
  return withMembers(object, (key, text) => {
    const own = ways.flatMap((way) => behind(way, key));
    return own.length === 0 ? undefined : inValue(text, own, valueOf);
  });
}

/** The way on from the value of the key; none where it leads elsewhere. */
function behind({ place, rest }: Way, key: string): readonly Way[] {
  if (!rest.startsWith(key)) return [];
  const left = rest.slice(key.length);
  return left === "" || left.startsWith(".") || left.startsWith(ITEMS) ? [{ place, rest: left }] : [];
}

function inValue(before: string, ways: readonly Way[], valueOf: ValueOf): string | null | undefined {
  let text = before;
  for (const { place, rest } of ways) {
    if (rest !== "") continue;
    const next = valueOf(place, text);
    if (next === null) return null;
    text = next ?? text;
  }
  if (text.startsWith("{")) text = inObject(text, onFrom(ways, "."), valueOf);
  else if (text.startsWith("[")) text = inList(text, onFrom(ways, ITEMS), valueOf);
  return text === before ? undefined : text;
}

function onFrom(ways: readonly Way[], sign: string): readonly Way[] {
  return ways.flatMap(({ place, rest }) =>
    rest.startsWith(sign) ? [{ place, rest: rest.slice(sign.length) }] : [],
  );
}

function inList(list: string, ways: readonly Way[], valueOf: ValueOf): string {
  if (ways.length === 0) return list;
  const items = itemSpans(list).map(({ from, to }) => list.slice(from, to));
  const next = items.map((item) => inValue(item, ways, valueOf));
  if (next.every((text) => text === undefined)) return list;
  const kept = items.flatMap((item, index) => (next[index] === null ? [] : [next[index] ?? item]));
  return `[${kept.join(",")}]`;
}
