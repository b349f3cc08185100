import type { LiveEvent, RecentEvents } from "@habitus/contract";

export type LiveRow =
  | { readonly kind: "event"; readonly key: number; readonly event: LiveEvent }
  | { readonly kind: "gap"; readonly key: number; readonly events: number; readonly calls: number };

/** What the page keeps: `shown` newest first, and what came while it was paused. */
export type LiveList = {
  readonly shown: readonly LiveRow[];
  readonly waiting: readonly LiveRow[];
  readonly nextKey: number;
  /** Stored events below all that is shown; null before the stream has begun. */
  readonly older: Older | null;
};

export type Older = Pick<RecentEvents, "next" | "lookedTo">;

/** More than anybody scrolls through; older ones are in the people's timelines. */
export const KEPT = 500;

export const EMPTY_LIST: LiveList = { shown: [], waiting: [], nextKey: 1, older: null };

export type LiveArrival =
  /** The stream begins, or begins anew: what is stored takes the place of what was shown. */
  | { readonly event: "stored"; readonly data: RecentEvents }
  | { readonly event: "event"; readonly data: LiveEvent }
  | { readonly event: "gap"; readonly data: { readonly events: number; readonly calls: number } };

/** Adds what arrived, oldest first, on top of the list, or aside while it is paused. */
export function take(list: LiveList, arrivals: readonly LiveArrival[], paused: boolean): LiveList {
  const begins = arrivals.findLastIndex(({ event }) => event === "stored");
  const begun = arrivals[begins];
  const now = begun?.event === "stored" ? beginAnew(list, begun.data) : list;
  const rows = arrivals
    .slice(begins + 1)
    .flatMap((arrival, index): readonly LiveRow[] => {
      const key = now.nextKey + index;
      if (arrival.event === "stored") return [];
      return arrival.event === "event"
        ? [{ kind: "event", key, event: arrival.data }]
        : [{ kind: "gap", key, ...arrival.data }];
    })
    .reverse();
  const nextKey = now.nextKey + arrivals.length;
  if (paused) return { ...now, waiting: [...rows, ...now.waiting].slice(0, KEPT), nextKey };
  return keepNewest({ ...now, shown: [...rows, ...now.shown], nextKey });
}

function beginAnew(list: LiveList, stored: RecentEvents): LiveList {
  return below({ ...EMPTY_LIST, nextKey: list.nextKey }, stored);
}

/** Puts a page of older events below what is shown. What somebody has asked for is kept, however much it is. */
export function below(list: LiveList, { events, next, lookedTo }: RecentEvents): LiveList {
  const rows = events.map((event, index): LiveRow => ({ kind: "event", key: list.nextKey + index, event }));
  return {
    ...list,
    shown: [...list.shown, ...rows],
    nextKey: list.nextKey + rows.length,
    older: { next, lookedTo },
  };
}

/** What is cut off at the end is no longer what older ones go on behind. */
function keepNewest(list: LiveList): LiveList {
  if (list.shown.length <= KEPT) return list;
  return { ...list, shown: list.shown.slice(0, KEPT), older: null };
}

/** Shows what waited. */
export function resume(list: LiveList): LiveList {
  return keepNewest({ ...list, shown: [...list.waiting, ...list.shown], waiting: [] });
}
