import { type Actor, DELETION_PLACES, type DeletionPlace } from "@habitus/contract";
import { hash128, hashHex, type Instant, must } from "@habitus/kernel";
import type { Log, Offset } from "../log/log.ts";
import type { Audit } from "../platform/audit.ts";
import { type Change, type Kv, put, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { type DeleteEventsCommand, encodeDeleteEvents } from "../profiles/delete-command.ts";
import { onlyMeant } from "../profiles/only-meant.ts";
import type { ProfileReads, SaidAs } from "../profiles/profile-reads.ts";
import type { IdDigest } from "../profiles/tombstones.ts";

/** Which events: those that everything that is not null fits. */
export type EventChoice = {
  readonly names: readonly string[] | null;
  readonly ids: readonly string[] | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
};

type DeletionRecord = {
  readonly number: number;
  readonly requestedAt: Instant;
  readonly requestedBy: Actor;
  readonly command: DeleteEventsCommand;
  /** How many event ids were given; null for none. */
  readonly ids: number | null;
  /** The record that says it; null until it is on disk, and said again after a crash. */
  readonly said: Offset | null;
  readonly done: Readonly<Partial<Record<DeletionPlace, Instant>>>;
  readonly rev: number;
};

/** Key [number]. */
const DELETIONS: Table<DeletionRecord> = { name: "event_deletions", version: 1 };

export type EventDeletionView = Pick<DeletionRecord, "requestedAt" | "requestedBy" | "ids"> &
  Pick<DeleteEventsCommand, "names" | "from" | "to"> & {
    readonly id: string;
    readonly complete: boolean;
    readonly places: readonly {
      readonly place: DeletionPlace;
      readonly state: "done" | "due";
      /** When it was done, or when it will be at the latest. */
      readonly at: Instant;
    }[];
  };

export type EventDeletions = {
  /** Newest first; `before` is the number of the last one of the page before. */
  list(before: number | null, limit: number): readonly EventDeletionView[];
  get(id: string): EventDeletionView | null;
  /**
   * Deletes events of the person who has the id. Answers once the log has it, after a little patience with those who read it.
   * @throws HabitusError `not_found`; `several_people` who have the id; `log_busy` and `storage_full`: it is on disk and is said again by itself.
   */
  delete(id: string, choice: EventChoice, by: Actor, as?: SaidAs): Promise<EventDeletionView>;
  /** Takes the next steps of whatever is not done; to be called again and again. */
  work(): Promise<void>;
  /** Whether files hold something that is to go. */
  isRewritingDue(at: Instant): boolean;
  /** Whatever is not done and was in force at this record is done with these places. */
  note(places: readonly string[], upTo: Offset): Promise<void>;
};

export type EventDeletionsDeps = {
  readonly kv: Kv;
  readonly log: Pick<Log, "append" | "head">;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly digest: IdDigest;
  readonly profiles: Pick<ProfileReads, "findAll">;
  /** How far those have come who read the log. */
  readonly positions: () => { readonly membership: Offset; readonly store: Offset };
  /** What is remembered of events in memory is looked up again. */
  readonly forgetMemory: () => void;
  /** The next night after the instant, when files are written anew. */
  readonly nightAfter: (at: Instant) => Instant;
  readonly pause: (ms: number) => Promise<unknown>;
};

const PATIENCE = { turns: 40, pauseMs: 50 } as const;
const FILE_PLACES: readonly DeletionPlace[] = ["log", "event_files"];

export function createEventDeletions(deps: EventDeletionsDeps): EventDeletions {
  const { kv, now } = deps;
  const serially = createSerially();
  /** Whether anything may be left that is no file; asked of all at the first time. */
  let isPending = true;
  const all = (): readonly DeletionRecord[] => [...kv.range(DELETIONS, {})].map(({ value }) => value);
  const present = (number: number): DeletionRecord =>
    must(kv.get(DELETIONS, [number]), "a deletion is never forgotten");
  const save = (
    record: DeletionRecord,
    part: Partial<DeletionRecord>,
    ...more: readonly Change[]
  ): Promise<void> => {
    const after = { ...record, ...part, rev: record.rev + 1 };
    const rev = record.rev === 0 ? null : record.rev;
    return kv.commit(
      [put(DELETIONS, [record.number], after), ...more],
      [{ table: DELETIONS, key: [record.number], rev }],
    );
  };
  const view = (record: DeletionRecord): EventDeletionView => viewOf(record, deps.nightAfter);

  const step = async (number: number): Promise<void> => {
    const record = present(number);
    const { command, done } = record;
    if (record.said === null) {
      const { offset } = await deps.log.append([
        { kind: "delete_events", payload: encodeDeleteEvents(command) },
      ]);
      await save(record, { said: offset, command: { ...command, ids: [], idHashes: null } });
    }
    const said = present(number).said ?? Number.POSITIVE_INFINITY;
    const { membership, store } = deps.positions();
    const reached: DeletionPlace[] = [];
    if (membership >= said) reached.push("memberships");
    if (store >= said) {
      if (done.events === undefined) deps.forgetMemory();
      reached.push("events");
    }
    await noteDone(number, reached);
  };

  const noteDone = async (number: number, places: readonly DeletionPlace[]): Promise<void> => {
    const record = present(number);
    const fresh = places.filter((place) => record.done[place] === undefined);
    if (fresh.length === 0) return;
    const at = now();
    const done = { ...record.done, ...Object.fromEntries(fresh.map((place) => [place, at])) };
    await save(record, { done });
  };

  const work = (): Promise<void> =>
    serially(async () => {
      if (!isPending) return;
      const open = all().filter((record) => !isForgotten(record));
      for (const { number } of open) await step(number);
      isPending = open.some(({ number }) => !isForgotten(present(number)));
    });

  const request = async (
    { id, as }: { readonly id: string; readonly as: SaidAs | undefined },
    choice: EventChoice,
    by: Actor,
  ): Promise<number> => {
    const found = onlyMeant(deps.profiles, id, "Delete the events of each", as);
    const [newest] = kv.range(DELETIONS, { reverse: true, limit: 1 });
    const number = (newest?.value.number ?? 0) + 1;
    const { offset: upTo } = deps.log.head();
    const who = { digest: deps.digest(found.id), node: found.node };
    const record = recordOf(number, choice, { by, at: now(), upTo, ...who });
    const told = deps.audit({
      actor: by,
      at: record.requestedAt,
      action: "person.delete_events",
      target: `event-deletion/${deletionId(number)}`,
      before: null,
      after: { names: choice.names, ids: record.ids, from: choice.from, to: choice.to },
    });
    await save(record, {}, told);
    isPending = true;
    return number;
  };

  return {
    list(before, limit) {
      const range = { reverse: true, limit, ...(before === null ? {} : { to: [before] }) };
      return [...kv.range(DELETIONS, range)].map(({ value }) => view(value));
    },
    get(id) {
      const number = /^d([1-9]\d{0,14})$/.exec(id)?.[1];
      const record = number === undefined ? undefined : kv.get(DELETIONS, [Number(number)]);
      return record === undefined ? null : view(record);
    },
    async delete(id, choice, by, as) {
      const number = await serially(() => request({ id, as }, choice, by));
      await work();
      for (let turn = 0; turn < PATIENCE.turns && !isForgotten(present(number)); turn++) {
        await deps.pause(PATIENCE.pauseMs);
        await work();
      }
      return view(present(number));
    },
    work,
    isRewritingDue: (at) =>
      all().some((record) =>
        view(record).places.some(
          ({ place, state, at: due }) => state === "due" && due <= at && FILE_PLACES.includes(place),
        ),
      ),
    note: (places, upTo) =>
      serially(async () => {
        const own = DELETION_PLACES.filter((place) => places.includes(place));
        for (const { number, said } of all()) if (said !== null && said <= upTo) await noteDone(number, own);
      }),
  };
}

function recordOf(
  number: number,
  { names, ids, from, to }: EventChoice,
  of: {
    readonly by: Actor;
    readonly at: Instant;
    readonly digest: string;
    readonly node: number;
    readonly upTo: Offset;
  },
): DeletionRecord {
  const idHashes = ids === null ? null : ids.map((id) => hashHex(hash128(id)));
  return {
    number,
    requestedAt: of.at,
    requestedBy: of.by,
    command: { ids: [{ digest: of.digest, node: of.node }], upTo: of.upTo, names, idHashes, from, to },
    ids: ids?.length ?? null,
    said: null,
    done: {},
    rev: 0,
  };
}

function isForgotten({ done }: DeletionRecord): boolean {
  return done.memberships !== undefined && done.events !== undefined;
}

function viewOf(
  { number, requestedAt, requestedBy, command, ids, done }: DeletionRecord,
  nightAfter: (at: Instant) => Instant,
): EventDeletionView {
  const { names, from, to } = command;
  const places = DELETION_PLACES.map((place) => {
    const at = done[place];
    return at === undefined
      ? ({ place, state: "due", at: nightAfter(requestedAt) } as const)
      : ({ place, state: "done", at } as const);
  });
  const complete = places.every(({ state }) => state === "done");
  return { id: deletionId(number), requestedAt, requestedBy, names, ids, from, to, complete, places };
}

function deletionId(number: number): string {
  return `d${number}`;
}
