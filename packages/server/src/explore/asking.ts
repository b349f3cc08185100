import type { Statement } from "../store/event-store.ts";
import type { ExploreDeps } from "./explore-queries.ts";

export type Asking = {
  /** Somebody waits for them. @throws what the event store throws. */
  readonly rows: <Row>(statement: Statement, signal: AbortSignal) => Promise<readonly Row[]>;
  /** An answer with the time it took. */
  readonly timed: <T extends object>(answer: () => Promise<T>) => Promise<T & { readonly took_ms: number }>;
};

export function createAsking({ store, elapsed }: Pick<ExploreDeps, "store" | "elapsed">): Asking {
  return {
    rows: (statement, signal) => store.query(statement, { lane: "interactive", signal }),
    async timed(answer) {
      const began = elapsed();
      const given = await answer();
      return { ...given, took_ms: Math.round((elapsed() - began) * 10) / 10 };
    },
  };
}
