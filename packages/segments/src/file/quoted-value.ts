import { readText } from "../text/literals.ts";

export type Quoted =
  | { readonly kind: "ok"; readonly value: string; readonly length: number }
  | { readonly kind: "not_closed" }
  /** `at` is the offset of the backslash, counted from the opening quote. */
  | { readonly kind: "bad_escape"; readonly at: number; readonly escape: string };

const QUOTED = /^"(?:[^"\\]|\\.)*"/u;

/** Reads the quoted text that `written` begins with; its escapes are those of the language. */
export function readQuoted(written: string): Quoted {
  const quoted = QUOTED.exec(written)?.[0];
  if (quoted === undefined) return { kind: "not_closed" };
  const read = readText(quoted);
  return read.kind === "ok" ? { ...read, length: quoted.length } : read;
}
