import type { LiveEvent } from "@habitus/contract";

export type LiveRow =
  | { readonly kind: "event"; readonly key: number; readonly event: LiveEvent }
  | { readonly kind: "gap"; readonly key: number; readonly events: number; readonly calls: number };

/** What the page keeps: `shown` newest first, and what came while it was paused. */
export type LiveList = {
  readonly shown: readonly LiveRow[];
  readonly waiting: readonly LiveRow[];
  readonly nextKey: number;
};

/** More than anybody scrolls through; older ones are in the people's timelines. */
export const KEPT = 500;

export const EMPTY_LIST: LiveList = { shown: [], waiting: [], nextKey: 1 };

export type LiveArrival =
  | { readonly event: "event"; readonly data: LiveEvent }
  | { readonly event: "gap"; readonly data: { readonly events: number; readonly calls: number } };

/** Adds what arrived, oldest first, on top of the list, or aside while it is paused. */
export function take(list: LiveList, arrivals: readonly LiveArrival[], paused: boolean): LiveList {
  const rows = arrivals
    .map((arrival, index): LiveRow => {
      const key = list.nextKey + index;
      return arrival.event === "event"
        ? { kind: "event", key, event: arrival.data }
        : { kind: "gap", key, ...arrival.data };
    })
    .reverse();
  const nextKey = list.nextKey + arrivals.length;
  return paused
    ? { ...list, waiting: [...rows, ...list.waiting].slice(0, KEPT), nextKey }
    : { ...list, shown: [...rows, ...list.shown].slice(0, KEPT), nextKey };
}

/** Shows what waited. */
export function resume({ shown, waiting, nextKey }: LiveList): LiveList {
  return { shown: [...waiting, ...shown].slice(0, KEPT), waiting: [], nextKey };
}
