import { randomUUID } from "node:crypto";
import { HabitusError } from "@habitus/kernel";
import type { EventStore, Reading } from "../store/event-store.ts";

/** The id that an asker gave to a question, and who it is: nobody else is told of it. */
export type WatchKey = { readonly id: string; readonly by: string };

/** How far a question is. Its queries come one after the other, and how many there will be is not known beforehand. */
export type QuestionProgress = {
  /** Number of the query that is at work, from 1 on; 0 before the first. */
  readonly step: number;
  /** Null between two queries, and while a query waits for its turn. */
  readonly reading: Reading | null;
  readonly elapsedMs: number;
};

export type WatchedStore = Pick<EventStore, "query">;

export type Watches = {
  /**
   * Works out a question that its asker can look after; the queries of its store go through the lane of long ones.
   * @throws HabitusError `already_exists` for an id that is in use, `too_many`, and what the work throws.
   */
  during<T>(key: WatchKey, work: (store: WatchedStore) => Promise<T>): Promise<T>;
  /** @throws HabitusError `not_found` for a question that is over, or not of this asker. */
  progress(key: WatchKey): Promise<QuestionProgress>;
};

export type WatchesDeps = {
  readonly store: Pick<EventStore, "query" | "reading">;
  /** Milliseconds on a clock that never goes back. */
  readonly elapsed: () => number;
  /** Questions that are watched at once, and of them those of one asker: nobody takes the room of all the others. */
  readonly limit: number;
  readonly limitOfOne: number;
};

type Watch = { readonly by: string; step: number; queryId: string | null; readonly began: number };

/** What a longer time and more memory may still answer. */
const MAY_GO_ON: ReadonlySet<string> = new Set(["query_timeout", "query_too_large", "store_busy"]);

export function createWatches({ store, elapsed, limit, limitOfOne }: WatchesDeps): Watches {
  const watches = new Map<string, Watch>();
  let long = 0;
  const inLane = async <Row>(
    watch: Watch,
    lane: "watch" | "interactive",
    [statement, { signal }]: Parameters<WatchedStore["query"]>,
  ): Promise<readonly Row[]> => {
    const id = `habitus-watch-${randomUUID()}`;
    watch.queryId = id;
    try {
      return await store.query<Row>(statement, { lane, id, ...(signal === undefined ? {} : { signal }) });
    } finally {
      watch.queryId = null;
    }
  };
  const inTurn = async <Row>(watch: Watch, asked: Parameters<WatchedStore["query"]>) => {
    long++;
    try {
      return await inLane<Row>(watch, "watch", asked);
    } finally {
      long--;
    }
  };
  /** While a long query is at work, a short one need not wait for it: it has the time of any other first. */
  const query = async <Row>(watch: Watch, asked: Parameters<WatchedStore["query"]>) => {
    watch.step++;
    if (long === 0) return inTurn<Row>(watch, asked);
    try {
      return await inLane<Row>(watch, "interactive", asked);
    } catch (error) {
      if (!(error instanceof HabitusError) || !MAY_GO_ON.has(error.code)) throw error;
      return inTurn<Row>(watch, asked);
    }
  };
  return {
    async during(key, work) {
      const name = nameOf(key);
      if (watches.has(name)) throw inUse();
      const own = [...watches.values()].filter(({ by }) => by === key.by).length;
      if (own >= limitOfOne) throw tooManyOfOne(limitOfOne);
      if (watches.size >= limit) throw tooMany(limit);
      const watch: Watch = { by: key.by, step: 0, queryId: null, began: elapsed() };
      watches.set(name, watch);
      try {
        return await work({
          query: <Row>(...asked: Parameters<WatchedStore["query"]>) => query<Row>(watch, asked),
        });
      } finally {
        watches.delete(name);
      }
    },
    async progress(key) {
      const watch = watches.get(nameOf(key));
      if (watch === undefined) throw new HabitusError("not_found", "There is no such question at work.");
      const { step, queryId, began } = watch;
      const reading = queryId === null ? null : await store.reading(queryId);
      return { step, reading, elapsedMs: elapsed() - began };
    },
  };
}

const nameOf = ({ id, by }: WatchKey): string => JSON.stringify([by, id]);

function inUse(): HabitusError {
  return new HabitusError("already_exists", "A question with this `watch` is being worked out.", {
    fix: "Give every question an id of its own.",
  });
}

function tooManyOfOne(limit: number): HabitusError {
  return new HabitusError(
    "too_many",
    `At most ${limit} of your questions are worked out at once: the other places are for the questions of others.`,
    { fix: "Wait until one of yours is over, or cancel it.", details: { limit } },
  );
}

function tooMany(limit: number): HabitusError {
  return new HabitusError("too_many", `At most ${limit} questions are worked out at once.`, {
    fix: "Wait until one of them is over, or cancel it.",
    details: { limit },
  });
}
