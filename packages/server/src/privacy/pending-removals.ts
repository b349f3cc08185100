import { type Instant, must } from "@habitus/kernel";
import { type Change, type Kv, put, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";

/** Something that was asked to go, until it is gone everywhere; it is kept for ever. */
export type Removal<Place extends string> = {
  /** From 1 on. */
  readonly number: number;
  readonly requestedAt: Instant;
  readonly done: Readonly<Partial<Record<Place, Instant>>>;
  /** 0 before it is on disk. */
  readonly rev: number;
};

export type PlaceView<Place extends string> = {
  readonly place: Place;
  readonly state: "done" | "due";
  /** When it was done, or when it will be at the latest. */
  readonly at: Instant;
};

/** Makes the record of a number, with what tells of it. */
type Make<Kept> = (number: number) => { readonly record: Kept; readonly told: Change };

/** Records are numbered and changed in one place; everything they need to go on is on disk before the next step. */
export type PendingRemovals<Kept, Place extends string> = {
  /** Newest first; `before` is the number of the last one of the page before. */
  list(before: number | null, limit: number): readonly Kept[];
  get(number: number): Kept | null;
  /** Of a number that was given out. */
  present(number: number): Kept;
  /** Keeps what `make` makes of the next number, and answers it once what can be is done, or a little patience is over. */
  add(make: Make<Kept>): Promise<Kept>;
  /** @throws HabitusError `conflict` when it is of another time. */
  save(record: Kept, ...more: readonly Change[]): Promise<void>;
  /** Notes when it was gone from those of these places where that was not noted yet. */
  noteDone(record: Kept, places: readonly Place[]): Promise<void>;
  /** Takes the next steps of whatever is not done; to be called again and again. */
  work(): Promise<void>;
  /** `change` of each, between the steps of others. */
  forEach(change: (record: Kept) => Promise<void>): Promise<void>;
  /** Whether files hold something that is to go. */
  isRewritingDue(at: Instant): boolean;
};

export type PendingRemovalsDeps<Kept extends Removal<Place>, Place extends string> = {
  readonly kv: Kv;
  /** Key [number]. */
  readonly table: Table<Kept>;
  readonly now: () => Instant;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly places: readonly Place[];
  /** Of the places those that are written anew at night; all others are reached by steps. */
  readonly filePlaces: readonly Place[];
  readonly placesOf: (record: Kept) => readonly PlaceView<Place>[];
  readonly step: (record: Kept) => Promise<void>;
  /** Whoever asked need not wait any longer. */
  readonly isAnswered: (record: Kept) => boolean;
};

const PATIENCE = { turns: 40, pauseMs: 50 } as const;

export function createPendingRemovals<Kept extends Removal<Place>, Place extends string>(
  deps: PendingRemovalsDeps<Kept, Place>,
): PendingRemovals<Kept, Place> {
  const { kv, table, now, filePlaces } = deps;
  const serially = createSerially();
  /** Whether anything may be left that is no file; asked of all at the first time. */
  let isPending = true;
  const all = (): readonly Kept[] => [...kv.range(table, {})].map(({ value }) => value);
  const get = (number: number): Kept | null => kv.get(table, [number]) ?? null;
  const present = (number: number): Kept => must(get(number), "a removal is never forgotten");
  const hasMore = ({ done }: Kept): boolean =>
    deps.places.some((place) => !filePlaces.includes(place) && done[place] === undefined);

  const save = (record: Kept, ...more: readonly Change[]): Promise<void> => {
    const { number, rev } = record;
    const kept = put(table, [number], { ...record, rev: rev + 1 });
    return kv.commit([kept, ...more], [{ table, key: [number], rev: rev === 0 ? null : rev }]);
  };

  const work = (): Promise<void> =>
    serially(async () => {
      if (!isPending) return;
      const open = all().filter(hasMore);
      for (const { number } of open) await deps.step(present(number));
      isPending = open.some(({ number }) => hasMore(present(number)));
    });

  const keep = (make: Make<Kept>): Promise<number> =>
    serially(async () => {
      const [newest] = kv.range(table, { reverse: true, limit: 1 });
      const number = (newest?.value.number ?? 0) + 1;
      const { record, told } = make(number);
      await save(record, told);
      isPending = true;
      return number;
    });

  return {
    list(before, limit) {
      const range = { reverse: true, limit, ...(before === null ? {} : { to: [before] }) };
      return [...kv.range(table, range)].map(({ value }) => value);
    },
    get,
    present,
    async add(make) {
      const number = await keep(make);
      await work();
      for (let turn = 0; turn < PATIENCE.turns && !deps.isAnswered(present(number)); turn++) {
        await deps.pause(PATIENCE.pauseMs);
        await work();
      }
      return present(number);
    },
    save,
    async noteDone(record, places) {
      const fresh = places.filter((place) => record.done[place] === undefined);
      if (fresh.length === 0) return;
      const at = now();
      const done = { ...record.done, ...Object.fromEntries(fresh.map((place) => [place, at])) };
      await save({ ...record, done });
    },
    work,
    forEach: (change) =>
      serially(async () => {
        for (const record of all()) await change(record);
      }),
    isRewritingDue: (at) =>
      all().some((record) =>
        deps
          .placesOf(record)
          .some(({ place, state, at: due }) => state === "due" && due <= at && filePlaces.includes(place)),
      ),
  };
}

/** What was asked for is gone from there, or is by the night that comes. */
export function placeView<Place extends string>(
  { requestedAt, done }: Removal<Place>,
  place: Place,
  nightAfter: (at: Instant) => Instant,
): PlaceView<Place> {
  const at = done[place];
  return at === undefined
    ? { place, state: "due", at: nightAfter(requestedAt) }
    : { place, state: "done", at };
}
