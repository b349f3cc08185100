import type { Completion, CompletionKind, Completions } from "@habitus/segments";

/** Behind these nothing belongs to the word any more, so the next one may begin at once. */
const WHOLE: readonly CompletionKind[] = [
  "keyword",
  "value",
  "segment",
  "list",
  "group",
  "account",
  "computed",
  "occasion",
];

/** The text with a completion put in its place, and where the cursor stands then. */
export function complete(
  text: string,
  { to }: Pick<Completions, "to">,
  { from, insert, kind }: Completion,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(to);
  const space = rest === "" && WHOLE.includes(kind) ? " " : "";
  const before = text.slice(0, from) + insert + space;
  return { text: before + rest, caret: before.length };
}

/** The next option in a list that begins again at its ends; -1 is none. */
export function stepOption(active: number, step: 1 | -1, size: number): number {
  if (size === 0) return -1;
  if (active < 0) return step === 1 ? 0 : size - 1;
  return (active + step + size) % size;
}
