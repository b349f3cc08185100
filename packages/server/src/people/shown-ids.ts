import { isOwnKind, type KindRule } from "../profiles/id-kinds.ts";
import type { PersonIdentifier } from "../profiles/identity.ts";
import type { DataPurposesContent } from "./purposes.ts";

export type ShownIdsDeps = {
  readonly kinds: () => readonly Pick<KindRule, "key" | "sources">[];
  readonly ofData: () => Pick<DataPurposesContent, "properties" | "traits">;
};

/**
 * The kinds of ids that are not told for all of these purposes: what carries another says them, and they say it in turn. None where
 * no purpose is asked for. Of an id it is not known by which of its sources it came, so one that may not be read is enough.
 */
export function hiddenKinds(
  { kinds, ofData }: ShownIdsDeps,
  purposes: readonly string[],
): ReadonlySet<string> {
  if (purposes.length === 0) return new Set();
  const { traits, properties } = ofData();
  const isFor = (carried: readonly string[]): boolean =>
    purposes.every((purpose) => carried.every((each) => each === purpose));
  const mayRead = (source: KindRule["sources"][number]): boolean => {
    if (source.from === "external_id") return true;
    if (source.from === "trait")
      return !Object.hasOwn(traits, source.name) || isFor(traits[source.name] ?? []);
    const [head = ""] = source.path.split(".", 1);
    return Object.values(properties).every((own) =>
      [source.path, head].every((name) => !Object.hasOwn(own, name) || isFor(own[name] ?? [])),
    );
  };
  const hidden = kinds().filter(({ sources }) => !sources.every(mayRead));
  return new Set(hidden.map(({ key }) => key));
}

/** Those of somebody's ids that may be told for all of these purposes. */
export function shownIds(
  deps: ShownIdsDeps,
  ids: readonly PersonIdentifier[],
  purposes: readonly string[],
): readonly PersonIdentifier[] {
  if (purposes.length === 0 || ids.every(({ kind }) => isOwnKind(kind))) return ids;
  const hidden = hiddenKinds(deps, purposes);
  return hidden.size === 0 ? ids : ids.filter(({ kind }) => !hidden.has(kind));
}

/** What no data carry: who is told for it is told nothing that carries a purpose. */
const NO_PURPOSE = "";

type Told = { readonly segment: string; readonly ids: readonly PersonIdentifier[] };

/** Transitions with those ids that may be told for the purpose of their segment; of a segment that is gone, with those for any. */
export function shownTransitions(
  deps: ShownIdsDeps & { readonly purposeOf: (segment: string) => string | null },
): <T extends Told>(transition: T) => T {
  return (transition) => {
    const ids = shownIds(deps, transition.ids, [deps.purposeOf(transition.segment) ?? NO_PURPOSE]);
    return ids === transition.ids ? transition : { ...transition, ids };
  };
}
