import type { Instant } from "@habitus/kernel";
import { standingAt } from "./standing-at.ts";
import { isNewer, type NodeTrait } from "./trait-word.ts";

/**
 * What stands of one trait of one id or account: the word in force when the last one came, or, while none was, the first. What was kept
 * before there was `ahead` is the newest word, which may be of a time that has not come.
 */
export type StandingTrait = NodeTrait & {
  /** The words behind it, ascending by (time, id hash), all of a time that had not come by then; absent while there are none. */
  readonly ahead?: readonly NodeTrait[];
};

/** Ascending. */
export function wordsOf({ ahead = [], ...word }: StandingTrait): readonly NodeTrait[] {
  return [word, ...ahead];
}

/** Null of no words. */
export function standingOf([first, ...ahead]: readonly NodeTrait[]): StandingTrait | null {
  if (first === undefined) return null;
  return ahead.length === 0 ? first : { ...first, ahead };
}

export function newestOf(standing: StandingTrait): NodeTrait {
  return standing.ahead?.at(-1) ?? standing;
}

/** The word that counts at an instant from which the last one came on; null before the first. */
export function wordAt(standing: StandingTrait, now: Instant): NodeTrait | null {
  if (standing.ahead === undefined) return standing.time <= now ? standing : null;
  return wordsOf(standing).findLast(({ time }) => time <= now) ?? null;
}

/** What stands once the word was said, which of more than `most` ahead lets the nearest go; null where it changes nothing. */
export function withWord(
  known: StandingTrait | undefined,
  word: NodeTrait,
  limit: { readonly at: Instant; readonly most: number },
): StandingTrait | null {
  if (known === undefined) return word;
  // Nearly always: one word in force and another that takes its place, or does not.
  if (known.ahead === undefined && known.time <= limit.at && word.time <= limit.at) {
    return isNewer(word, known) ? word : null;
  }
  const words = wordsOf(known);
  if (words.some(({ time, idHash }) => time === word.time && idHash === word.idHash)) return null;
  const all = [...words, word].sort((a, b) => (isNewer(a, b) ? 1 : -1));
  // Of one instant the last alone ever counts.
  const counting = all.filter(({ time }, index) => all[index + 1]?.time !== time);
  const kept = standingAt(counting, ({ time }) => time, limit);
  return kept.includes(word) ? standingOf(kept) : null;
}
