import type { SyntaxNode } from "@lezer/common";
import type { EventChoice, PropertyCondition } from "../tree/definition.ts";
import { withWords } from "./read-event.ts";
import { localAmong } from "./read-local.ts";
import { children, type Reader } from "./reader.ts";

/** What stands in parentheses behind an event: its days, its times of day and its where clause; with what words of the event stand for. Null when it was refused. */
export function readNarrowed(
  reader: Reader,
  node: SyntaxNode,
  readWhere: (node: SyntaxNode) => PropertyCondition | null,
): Omit<EventChoice, "event"> | null {
  const inside = node.getChild("Narrowed");
  const local = inside === null ? null : localAmong(reader, children(inside));
  const written = inside === null || inside.getChild("where") === null ? null : readWhere(inside);
  if (written === null && inside?.getChild("where")) return null;
  const where = withWords(reader, node, written);
  return { ...(local === null ? {} : { local }), ...(where === null ? {} : { where }) };
}
