import { KEYWORDS } from "@habitus/segments";

/** `language`: a word that means something by itself; `named`: what the workspace calls something, or a figure. */
export type SentencePart = { readonly kind: "language" | "named" | "between"; readonly text: string };

const WORDS: ReadonlySet<string> = new Set(KEYWORDS);
const PART = /"(?:[^"\\]|\\.)*"|[\p{L}_][\p{L}\p{N}_]*|\d[\d.]*|[^"\p{L}\p{N}_]+|./gsu;

/** Cuts a definition in its canonical wording for showing; no character is lost. It understands nothing of it. */
export function sentenceParts(text: string): readonly SentencePart[] {
  return [...text.matchAll(PART)].map(([part]) => ({ kind: kindOf(part), text: part }));
}

function kindOf(part: string): SentencePart["kind"] {
  if (WORDS.has(part)) return "language";
  return /^["\p{L}\p{N}_]/u.test(part) ? "named" : "between";
}
