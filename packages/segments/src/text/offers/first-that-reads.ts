import type { Special } from "./slip.ts";

/** How far a text is read: where the first thing is wrong with it, or null where it is a definition. */
export type ReadsUpTo = (text: string) => number | null;

/** Characters that are read at most to try what may be meant. */
const MOST_READ = 100_000;

/** Whether so many more characters may still be read; they count as read. */
export type MayRead = (characters: number) => boolean;

/** What may be read for all that is tried on one text. */
export function budgetOfReading(): MayRead {
  let left = MOST_READ;
  return (characters) => (left -= characters) >= 0;
}

const NO_WORD = /^(?:\s|--[^\n]*)*/u;
const IN_WORD = /[\p{L}\p{N}_$"]/u;

type Place = { readonly text: string; readonly from: number; readonly readsUpTo: ReadsUpTo };

/**
 * The first of what may be meant with which the text reads as a definition; else the first with which it reads on past the place, for there
 * may be a second mistake behind it. What has nothing to put in the place is taken as it comes.
 */
export function firstThatReads(
  specials: Iterable<Special>,
  { text, from, readsUpTo }: Place,
): Special | null {
  let readsOn: Special | null = null;
  const mayRead = budgetOfReading();
  const tried = new Set([text]);
  for (const special of specials) {
    if ((special.parts.suggestion ?? null) === null) return readsOn ?? special;
    const offer = apart(text, special);
    const mended = withOffer(text, offer);
    if (tried.has(mended)) continue;
    tried.add(mended);
    if (!mayRead(text.length)) break;
    const upTo = readsUpTo(mended);
    if (upTo === null) return offer;
    // The first word that is not read yet: that behind the offer, or the one that did not fit.
    const behind = Math.max(from, offer.span.to) + mended.length - text.length;
    const next = behind + (NO_WORD.exec(mended.slice(behind))?.[0].length ?? 0);
    if (upTo > next || upTo === mended.length) readsOn ??= offer;
  }
  return readsOn;
}

export function withOffer(text: string, { span, parts }: Special): string {
  return text.slice(0, span.from) + (parts.suggestion ?? "") + text.slice(span.to);
}

/** What stands in the place of a sign, as a comma, may need white space that the sign did without. */
function apart(text: string, { span, parts }: Special): Special {
  const offer = parts.suggestion ?? "";
  const isGlued = (before: string, behind: string): boolean =>
    IN_WORD.test(before.slice(-1)) && IN_WORD.test(behind.slice(0, 1));
  const ahead = isGlued(text.slice(0, span.from), offer) ? " " : "";
  const behind = isGlued(offer, text.slice(span.to)) ? " " : "";
  return { span, parts: { ...parts, suggestion: ahead + offer + behind } };
}
