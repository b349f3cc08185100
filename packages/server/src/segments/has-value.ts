import type { Path, PropertyCondition } from "@habitus/segments";

/** A value that reads as a text, at a path of an event's properties; where a list is in the way, in any of its items. */
export function hasValue(path: Path, value: string): PropertyCondition {
  const direct: PropertyCondition = {
    kind: "property",
    path: [...path],
    test: { op: "is", value: { kind: "text", value } },
  };
  const inItems = path.slice(1).map((_, place): PropertyCondition => {
    const where = hasValue(path.slice(place + 1), value);
    const test = { op: "items", which: { kind: "any" }, where } as const;
    return { kind: "property", path: path.slice(0, place + 1), test };
  });
  return inItems.length === 0 ? direct : { kind: "or", of: [direct, ...inItems] };
}
