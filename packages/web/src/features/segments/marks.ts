import type { DefinitionProblem } from "@habitus/contract";

/** A stretch of the text; `problem` is its index among the problems, null where nothing is wrong. */
export type Stretch = { readonly text: string; readonly problem: number | null };

type Place = Pick<DefinitionProblem, "from" | "to">;

/**
 * Cuts a text at the places of its problems, in order, for underlining. An empty place takes one character, so that there
 * is something to underline; at the end of the text that is the last one. Places that overlap keep the first.
 */
export function markProblems(text: string, problems: readonly Place[]): readonly Stretch[] {
  const places = problems
    .flatMap(({ from, to }, problem) =>
      from === null || to === null ? [] : [{ ...widen(from, to, text), problem }],
    )
    .sort((a, b) => a.from - b.from);
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { from, to, problem } of places) {
    if (from < at || from >= to) continue;
    if (from > at) stretches.push({ text: text.slice(at, from), problem: null });
    stretches.push({ text: text.slice(from, to), problem });
    at = to;
  }
  if (at < text.length) stretches.push({ text: text.slice(at), problem: null });
  return stretches;
}

function widen(from: number, to: number, text: string): { readonly from: number; readonly to: number } {
  if (to > from) return { from, to: Math.min(to, text.length) };
  return from < text.length
    ? { from, to: from + 1 }
    : { from: Math.max(0, text.length - 1), to: text.length };
}

/** The text with the problem's place replaced by what it suggests; null when it suggests nothing. */
export function applySuggestion(text: string, problem: DefinitionProblem): string | null {
  const { from, to, suggestion } = problem;
  if (from === null || to === null || suggestion === null) return null;
  return text.slice(0, from) + suggestion + text.slice(to);
}
