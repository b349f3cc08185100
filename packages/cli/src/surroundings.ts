import type { FetchLike } from "@habitus/contract";

/** All that the commands need of the process they run in. */
export type Surroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: FetchLike;
  readonly now: () => number;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Asks on the terminal; null where there is nobody to ask. */
  readonly ask: ((question: string) => Promise<string>) | null;
};

/**
 * What a command ends with. `changes` is of `plan` alone: there is something to apply; `mistakes` is of `import` alone:
 * some rows have mistakes.
 */
export const EXIT = { ok: 0, failed: 1, changes: 2, mistakes: 2 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];
