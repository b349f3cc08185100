import type { DeletedRow, EventRow } from "./event-store.ts";

/** Says of events whether one of these takes them away. */
export function isDeletedBy(
  deleted: readonly DeletedRow[],
): (event: Pick<EventRow, "offset" | "node" | "name" | "idHash" | "time">) => boolean {
  if (deleted.length === 0) return () => false;
  const rules = deleted.map(({ nodes, names, idHashes, ...rest }) => ({
    ...rest,
    nodes: new Set(nodes),
    names: names === null ? null : new Set(names),
    idHashes: idHashes === null ? null : new Set(idHashes),
  }));
  return ({ offset, node, name, idHash, time }) =>
    rules.some(
      (rule) =>
        offset <= rule.upTo &&
        rule.nodes.has(node) &&
        (rule.names === null || rule.names.has(name)) &&
        (rule.idHashes === null || rule.idHashes.has(idHash)) &&
        (rule.from === null || time >= rule.from) &&
        (rule.to === null || time < rule.to),
    );
}
