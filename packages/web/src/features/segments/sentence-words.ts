import { KEYWORDS, phraseLength } from "@habitus/segments";

/** `language`: a word that means something by itself; `named`: what the workspace calls something, or a figure. */
export type SentencePart = { readonly kind: "language" | "named" | "between"; readonly text: string };

const WORDS: ReadonlySet<string> = new Set(KEYWORDS);
const PART = /"(?:[^"\\]|\\.)*"|[\p{L}_][\p{L}\p{N}_]*|\d[\d.]*|[^"\p{L}\p{N}_]+|./suy;

/** Cuts a definition in its canonical wording for showing; no character is lost. It understands nothing of it. */
export function sentenceParts(text: string): readonly SentencePart[] {
  const parts: SentencePart[] = [];
  for (let at = 0; at < text.length; ) {
    const part = partAt(text, at);
    parts.push(part);
    at += part.text.length;
  }
  return parts;
}

function partAt(text: string, at: number): SentencePart {
  const phrase = phraseLength(text.slice(at));
  if (phrase > 0) return { kind: "language", text: text.slice(at, at + phrase) };
  PART.lastIndex = at;
  const part = PART.exec(text)?.[0] ?? text.slice(at);
  return { kind: kindOf(part), text: part };
}

function kindOf(part: string): SentencePart["kind"] {
  if (WORDS.has(part)) return "language";
  return /^["\p{L}\p{N}_]/u.test(part) ? "named" : "between";
}
