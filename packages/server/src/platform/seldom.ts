/** What is asked for again and again is worked on for this share of the time at most. */
const BUSY_SHARE = 1 / 20;

export type Seldom<Answer> = {
  /** The answer, which is worked out once for all who ask meanwhile. Fails as the work does, which the next call begins anew. */
  ask(): Promise<Answer>;
  /** As it was last worked out, however old; null before. */
  latest(): Answer | null;
};

type SeldomOptions = {
  /** Milliseconds, never falling. */
  readonly elapsed: () => number;
  /** So long every answer stands, however quickly it was had, and no longer than that, however long it took. */
  readonly leastMs?: number;
  readonly mostMs?: number;
};

/** An answer that stands the longer the longer it took: an event store that grows is not asked all the time by pages that look again and again. */
export function createSeldom<Answer>(
  work: () => Promise<Answer>,
  { elapsed, leastMs = 0, mostMs = Number.POSITIVE_INFINITY }: SeldomOptions,
): Seldom<Answer> {
  let known: { readonly answer: Answer; readonly until: number } | null = null;
  let working: Promise<Answer> | null = null;
  const begin = async (): Promise<Answer> => {
    const began = elapsed();
    const answer = await work();
    const ended = elapsed();
    const stands = Math.min(mostMs, Math.max(leastMs, (ended - began) / BUSY_SHARE));
    known = { answer, until: ended + stands };
    return answer;
  };
  return {
    ask() {
      if (working === null && known !== null && elapsed() < known.until) return Promise.resolve(known.answer);
      // Not within the work, which may fail before there is anything to clear.
      working ??= begin().finally(() => {
        working = null;
      });
      return working;
    },
    latest: () => known?.answer ?? null,
  };
}
