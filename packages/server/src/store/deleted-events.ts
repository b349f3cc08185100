import type { Instant } from "@habitus/kernel";
import type { DeletedRow, EventRow, TraitRow } from "./event-store.ts";

/** Events older than they are kept, as a choice of them. */
export type EventCut = Pick<DeletedRow, "names" | "exceptNames"> & { readonly to: Instant };

/** Whether it is about events of this name. */
export function hasName(
  { names, exceptNames }: Pick<DeletedRow, "names" | "exceptNames">,
  name: string,
): boolean {
  return (names === null || names.includes(name)) && !exceptNames.includes(name);
}

/** Says of events whether one of these takes them away. */
export function isDeletedBy(
  deleted: readonly DeletedRow[],
): (event: Pick<EventRow, "offset" | "node" | "name" | "idHash" | "time">) => boolean {
  if (deleted.length === 0) return () => false;
  const rules = deleted.map(({ nodes, names, exceptNames, idHashes, ...rest }) => ({
    ...rest,
    nodes: new Set(nodes),
    names: names === null ? null : new Set(names),
    exceptNames: new Set(exceptNames),
    idHashes: idHashes === null ? null : new Set(idHashes),
  }));
  return ({ offset, node, name, idHash, time }) =>
    rules.some(
      (rule) =>
        offset <= rule.upTo &&
        rule.nodes.has(node) &&
        (rule.names === null || rule.names.has(name)) &&
        !rule.exceptNames.has(name) &&
        (rule.idHashes === null || rule.idHashes.has(idHash)) &&
        (rule.from === null || time >= rule.from) &&
        (rule.to === null || time < rule.to),
    );
}

/** Says of changes of traits whether one of these takes them away with the calls that said them. */
export function isTraitDeletedBy(
  deleted: readonly DeletedRow[],
): (trait: Pick<TraitRow, "offset" | "node" | "idHash">) => boolean {
  const rules = deleted.flatMap(({ nodes, idHashes, upTo, withTraits }) =>
    withTraits === true && idHashes !== null
      ? [{ nodes: new Set(nodes), idHashes: new Set(idHashes), upTo }]
      : [],
  );
  return ({ offset, node, idHash }) =>
    rules.some((rule) => offset <= rule.upTo && rule.nodes.has(node) && rule.idHashes.has(idHash));
}
