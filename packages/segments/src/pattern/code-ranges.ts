import type { CodeRanges } from "../plan/pattern.ts";

const LAST_CODE = 0x10ffff;

/** The same characters with their ranges in order and joined. */
export function joined(ranges: CodeRanges): CodeRanges {
  const found: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = found.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else found.push([from, to]);
  }
  return found;
}

/** All other characters. @param ranges in order and joined. */
export function others(ranges: CodeRanges): CodeRanges {
  const found: [number, number][] = [];
  let from = 0;
  for (const [first, last] of ranges) {
    if (first > from) found.push([from, first - 1]);
    from = last + 1;
  }
  if (from <= LAST_CODE) found.push([from, LAST_CODE]);
  return found;
}

/**
 * The characters with those beside them that stand for their upper-case ones in a lower-cased text: `[A-Z]` has a to z as well. The text
 * is lower-cased code point by code point, as everywhere.
 */
export function withLowerCase(ranges: CodeRanges): CodeRanges {
  const lowered = lowerCases()
    .filter(([upper]) => ranges.some(([from, to]) => upper >= from && upper <= to))
    .map(([, lower]) => [lower, lower] as const);
  return joined([...ranges, ...lowered]);
}

/** No cased letter lies behind it. */
const CASED_BELOW = 0x1f000;

let known: readonly (readonly [upper: number, lower: number])[] | null = null;

function lowerCases(): readonly (readonly [upper: number, lower: number])[] {
  if (known !== null) return known;
  const found: [number, number][] = [];
  for (let code = 0; code < CASED_BELOW; code++) {
    const lower = String.fromCodePoint(code).toLowerCase().codePointAt(0);
    if (lower !== undefined && lower !== code) found.push([code, lower]);
  }
  known = found;
  return found;
}
