import type { PropertyPath } from "../tree/definition.ts";
import type { KnownItems, KnownProperty } from "./vocabulary.ts";

/** A list, what its items look like, and what of a path lies behind it. */
export type ItemsFound = {
  readonly list: PropertyPath;
  readonly items: KnownItems;
  readonly rest: PropertyPath;
};

/** The list that stands at the end of a path or on the way; null where none was seen. */
export function itemsAt(properties: readonly KnownProperty[], path: PropertyPath): ItemsFound | null {
  for (const { path: list, items } of properties) {
    if (items === undefined || !beginsWith(path, list)) continue;
    return { list, items, rest: path.slice(list.length) };
  }
  return null;
}

/** Properties, and behind each list what lies in its items, as a measure names it. */
export function withItems(properties: readonly KnownProperty[]): readonly KnownProperty[] {
  return properties.flatMap((property) => [
    property,
    ...(property.items?.properties ?? []).map((item) => ({
      ...item,
      path: [...property.path, ...item.path],
    })),
  ]);
}

export function beginsWith(path: PropertyPath, above: PropertyPath): boolean {
  return path.length >= above.length && above.every((key, index) => path[index] === key);
}
