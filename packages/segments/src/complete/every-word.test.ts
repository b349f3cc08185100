import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KEYWORD_TERMS } from "../text/keywords.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { PHRASE_WORDS } from "../text/phrase-words.ts";
import { printDefinition } from "../text/print-definition.ts";
import { parser } from "../text/segment-parser.gen.ts";
import type { Vocabulary } from "../vocabulary/vocabulary.ts";
import { completionsAt } from "./completions-at.ts";

const NOTHING: Vocabulary = {
  events: [],
  eventsClosed: false,
  traits: [],
  traitsClosed: false,
  segments: [],
  lists: [],
  groups: [],
  occasions: [],
};

const FOLDER = new URL("../../vectors/", import.meta.url);

/** The sentences of all meaning vectors, as they are written and as they are printed. */
const SENTENCES: ReadonlySet<string> = new Set(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => {
      const { vectors } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as {
        readonly vectors: readonly { readonly definition: string }[];
      };
      return vectors.flatMap(({ definition }) => [definition, printed(definition)]);
    }),
);

function printed(text: string): string {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  return printDefinition(parsed.definition);
}

const PHRASES: ReadonlySet<number> = new Set(PHRASE_WORDS.map(([term]) => term));
const KEYWORDS: ReadonlySet<number> = new Set(KEYWORD_TERMS.values());

type Word = { readonly at: number; readonly word: string };

/** The words of a sentence that are the language's and nobody's names. */
function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (!PHRASES.has(type.id) && !KEYWORDS.has(type.id)) return;
      for (const found of text.slice(from, to).matchAll(/[a-z]+/gi)) {
        words.push({ at: from + found.index, word: found[0].toLowerCase() });
      }
    },
  });
  return words;
}

const singular = (word: string): string => word.replace(/s$/, "");

function isOffered(text: string, { at, word }: Word): boolean {
  const { items } = completionsAt(text.slice(0, at), at, NOTHING);
  return items.some(
    ({ kind, insert, from }) =>
      kind === "keyword" && from === at && singular(insert.split(" ")[0] ?? "") === singular(word),
  );
}

test("at every word of the language in every sentence, that word is among what is offered", () => {
  const missing = [...SENTENCES].flatMap((text) =>
    wordsOf(text)
      .filter((word) => !isOffered(text, word))
      .map(({ at, word }) => `${text.slice(0, at)}«${word}»${text.slice(at + word.length)}`),
  );
  expect(missing).toEqual([]);
});
