import { type Random, unreachable } from "@habitus/kernel";
import type { CodeRanges, Pattern } from "@habitus/segments";

/** Few characters, so that texts and patterns meet: of one to four bytes, in both cases, a line feed, a digit, and none at all. */
const CHARACTERS: readonly string[] = [
  "a",
  "a",
  "a",
  "b",
  "A",
  "B",
  "1",
  "\n",
  " ",
  "є",
  "Є",
  "ß",
  "İ",
  "😀",
  "\ufdd0",
];

const CLASSES: readonly CodeRanges[] = [
  [[0x30, 0x39]],
  [[0x61, 0x7a]],
  [
    [0x41, 0x5a],
    [0x61, 0x7a],
  ],
  [
    [0, 9],
    [11, 0x10ffff],
  ],
  [[0x400, 0x10ffff]],
  [[0x62, 0x10ffff]],
  [],
];

const SIMPLE_KINDS = ["one", "one", "one", "class", "start", "end"] as const;
const KINDS = [...SIMPLE_KINDS, "all", "all", "all", "any", "repeat", "repeat"] as const;

export function makePattern(random: Random, depth: number): Pattern {
  const kind = random.pick(depth > 0 ? KINDS : SIMPLE_KINDS);
  const several = (most: number): readonly Pattern[] =>
    Array.from({ length: random.int(1, most) }, () => makePattern(random, depth - 1));
  switch (kind) {
    case "one": {
      const code = random.pick(CHARACTERS).codePointAt(0) ?? 0;
      return { kind: "one", of: [[code, code]] };
    }
    case "class":
      return { kind: "one", of: random.pick(CLASSES) };
    case "start":
    case "end":
      return { kind };
    case "all":
      return { kind, of: random.next() < 0.05 ? [] : several(4) };
    case "any":
      return { kind, of: several(3) };
    case "repeat": {
      const least = random.pick([0, 0, 1, 1, 2, 3]);
      const most = random.pick([null, null, least, least + 1, least + 3]);
      return { kind, of: makePattern(random, depth - 1), least, most: most === 0 ? 1 : most };
    }
    default:
      return unreachable(kind);
  }
}

const PIECES = [
  "a",
  "b",
  "A",
  "1",
  ".",
  "^",
  "$",
  "є",
  "😀",
  "[ab]",
  "[^a]",
  "[A-Z]",
  "\\d",
  "\\W",
  "\\.",
  "(a|b)",
  "(?:ab)",
  "a*",
  "b+",
  ".?",
  "a{2}",
  "(a|1){1,2}",
  "|",
] as const;

/** A pattern as it is written; some are refused. */
export function makePatternText(random: Random): string {
  return Array.from({ length: random.int(1, 4) }, () => random.pick(PIECES)).join("");
}

/** A text that the pattern is found in, or nearly. */
export function textFor(random: Random, pattern: Pattern): string {
  const found = sample(random, pattern);
  const noise = (): string => (random.next() < 0.6 ? "" : random.pick(CHARACTERS));
  const cut = random.next() < 0.15 ? found.slice(1) : found;
  return noise() + cut + noise();
}

function sample(random: Random, pattern: Pattern): string {
  switch (pattern.kind) {
    case "one": {
      if (random.next() < 0.1) return random.pick(CHARACTERS);
      const range = pattern.of[random.int(0, Math.max(pattern.of.length - 1, 0))];
      const fitting = CHARACTERS.filter((each) => {
        const code = each.codePointAt(0) ?? 0;
        return range !== undefined && code >= range[0] && code <= range[1];
      });
      const edges = range === undefined ? [] : range.map((code) => String.fromCodePoint(code));
      return random.pick(fitting.length > 0 && random.next() < 0.8 ? fitting : [...edges, "a"]);
    }
    case "start":
    case "end":
      return "";
    case "all":
      return pattern.of.map((of) => sample(random, of)).join("");
    case "any":
      return sample(random, random.pick(pattern.of));
    case "repeat": {
      const times = Math.max(
        0,
        random.int(pattern.least, pattern.most ?? pattern.least + 2) + random.pick([0, 0, 0, 0, -1, 1]),
      );
      return Array.from({ length: times }, () => sample(random, pattern.of)).join("");
    }
    default:
      return unreachable(pattern);
  }
}
