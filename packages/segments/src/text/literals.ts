import { unreachable } from "@habitus/kernel";
import type { Literal } from "../tree/definition.ts";
import { KEYWORD_TERMS } from "./keywords.ts";

const BARE_NAME = /^[A-Za-z_$][A-Za-z0-9_$]*(?:-[A-Za-z0-9_$]+)*$/;
const ESCAPE = /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([\s\S]))/g;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  n: "\n",
  r: "\r",
  t: "\t",
};
// Control characters, line separators and halves of surrogate pairs would be invisible or get lost.
const MUST_ESCAPE = /["\\]|\p{Cc}|\p{Cs}|[\u2028\u2029]/gu;

/** A name as the printer writes it: bare where that reads back as the same name at every place, else quoted. */
export function printName(name: string): string {
  return BARE_NAME.test(name) && !KEYWORD_TERMS.has(name.toLowerCase()) ? name : printText(name);
}

export function printText(value: string): string {
  return `"${value.replace(MUST_ESCAPE, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  const short = Object.entries(SHORT_ESCAPES).find(([, meant]) => meant === character);
  if (short !== undefined) return `\\${short[0]}`;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

export type TextReading =
  | { readonly kind: "ok"; readonly value: string }
  /** `at` is the offset of the backslash inside the quoted text. */
  | { readonly kind: "bad_escape"; readonly at: number; readonly escape: string };

/** Reads text with its quotes: `\" \\ \/ \n \r \t \uXXXX \u{X...}`. */
export function readText(quoted: string): TextReading {
  let bad: { readonly at: number; readonly escape: string } | null = null;
  const inner = quoted.slice(1, -1);
  const value = inner.replace(
    ESCAPE,
    (escape: string, long?: string, four?: string, short?: string, ...rest) => {
      const code = Number.parseInt(long ?? four ?? "", 16);
      if (code <= 0x10ffff) return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
      const meant = SHORT_ESCAPES[short ?? ""];
      if (meant !== undefined) return meant;
      bad ??= { at: 1 + Number(rest[0]), escape };
      return escape;
    },
  );
  return bad === null
    ? { kind: "ok", value }
    : { kind: "bad_escape", ...(bad as { at: number; escape: string }) };
}

/** Where in quoted text the character begins that stands at an offset of the text it spells. */
export function writtenOffset(quoted: string, offset: number): number {
  let at = 1;
  let spelled = 0;
  while (spelled < offset && at < quoted.length - 1) {
    ESCAPE.lastIndex = at;
    const escape = quoted[at] === "\\" ? (ESCAPE.exec(quoted)?.[0] ?? "") : "";
    const reading = escape === "" ? null : readText(`"${escape}"`);
    spelled += reading?.kind === "ok" ? reading.value.length : 1;
    at += Math.max(escape.length, 1);
  }
  return at;
}

export function printLiteral(literal: Literal): string {
  switch (literal.kind) {
    case "text":
      return printText(literal.value);
    case "percent":
      return `${literal.value}%`;
    case "number":
    case "date":
      return literal.value;
    case "boolean":
      return literal.value ? "true" : "false";
    default:
      return unreachable(literal);
  }
}
