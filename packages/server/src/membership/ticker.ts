import { HabitusError, type Instant } from "@habitus/kernel";
import type { Log, Offset } from "../log/log.ts";
import { encodeTick } from "./tick-record.ts";

export type TickerDeps = {
  readonly log: Pick<Log, "append" | "head">;
  readonly now: () => Instant;
  readonly onFailure: (error: Error) => void;
};

/** Appends a tick when a deadline passes and no record has come, so that what is due fires. */
export type Ticker = {
  /**
   * Somebody is next due at this instant; null for never.
   * @param overdue the last record that was evaluated, where that has left some who are due by then; else null.
   * @param share how many deadlines the next tick is to fire.
   */
  due(at: Instant | null, overdue: Offset | null, share: number): void;
  stop(): void;
};

/** Timers of the platform know nothing of a clock that is set forward nor of a machine that slept: so long after it, what is due is seen. */
const LONGEST_WAIT_MS = 500;
const RETRY_MS = 500;
/** A record that came so short a time ago has likely another behind it, which fires what is due in the same step. */
const GATHER_MS = 10;

export function createTicker({ log, now, onFailure }: TickerDeps): Ticker {
  let next: Instant | null = null;
  let leftBy: Offset | null = null;
  let shareOfNext = 0;
  /** The last record that was appended here. */
  let ticked: Offset = 0;
  let timer: NodeJS.Timeout | null = null;
  let isAppending = false;

  const wait = (ms: number): void => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(look, Math.min(Math.max(ms, 0), LONGEST_WAIT_MS));
    timer.unref();
  };
  const look = (): void => {
    timer = null;
    if (next === null || isAppending) return;
    const { at } = log.head();
    if (at >= next) {
      // A record of this now or later fires the deadline by itself, or a share of all there are: when one tick has, it is the next one's turn.
      if (leftBy !== null && leftBy >= ticked) void append();
      return;
    }
    const from = Math.max(next, at + GATHER_MS);
    if (now() < from) wait(from - now());
    else void append();
  };
  const append = async (): Promise<void> => {
    isAppending = true;
    try {
      ticked = (await log.append([{ kind: "tick", payload: encodeTick(shareOfNext) }])).offset;
      isAppending = false;
      look();
    } catch (error) {
      isAppending = false;
      if (!(error instanceof HabitusError)) throw error;
      if (error.code === "log_closed") return;
      onFailure(error);
      wait(RETRY_MS);
    }
  };

  return {
    due(at, overdue, share) {
      shareOfNext = share;
      if (at === next && overdue === leftBy) return;
      next = at;
      leftBy = overdue;
      look();
    },
    stop() {
      next = null;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
