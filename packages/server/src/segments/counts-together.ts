import type { Instant } from "@habitus/kernel";
import type { Evaluator } from "./evaluate.ts";
import type { Question } from "./plan-contexts.ts";

type Asked = {
  readonly question: Question;
  readonly signal: AbortSignal;
  readonly settle: (size: Promise<number>) => void;
};

export type CountTogether = (question: Question, at: Instant, signal: AbortSignal) => Promise<number>;

/** Definitions that one query counts; a query of very many takes the engine long to read. */
const MOST_AT_ONCE = 20;

/**
 * Counts as of instants, a query at a time. What is asked of one and the same instant while a query is under way is counted by one:
 * a page of many segments asks for the past of each at the same instants. Where one of them cannot be counted the others are.
 */
export function createCountsTogether({ counts }: Pick<Evaluator, "counts">): CountTogether {
  const waiting = new Map<Instant, Asked[]>();
  let isUnderWay = false;

  const countAll = async (at: Instant, asked: readonly Asked[]): Promise<void> => {
    const leave = new AbortController();
    const questions = asked.map(({ question }) => question);
    const stop = leaveWith(leave, asked);
    try {
      const sizes = await counts(questions, at, leave.signal, "backfill");
      for (const [place, { settle }] of asked.entries()) settle(Promise.resolve(sizes[place] ?? 0));
    } catch (error) {
      const [only] = asked;
      if (only !== undefined && asked.length === 1) only.settle(Promise.reject(error as Error));
      else for (const one of asked) await countAll(at, [one]);
    } finally {
      stop();
    }
  };
  const run = async (): Promise<void> => {
    isUnderWay = true;
    for (;;) {
      // Whoever has just been answered asks for the next instant first.
      await new Promise(setImmediate);
      const [next] = waiting;
      if (next === undefined) break;
      const [at, asked] = next;
      const wanted = asked.splice(0, MOST_AT_ONCE);
      if (asked.length === 0) waiting.delete(at);
      await countAll(at, wanted);
    }
    isUnderWay = false;
  };

  return (question, at, signal) =>
    new Promise((settle) => {
      const asked = waiting.get(at) ?? [];
      asked.push({ question, signal, settle });
      waiting.set(at, asked);
      if (!isUnderWay) void run();
    });
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
