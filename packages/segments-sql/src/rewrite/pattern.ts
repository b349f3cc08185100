import { unreachable } from "@habitus/kernel";
import type { CodeRanges, Pattern } from "@habitus/segments";

/**
 * A pattern as the engine's regular expressions spell it. Every character is written as a class with its code, and the ends are those of
 * the text, so nothing in it depends on a flag or means something else by itself.
 */
export function writtenPattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case "one":
      return written(pattern.of);
    case "start":
      return "\\A";
    case "end":
      return "\\z";
    case "all":
      return pattern.of.map(writtenPattern).join("");
    case "any":
      return `(?:${pattern.of.map(writtenPattern).join("|")})`;
    case "repeat":
      return `(?:${writtenPattern(pattern.of)})${times(pattern)}`;
    default:
      return unreachable(pattern);
  }
}

function written(ranges: CodeRanges): string {
  if (ranges.length === 0) return "[^\\x{0}-\\x{10FFFF}]";
  return `[${ranges.map(([from, to]) => (from === to ? code(from) : `${code(from)}-${code(to)}`)).join("")}]`;
}

const code = (of: number): string => `\\x{${of.toString(16).toUpperCase()}}`;

function times({ least, most }: Extract<Pattern, { readonly kind: "repeat" }>): string {
  if (most === least) return `{${least}}`;
  return `{${least},${most ?? ""}}`;
}
