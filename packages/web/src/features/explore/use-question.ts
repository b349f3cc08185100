import { useState } from "react";

/** How a question stands in the address, and how while it is written. */
type Kind<Search, Draft> = {
  readonly draftOf: (search: Search) => Draft;
  /** Null while something is missing. */
  readonly searchOf: (draft: Draft) => Search | null;
};

export type Question<Search> = {
  /** What would be asked; null while something is missing. */
  readonly next: Search | null;
  /** It is the one that is shown. */
  readonly isShown: boolean;
  /** Another one is shown. */
  readonly isChanged: boolean;
};

type Written<Search, Draft> = Question<Search> & {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
};

/**
 * A question while it is written, beside the one that the address asks.
 * @param isAsked False where the address asks nothing though nothing is missing in it.
 */
export function useQuestion<Search, Draft>(
  search: Search,
  { draftOf, searchOf }: Kind<Search, Draft>,
  isAsked = true,
): Written<Search, Draft> {
  const [draft, setDraft] = useState(() => draftOf(search));
  const next = searchOf(draft);
  const shown = isAsked ? searchOf(draftOf(search)) : null;
  const isShown = shown !== null && JSON.stringify(next) === JSON.stringify(shown);
  return {
    draft,
    set: (part) => setDraft({ ...draft, ...part }),
    next,
    isShown,
    isChanged: shown !== null && !isShown,
  };
}
