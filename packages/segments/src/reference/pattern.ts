import { unreachable } from "@habitus/kernel";
import type { CodeRanges, Pattern } from "../plan/pattern.ts";

/** Whether some part of the text is as the pattern says. */
export function patternMatches(pattern: Pattern, text: string): boolean {
  const characters = charactersOf(text);
  const everywhere = new Set([...characters.keys(), characters.length]);
  return endsOf(pattern, characters, everywhere).size > 0;
}

/** What half of a surrogate pair is read as; it stands in no text that is exchanged. */
const NO_CHARACTER = 0xfdd0;

function charactersOf(text: string): readonly number[] {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? NO_CHARACTER;
    return code >= 0xd800 && code <= 0xdfff ? NO_CHARACTER : code;
  });
}

type Places = ReadonlySet<number>;

/** Where what the pattern says may end, when it begins at one of the places. */
function endsOf(pattern: Pattern, characters: readonly number[], begins: Places): Places {
  switch (pattern.kind) {
    case "one":
      return new Set([...begins].filter((at) => isIn(pattern.of, characters[at])).map((at) => at + 1));
    case "start":
      return new Set([...begins].filter((at) => at === 0));
    case "end":
      return new Set([...begins].filter((at) => at === characters.length));
    case "all":
      return pattern.of.reduce((places, of) => endsOf(of, characters, places), begins);
    case "any":
      return new Set(pattern.of.flatMap((of) => [...endsOf(of, characters, begins)]));
    case "repeat": {
      let places = begins;
      for (let times = 0; times < pattern.least; times++) places = endsOf(pattern.of, characters, places);
      const all = new Set(places);
      for (let times = pattern.least; times < (pattern.most ?? Number.POSITIVE_INFINITY); times++) {
        // Who came here before may go on at least as often.
        const added = [...endsOf(pattern.of, characters, places)].filter((at) => !all.has(at));
        if (added.length === 0) break;
        for (const at of added) all.add(at);
        places = new Set(added);
      }
      return all;
    }
    default:
      return unreachable(pattern);
  }
}

function isIn(ranges: CodeRanges, character: number | undefined): boolean {
  return character !== undefined && ranges.some(([from, to]) => character >= from && character <= to);
}
