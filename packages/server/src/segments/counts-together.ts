import type { Instant } from "@habitus/kernel";
import type { Evaluator } from "./evaluate.ts";
import { isOwnFailure } from "./own-failure.ts";
import type { Question } from "./plan-contexts.ts";

type Asked = {
  readonly question: Question;
  readonly signal: AbortSignal;
  readonly settle: (size: Promise<number>) => void;
};

export type CountTogether = (question: Question, at: Instant, signal: AbortSignal) => Promise<number>;

/** Definitions that one query counts; a query of very many takes the engine long to read. */
const MOST_AT_ONCE = 20;
/** As many queries as the lane carries out at once: one that takes long does not hold up all others. */
const MOST_UNDER_WAY = 2;

/**
 * Counts as of instants, a query or two at a time. What is asked of one and the same instant while they are under way is counted by
 * one: a page of many segments asks for the past of each at the same instants. Where one of them cannot be counted the others are.
 */
export function createCountsTogether({ counts }: Pick<Evaluator, "counts">): CountTogether {
  const waiting = new Map<Instant, Asked[]>();
  let underWay = 0;

  const countOnce = async (at: Instant, asked: readonly Asked[]): Promise<readonly number[]> => {
    const leave = new AbortController();
    const questions = asked.map(({ question }) => question);
    const stop = leaveWith(leave, asked);
    try {
      return await counts(questions, at, leave.signal, "backfill");
    } finally {
      stop();
    }
  };
  const countAll = async (at: Instant, all: readonly Asked[]): Promise<void> => {
    const asked = stillWanted(all);
    if (asked.length === 0) return;
    try {
      const sizes = await countOnce(at, asked);
      for (const [place, { settle }] of asked.entries()) settle(Promise.resolve(sizes[place] ?? 0));
    } catch (error) {
      if (asked.length === 1 || !isOwnFailure(error)) return refuse(asked, error);
      const middle = Math.ceil(asked.length / 2);
      await countAll(at, asked.slice(0, middle));
      await countAll(at, asked.slice(middle));
    }
  };
  const run = async (): Promise<void> => {
    underWay++;
    for (;;) {
      // Whoever has just been answered asks for the next instant first.
      await new Promise(setImmediate);
      const [next] = waiting;
      if (next === undefined) break;
      const [at, all] = next;
      const asked = stillWanted(all);
      const rest = asked.slice(MOST_AT_ONCE);
      if (rest.length === 0) waiting.delete(at);
      else waiting.set(at, rest);
      await countAll(at, asked.slice(0, MOST_AT_ONCE));
    }
    underWay--;
  };

  return (question, at, signal) =>
    new Promise((settle) => {
      const asked = waiting.get(at) ?? [];
      asked.push({ question, signal, settle });
      waiting.set(at, asked);
      if (underWay < MOST_UNDER_WAY) void run();
    });
}

/** Whoever has left is told so and counted no more. */
function stillWanted(all: readonly Asked[]): Asked[] {
  for (const { signal, settle } of all) {
    if (signal.aborted) settle(Promise.reject(signal.reason as Error));
  }
  return all.filter(({ signal }) => !signal.aborted);
}

function refuse(asked: readonly Asked[], error: unknown): void {
  for (const { settle } of asked) settle(Promise.reject(error as Error));
}

/** A query is given up once nobody waits for it any more. */
function leaveWith(leave: AbortController, asked: readonly Asked[]): () => void {
  const look = (): void => {
    if (asked.every(({ signal }) => signal.aborted)) leave.abort(asked[0]?.signal.reason);
  };
  for (const { signal } of asked) signal.addEventListener("abort", look);
  look();
  return () => {
    for (const { signal } of asked) signal.removeEventListener("abort", look);
  };
}
