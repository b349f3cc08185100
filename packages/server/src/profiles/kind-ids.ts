import {
  externalIds,
  idInJson,
  saidPropertyId,
  saidTraitId,
  type TrackedEvent,
  writtenId,
} from "@habitus/events";
import type { IdSource, KindRule, KindsInForce } from "./id-kinds.ts";
import type { PersonIdentifier } from "./identity.ts";

/** The ids that a call names its person by besides user id and anonymous id, each once. */
export function idsSaidIn(event: TrackedEvent, kinds: KindsInForce): readonly PersonIdentifier[] {
  return idsOf(kinds, (source) => textsAt(event, source));
}

/** The ids that the value of a trait is; `value` is JSON text. */
export function idsInTrait(
  { name, value }: { readonly name: string; readonly value: string },
  kinds: Pick<KindsInForce, "on">,
): readonly PersonIdentifier[] {
  return idsOf(kinds, (source) => {
    const id = source.from === "trait" && source.name === name ? idInJson(value) : null;
    return id === null ? [] : [id];
  });
}

/** The traits by which a kind is told. */
export function traitsRead({ sources }: KindRule): readonly string[] {
  return sources.flatMap((source) => (source.from === "trait" ? [source.name] : []));
}

function idsOf(
  { on }: Pick<KindsInForce, "on">,
  textsOf: (source: IdSource) => readonly string[],
): readonly PersonIdentifier[] {
  const ids: PersonIdentifier[] = [];
  for (const { key: kind, sources, ...rule } of on) {
    const values = sources.flatMap(textsOf).map((text) => writtenId(rule, text));
    for (const value of new Set(values)) if (value !== null) ids.push({ kind, value });
  }
  return ids;
}

function textsAt(event: TrackedEvent, source: IdSource): readonly string[] {
  if (source.from === "external_id") return externalIds(event, source.type);
  const id =
    source.from === "trait" ? saidTraitId(event, source.name) : saidPropertyId(event, source.path.split("."));
  return id === null ? [] : [id];
}
