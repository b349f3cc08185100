import { sentAmount } from "@habitus/kernel";
import type { EventKind, EventMatch, Filter, Leaf, Path, Window } from "../plan/plan.ts";

/** Leaves that look at events. */
type EventLeaf = Extract<Leaf, { readonly events: EventMatch }>;

/** What a leaf reads of events of a name: that they happened, and fields of theirs. */
export type EventRead = {
  readonly name: EventKind["name"];
  /** First keys of the paths that are read, each once. */
  readonly fields: readonly string[];
  /** The paths themselves, their keys joined by points. */
  readonly paths: readonly string[];
  readonly window: Window;
};

/** What the leaves read of events, one entry for each name in each leaf. */
export function eventsRead(leaves: readonly Leaf[]): readonly EventRead[] {
  return leaves.flatMap((leaf) => {
    if (!("events" in leaf)) return [];
    const values = valuesRead(leaf);
    return kindsOf(leaf).map(({ name, where }) => {
      const paths = [...values, ...pathsIn(where)].flatMap(withSource);
      return {
        name,
        fields: [...new Set(paths.flatMap(([key]) => (key === undefined ? [] : [key])))],
        paths: [...new Set(paths.map((path) => path.join(".")))],
        window: leaf.events.window,
      };
    });
  });
}

/** Who reads an amount in the workspace's currency reads what it was made of. */
export function withSource(path: Path): readonly Path[] {
  const sent = sentAmount(path.at(-1) ?? "");
  return sent === null ? [path] : [path, [...path.slice(0, -1), sent]];
}

/**
 * Whether a path reads what stands at a place (`address.city`, `products[].price`): at it, above it or inside of it. Keys with points are
 * taken as paths too, so rather too much is read than too little.
 */
export function readsPlace(path: string, place: string): boolean {
  const plain = place.replaceAll("[]", "");
  return path === plain || path.startsWith(`${plain}.`) || plain.startsWith(`${path}.`);
}

export function kindsOf(leaf: EventLeaf): readonly EventKind[] {
  if (leaf.kind === "ratio") return [leaf.events, leaf.part];
  if (leaf.kind !== "sequence") return [leaf.events];
  const others = leaf.following.flatMap(({ event, without }) =>
    without === null ? [event] : [event, without],
  );
  return [leaf.events, ...others];
}

/** What is read of every event that a leaf looks at, beside its where clause. */
export function valuesRead(leaf: EventLeaf): readonly Path[] {
  if (leaf.kind === "favourite") return leaf.clock === undefined ? [leaf.path] : [];
  if (leaf.kind === "aggregate") return [leaf.path];
  if (leaf.kind === "outermost") return pathsIn(leaf.has);
  return leaf.kind === "sequence" && leaf.same !== null ? [leaf.same] : [];
}

export function pathsIn(filter: Filter): readonly Path[] {
  if (filter.kind === "test") return [filter.path];
  return filter.kind === "not" ? pathsIn(filter.of) : filter.of.flatMap(pathsIn);
}
