import { DAY_MS, type Instant, type JsonValue } from "@habitus/kernel";
import type { Path, TraitChange, WhenTest, WhenWindow } from "@habitus/segments";
import { asInstant, valueAt } from "../value/json-value.ts";
import { numbering } from "../window/periods.ts";
import {
  currentOf,
  insertLatest,
  type Latest,
  nextOf,
  readLatest,
  settleLatest,
  writeLatest,
} from "./latest.ts";
import type { Operator } from "./operator.ts";

/** From when on, and until when, a value lies in the window. */
type Stay = { readonly enters: Instant; readonly leaves: Instant };

/**
 * A trait's value as an instant that lies in a window at now.
 *
 * Invariant: kept are the instant (null for a value that is none) of the latest visible change by (time, idHash), and of every
 * change dated in the future. Older changes are outranked at every later now.
 */
export function traitTimeOperator(
  path: Path,
  { window }: WhenTest,
): Operator<Latest<Instant | null>, TraitChange> {
  const stayOf = stayIn(window);
  const inner = path.slice(1);
  const stay = (kept: Latest<Instant | null>, now: Instant): Stay | null => {
    const current = currentOf(kept, now) ?? null;
    return current === null ? null : stayOf(current);
  };
  return {
    name: "trait, as time",
    followsHome: false,
    truthOfNothing: false,
    create: () => [],
    insert: (kept, { time, idHash, value }, now) =>
      insertLatest(kept, { time, idHash, value: instantIn(value, inner) }, now),
    settle: (kept, now) => settleLatest(kept, now),
    truth: (kept, now) => {
      const own = stay(kept, now);
      return own !== null && own.enters <= now && now < own.leaves;
    },
    due: (kept, now) => {
      const own = stay(kept, now);
      const edges = own === null ? [] : [own.enters, own.leaves].filter((edge) => edge > now);
      return Math.min(nextOf(kept, now), ...edges);
    },
    size: (kept) => kept.length,
    write: (kept, to) =>
      writeLatest(kept, to, (at) => {
        to.byte(at === null ? 0 : 1);
        if (at !== null) to.whole(at);
      }),
    read: (from) => readLatest(from, () => (from.byte() === 0 ? null : from.whole())),
  };
}

/** The instant that a path inside a trait's value leads to; null where there is none. */
export function instantIn(whole: JsonValue, inner: Path): Instant | null {
  const value = valueAt(whole, inner);
  return value === undefined ? null : asInstant(value);
}

function stayIn(window: WhenWindow): (at: Instant) => Stay {
  if (window.kind === "sliding") {
    const { fromMs, toMs } = window;
    return (at) => ({
      enters: toMs === null ? Number.NEGATIVE_INFINITY : at + toMs,
      leaves: fromMs === null ? Number.POSITIVE_INFINITY : at + fromMs,
    });
  }
  const { numberOf, firstDay } = numbering(window.unit, window.weekStart);
  return (at) => {
    const first = numberOf(Math.floor(at / DAY_MS)) + window.endsAgo;
    return { enters: firstDay(first) * DAY_MS, leaves: firstDay(first + window.count) * DAY_MS };
  };
}
