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
import type { UnreadId } from "./unread-ids.ts";

/** Told of what stands where ids are read and is none. */
export type OnUnread = (unread: UnreadId) => void;

/** The ids that a call names its person by besides user id and anonymous id, each once. */
export function idsSaidIn(
  event: TrackedEvent,
  kinds: KindsInForce,
  onUnread?: OnUnread,
): readonly PersonIdentifier[] {
  return idsOf(kinds, (source) => textsAt(event, source), onUnread);
}

/** The ids that the value of a trait is; `value` is JSON text. */
export function idsInTrait(
  { name, value }: { readonly name: string; readonly value: string },
  kinds: Pick<KindsInForce, "on">,
  onUnread: OnUnread,
): readonly PersonIdentifier[] {
  const textsOf = (source: IdSource): readonly string[] => {
    const id = source.from === "trait" && source.name === name ? idInJson(value) : null;
    return id === null ? [] : [id];
  };
  return idsOf(kinds, textsOf, onUnread);
}

/** The traits by which a kind is told. */
export function traitsRead({ sources }: KindRule): readonly string[] {
  return sources.flatMap((source) => (source.from === "trait" ? [source.name] : []));
}

function idsOf(
  { on }: Pick<KindsInForce, "on">,
  textsOf: (source: IdSource) => readonly string[],
  onUnread?: OnUnread,
): readonly PersonIdentifier[] {
  const ids: PersonIdentifier[] = [];
  for (const { key: kind, sources, ...rule } of on) {
    const values = new Set<string>();
    for (const source of sources) {
      for (const text of textsOf(source)) {
        const value = writtenId(rule, text);
        if (value === null) onUnread?.({ kind, source, text });
        else values.add(value);
      }
    }
    for (const value of values) ids.push({ kind, value });
  }
  return ids;
}

function textsAt(event: TrackedEvent, source: IdSource): readonly string[] {
  if (source.from === "external_id") return externalIds(event, source.type);
  const id =
    source.from === "trait" ? saidTraitId(event, source.name) : saidPropertyId(event, source.path.split("."));
  return id === null ? [] : [id];
}
