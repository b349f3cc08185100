import type { LiveEvent, RecentEvents } from "@habitus/contract";

export type LiveFilters = {
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  readonly source?: string | undefined;
};

export type LiveRow =
  | { readonly kind: "event"; readonly key: number; readonly event: LiveEvent }
  | { readonly kind: "gap"; readonly key: number; readonly events: number; readonly calls: number }
  /** Events that came while the page was open and were put away again for newer ones. */
  | { readonly kind: "left"; readonly key: number; readonly events: number };

/** Newest first, and how many behind the last of them were put away. */
type Came = { readonly rows: readonly LiveRow[]; readonly left: number };

type Begun = { readonly filters: LiveFilters; readonly data: RecentEvents };

export type LiveList = {
  /** Of which events it is; null before the stream has begun. */
  readonly filters: LiveFilters | null;
  /** Another one whenever the list begins anew: what was asked for below the one before has no place in it. */
  readonly epoch: number;
  readonly live: Came;
  /** What was stored as the stream began, and pages of older ones that somebody asked for. None of it is ever put away. */
  readonly stored: readonly LiveRow[];
  /** What came while the page was paused; with `begun` the stream began anew meanwhile, before the rows. */
  readonly waiting: Came & { readonly begun: Begun | null };
  readonly nextKey: number;
  /** Stored events below all that is shown; null before the stream has begun. */
  readonly older: Older | null;
};

export type Older = Pick<RecentEvents, "next" | "lookedTo">;

/** More than anybody scrolls through of what comes; what was put away is in the people's timelines. */
export const KEPT = 500;

const NOTHING: Came = { rows: [], left: 0 };
const LEFT_KEY = 0;

export const EMPTY_LIST: LiveList = {
  filters: null,
  epoch: 0,
  live: NOTHING,
  stored: [],
  waiting: { ...NOTHING, begun: null },
  nextKey: LEFT_KEY + 1,
  older: null,
};

export type LiveArrival =
  /** The stream begins, or begins anew: what is stored takes the place of what was shown. */
  | ({ readonly event: "stored" } & Begun)
  | { readonly event: "event"; readonly data: LiveEvent }
  | { readonly event: "gap"; readonly data: { readonly events: number; readonly calls: number } };

/** Newest first; what was put away is told of in its place. */
export function shownRows({ live: { rows, left }, stored }: LiveList): readonly LiveRow[] {
  return [
    ...rows,
    ...(left === 0 ? [] : [{ kind: "left", key: LEFT_KEY, events: left } as const]),
    ...stored,
  ];
}

export function waitingCount({ waiting: { rows, left } }: LiveList): number {
  return rows.length + left;
}

/** Adds what arrived, oldest first, on top of the list, or aside while it is paused. Other filters begin at once, paused or not. */
export function take(list: LiveList, arrivals: readonly LiveArrival[], paused: boolean): LiveList {
  const begins = arrivals.findLastIndex(({ event }) => event === "stored");
  const begun = arrivals[begins];
  const now = begun?.event === "stored" ? begin(list, begun, paused) : list;
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
  const nextKey = now.nextKey + rows.length;
  if (paused)
    return { ...now, nextKey, waiting: { ...now.waiting, ...onTop({ rows, left: 0 }, now.waiting) } };
  return { ...now, nextKey, live: onTop({ rows, left: 0 }, now.live) };
}

/** Whether both ask for the same events. */
function isSame(a: LiveFilters | null, b: LiveFilters): boolean {
  return a !== null && a.name === b.name && a.id === b.id && a.source === b.source;
}

function begin(list: LiveList, { filters, data }: Begun, paused: boolean): LiveList {
  if (paused && isSame(list.filters, filters))
    return { ...list, waiting: { ...NOTHING, begun: { filters, data } } };
  return beginAnew(list, { filters, data });
}

function beginAnew({ epoch, nextKey }: LiveList, { filters, data }: Begun): LiveList {
  const empty = { ...EMPTY_LIST, filters, nextKey, epoch: epoch + 1 };
  return below(empty, data, empty.epoch);
}

/** Puts a page of older events below what is shown, if it was asked for below this very list. */
export function below(list: LiveList, { events, next, lookedTo }: RecentEvents, epoch: number): LiveList {
  if (epoch !== list.epoch) return list;
  const rows = events.map((event, index): LiveRow => ({ kind: "event", key: list.nextKey + index, event }));
  return {
    ...list,
    stored: [...list.stored, ...rows],
    nextKey: list.nextKey + rows.length,
    older: { next, lookedTo },
  };
}

/** The newest of both; the others are counted. A gap counts as the events that it tells of. */
function onTop(upper: Came, lower: Came): Came {
  // Nothing is put away from above what stays.
  const rows = upper.left > 0 ? upper.rows : [...upper.rows, ...lower.rows];
  const away = [...rows.slice(KEPT), ...(upper.left > 0 ? lower.rows : [])];
  const events = away.reduce((sum, row) => sum + (row.kind === "event" ? 1 : row.events), 0);
  return { rows: rows.slice(0, KEPT), left: upper.left + lower.left + events };
}

/** Shows what waited. */
export function resume(list: LiveList): LiveList {
  const { begun, ...came } = list.waiting;
  const now = begun === null ? list : beginAnew(list, begun);
  return { ...now, live: onTop(came, now.live), waiting: EMPTY_LIST.waiting };
}

/** Takes all of it away; what comes then stands alone. */
export function cleared({ filters, epoch, nextKey }: LiveList): LiveList {
  return { ...EMPTY_LIST, filters, nextKey, epoch: epoch + 1 };
}
