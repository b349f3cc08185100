import type { SyntaxNode } from "@lezer/common";
import type { EventChoice, PropertyCondition } from "../tree/definition.ts";
import { localAmong } from "./read-local.ts";
import { children, type Reader } from "./reader.ts";

/** What stands in parentheses behind an event: its days, its times of day and its where clause. Null when it was refused. */
export function readNarrowed(
  reader: Reader,
  node: SyntaxNode,
  readWhere: (node: SyntaxNode) => PropertyCondition | null,
): Omit<EventChoice, "event"> | null {
  const inside = node.getChild("Narrowed");
  if (inside === null) return {};
  const local = localAmong(reader, children(inside));
  const hasWhere = inside.getChild("where") !== null;
  const where = hasWhere ? readWhere(inside) : null;
  if (hasWhere && where === null) return null;
  return { ...(local === null ? {} : { local }), ...(where === null ? {} : { where }) };
}
