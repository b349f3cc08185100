import { isOwnKind, type NodeKind } from "./id-kinds.ts";
import { keyHead } from "./identity.ts";

/** The last id that a search has given out. */
export type SearchCursor = { readonly kind: NodeKind; readonly id: string };

/** `uID`, `aID`, or `kKIND:ID`. */
export function writeSearchCursor({ kind, id }: SearchCursor): string {
  return `${keyHead(kind)}${isOwnKind(kind) ? "" : ":"}${id}`;
}

/** Null when the text is none. */
export function readSearchCursor(text: string): SearchCursor | null {
  if (text.startsWith("u")) return { kind: "user", id: text.slice(1) };
  if (text.startsWith("a")) return { kind: "anonymous", id: text.slice(1) };
  const match = /^k([a-z][a-z0-9_]*):(.*)$/s.exec(text);
  return match === null ? null : { kind: match[1] ?? "", id: match[2] ?? "" };
}
