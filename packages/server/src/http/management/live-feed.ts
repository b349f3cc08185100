import { decodeEvents, type TrackedEvent } from "@habitus/events";
import type { Instant } from "@habitus/kernel";
import type { LogReader, LogRecord } from "../../log/log.ts";

export type LiveItem =
  | {
      readonly kind: "event";
      readonly event: TrackedEvent;
      readonly receivedAt: Instant;
      readonly source: string;
    }
  /** So many log records were passed over unread. */
  | { readonly kind: "skipped"; readonly calls: number };

export type LiveFeed = {
  /**
   * Gives every accepted event from now on, until the returned function is called; where a log record is given, first those behind
   * it that are there already, as far as they can be read at once.
   */
  subscribe(listener: (item: LiveItem) => void, after?: number): () => void;
};

export type LiveFeedLimits = {
  /** Read at most so many records at once; when more came, the older ones are passed over. */
  readonly records: number;
  readonly bytes: number;
  /** Between two readings. */
  readonly pauseMs: number;
};

/** Some 4,000 events a second at 500 bytes each: more than eyes can follow, little work beside taking them in. */
const LIVE_FEED_LIMITS: LiveFeedLimits = { records: 50, bytes: 512 * 1024, pauseMs: 250 };

const WAIT_MS = 1_000;

/** Follows the end of the log, and only while somebody watches. */
export function createLiveFeed(
  log: LogReader,
  onFailure: (error: unknown) => void,
  limits: LiveFeedLimits = LIVE_FEED_LIMITS,
): LiveFeed {
  const listeners = new Set<(item: LiveItem) => void>();
  let following = false;
  /** The last record that was published. */
  let position = 0;

  const publish = (item: LiveItem): void => {
    for (const listener of listeners) listener(item);
  };

  const follow = async (): Promise<void> => {
    while (listeners.size > 0) {
      await log.wait(position, WAIT_MS);
      const newest = Math.max(position, log.head().offset - limits.records, log.first() - 1);
      if (newest > position) publish({ kind: "skipped", calls: newest - position });
      position = newest;
      if (log.head().offset > position) {
        const records = log.read(position + 1, limits);
        for (const item of records.flatMap(itemsOf)) publish(item);
        position = records.at(-1)?.offset ?? position;
        await pause(limits.pauseMs);
      }
    }
  };
  const run = async (): Promise<void> => {
    following = true;
    while (listeners.size > 0) {
      try {
        await follow();
      } catch (error) {
        onFailure(error);
        await pause(WAIT_MS);
        const head = log.head().offset;
        if (head > position) publish({ kind: "skipped", calls: head - position });
        position = head;
      }
    }
    following = false;
  };

  return {
    subscribe(listener, after) {
      if (!following) position = log.head().offset;
      if (after !== undefined) for (const item of readBetween(log, after, position, limits)) listener(item);
      listeners.add(listener);
      if (!following) void run();
      return () => listeners.delete(listener);
    },
  };
}

/** What the records behind one hold, up to and including another: the newest of them, and how many were passed over. */
function readBetween(
  log: LogReader,
  after: number,
  upTo: number,
  limits: LiveFeedLimits,
): readonly LiveItem[] {
  const from = Math.max(after, upTo - limits.records, log.first() - 1);
  if (from >= upTo) return upTo > after ? [{ kind: "skipped", calls: upTo - after }] : [];
  const records = log.read(from + 1, limits).filter(({ offset }) => offset <= upTo);
  const read = records.at(-1)?.offset ?? from;
  const missed = from - after + (upTo - read);
  return [...(missed > 0 ? [{ kind: "skipped", calls: missed } as const] : []), ...records.flatMap(itemsOf)];
}

function itemsOf(record: LogRecord): readonly LiveItem[] {
  if (record.kind !== "events") return [];
  const { source, events } = decodeEvents(record.payload);
  return events.map((event) => ({ kind: "event", event, receivedAt: record.at, source }));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
