import { assert, DECIMAL_ONE, type Instant, unreachable } from "@habitus/kernel";
import type { HistoryEvent, SessionsLeaf } from "@habitus/segments";
import { holds } from "../value/compare.ts";
import { decimalOfPlan } from "../value/value-test.ts";
import { eventWindow } from "../window/event-window.ts";
import { allTimes, countUpTo } from "../window/times.ts";
import type { Operator } from "./operator.ts";

type Kept = {
  /** Sessions of what is visible: the first instants and the last ones, ascending. */
  readonly starts: Instant[];
  readonly ends: Instant[];
  /** Instants that are not visible yet, each once, ascending. */
  readonly ahead: Instant[];
};

const NEVER = Number.POSITIVE_INFINITY;

/**
 * Sessions that began inside a window: how many, or what their durations come to.
 *
 * Invariant: kept are the first and last instant of every session that can still begin inside the window, and what has not become visible.
 * Of the sessions that began before the window the newest alone is kept, as long as an event inside the window could belong to
 * it, and as if it had begun just before the window (or where it ends, if that is earlier): an event that comes late makes sessions longer and joins them,
 * never parts them, so no single event is needed.
 */
export function sessionsOperator(leaf: SessionsLeaf): Operator<Kept, HistoryEvent> {
  assert(leaf.events.local === undefined, "the plan asks for sessions at any time of day");
  const { quietMs } = leaf;
  const window = eventWindow(leaf.events.window);
  const truthOf = truthOfSessions(leaf);
  return {
    name: "sessions",
    followsHome: window.followsHome,
    truthOfNothing: truthOf({ starts: [], ends: [], ahead: [] }, 0, 0),
    create: () => ({ starts: [], ends: [], ahead: [] }),
    insert: (kept, { time }, now) => {
      if (time <= window.leftForGood(now) - quietMs) return false;
      return time > now ? insertAhead(kept.ahead, time) : insertVisible(kept, time, quietMs);
    },
    settle: (kept, now) => {
      for (const time of kept.ahead.splice(0, countUpTo(kept.ahead, now))) insertVisible(kept, time, quietMs);
      forget(kept, window.leftForGood(now), quietMs);
    },
    truth: (kept, now, home) => {
      const from = countUpTo(kept.starts, window.leftUpTo(now, home));
      return truthOf(kept, from, countUpTo(kept.starts, window.enteredUpTo(now, home)));
    },
    due: ({ starts, ahead }, now, home) => {
      const from = countUpTo(starts, window.leftUpTo(now, home));
      const to = countUpTo(starts, window.enteredUpTo(now, home));
      const leaving = from < to ? starts[from] : undefined;
      const entering = starts[to];
      return Math.min(
        ahead[0] ?? NEVER,
        leaving === undefined ? NEVER : window.leavesAt(leaving, home),
        entering === undefined ? NEVER : window.entersAt(entering, home),
      );
    },
    union: (one, other) => ({
      ...allSessions(one, other, quietMs),
      ahead: [...new Set(allTimes(one.ahead, other.ahead))],
    }),
    size: ({ starts, ahead }) => starts.length + ahead.length,
    write: ({ starts, ends, ahead }, to) => {
      to.ascending(starts);
      for (const [at, end] of ends.entries()) to.count(end - (starts[at] ?? end));
      to.ascending(ahead);
    },
    read: (from) => {
      const starts = [...from.ascending()];
      return { starts, ends: starts.map((start) => start + from.count()), ahead: [...from.ascending()] };
    },
  };
}

function insertAhead(ahead: Instant[], time: Instant): boolean {
  const at = countUpTo(ahead, time);
  if (ahead[at - 1] === time) return false;
  ahead.splice(at, 0, time);
  return true;
}

/** False when the instant lies in a session as it is. */
function insertVisible({ starts, ends }: Kept, time: Instant, quietMs: number): boolean {
  let at = countUpTo(starts, time) - 1;
  const end = ends[at];
  if (end !== undefined && time <= end) return false;
  if (end !== undefined && time - end <= quietMs) ends[at] = time;
  else {
    at++;
    starts.splice(at, 0, time);
    ends.splice(at, 0, time);
  }
  const next = starts[at + 1];
  if (next !== undefined && next - time <= quietMs) {
    starts.splice(at + 1, 1);
    ends.splice(at, 1);
  }
  return true;
}

/** Sessions of both; those between which there is no more than the quiet time are one. */
function allSessions(one: Kept, other: Kept, quietMs: number): Pick<Kept, "starts" | "ends"> {
  const all = [one, other].flatMap(({ starts, ends }) =>
    starts.map((start, at) => ({ start, end: ends[at] ?? start })),
  );
  const starts: Instant[] = [];
  const ends: Instant[] = [];
  for (const { start, end } of all.sort((a, b) => a.start - b.start)) {
    const last = ends.at(-1);
    if (last !== undefined && start - last <= quietMs) {
      ends[ends.length - 1] = Math.max(last, end);
    } else {
      starts.push(start);
      ends.push(end);
    }
  }
  return { starts, ends };
}

/** @param left what began up to this instant has left the window for good. */
function forget({ starts, ends }: Kept, left: Instant, quietMs: number): void {
  const old = countUpTo(starts, left);
  if (old === 0) return;
  const newest = ends[old - 1] ?? left;
  const forgotten = newest <= left - quietMs ? old : old - 1;
  starts.splice(0, forgotten);
  ends.splice(0, forgotten);
  if (forgotten < old) starts[0] = Math.min(left, newest);
}

/** What is said of the sessions from one place up to, but not at, the other. */
function truthOfSessions({ of, op, value }: SessionsLeaf): (kept: Kept, from: number, to: number) => boolean {
  const bound = decimalOfPlan(value);
  const compares = (figure: number, parts = 1): boolean =>
    holds(BigInt(figure) * DECIMAL_ONE, op, bound * BigInt(parts));
  return ({ starts, ends }, from, to) => {
    const count = to - from;
    if (of === "count") return compares(count);
    const durations = starts.slice(from, to).map((start, place) => (ends[from + place] ?? start) - start);
    if (of === "sum" || of === "avg") {
      const sum = durations.reduce((total, duration) => total + duration, 0);
      return of === "sum" ? compares(sum) : count > 0 && compares(sum, count);
    }
    if (of === "min") return count > 0 && compares(durations.reduce((a, b) => Math.min(a, b)));
    if (of === "max") return count > 0 && compares(durations.reduce((a, b) => Math.max(a, b)));
    return unreachable(of);
  };
}
