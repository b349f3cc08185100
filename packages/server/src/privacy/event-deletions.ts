import { type Actor, DELETION_PLACES, type DeletionPlace } from "@habitus/contract";
import { hash128, hashHex, type Instant } from "@habitus/kernel";
import type { Log, Offset } from "../log/log.ts";
import type { Audit } from "../platform/audit.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { type DeleteEventsCommand, encodeDeleteEvents } from "../profiles/delete-command.ts";
import { onlyMeant } from "../profiles/only-meant.ts";
import type { ProfileReads, SaidAs } from "../profiles/profile-reads.ts";
import type { IdDigest } from "../profiles/tombstones.ts";
import {
  createPendingRemovals,
  type PendingRemovals,
  placeView,
  type PlaceView,
  type Removal,
} from "./pending-removals.ts";

/** Which events: those that everything that is not null fits. */
export type EventChoice = {
  readonly names: readonly string[] | null;
  readonly ids: readonly string[] | null;
  readonly from: Instant | null;
  readonly to: Instant | null;
};

type DeletionRecord = Removal<DeletionPlace> & {
  readonly requestedBy: Actor;
  readonly command: DeleteEventsCommand;
  /** How many event ids were given; null for none. */
  readonly ids: number | null;
  /** The record that says it; null until it is on disk, and said again after a crash. */
  readonly said: Offset | null;
};

/** Key [number]. */
const DELETIONS: Table<DeletionRecord> = { name: "event_deletions", version: 1 };

export type EventDeletionView = Pick<DeletionRecord, "requestedAt" | "requestedBy" | "ids"> &
  Pick<DeleteEventsCommand, "names" | "from" | "to"> & {
    readonly id: string;
    readonly complete: boolean;
    readonly places: readonly PlaceView<DeletionPlace>[];
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

const FILE_PLACES: readonly DeletionPlace[] = ["log", "event_files"];

export function createEventDeletions(deps: EventDeletionsDeps): EventDeletions {
  const { now } = deps;
  const view = (record: DeletionRecord): EventDeletionView => viewOf(record, deps.nightAfter);
  const pending: PendingRemovals<DeletionRecord, DeletionPlace> = createPendingRemovals({
    ...deps,
    table: DELETIONS,
    places: DELETION_PLACES,
    filePlaces: FILE_PLACES,
    placesOf: (record) => placesOf(record, deps.nightAfter),
    step: (record) => step(record),
    isAnswered: ({ done }) => done.memberships !== undefined && done.events !== undefined,
  });

  /** The next steps of one deletion, each kept before the one after it. */
  const step = async (record: DeletionRecord): Promise<void> => {
    const { number, command, done } = record;
    if (record.said === null) {
      const { offset } = await deps.log.append([
        { kind: "delete_events", payload: encodeDeleteEvents(command) },
      ]);
      await pending.save({ ...record, said: offset, command: { ...command, ids: [], idHashes: null } });
    }
    const kept = pending.present(number);
    const said = kept.said ?? Number.POSITIVE_INFINITY;
    const { membership, store } = deps.positions();
    const reached: DeletionPlace[] = [];
    if (membership >= said) reached.push("memberships");
    if (store >= said) {
      if (done.events === undefined) deps.forgetMemory();
      reached.push("events");
    }
    await pending.noteDone(kept, reached);
  };

  return {
    list: (before, limit) => pending.list(before, limit).map(view),
    get(id) {
      const number = /^d([1-9]\d{0,14})$/.exec(id)?.[1];
      const record = number === undefined ? null : pending.get(Number(number));
      return record === null ? null : view(record);
    },
    async delete(id, choice, by, as) {
      const found = onlyMeant(deps.profiles, id, "Delete the events of each", as);
      const who = { digest: deps.digest(found.id), node: found.node };
      const added = await pending.add((number) => {
        const record = recordOf(number, choice, { by, at: now(), upTo: deps.log.head().offset, ...who });
        const told = deps.audit({
          actor: by,
          at: record.requestedAt,
          action: "person.delete_events",
          target: `event-deletion/${deletionId(number)}`,
          before: null,
          after: { names: choice.names, ids: record.ids, from: choice.from, to: choice.to },
        });
        return { record, told };
      });
      return view(added);
    },
    work: () => pending.work(),
    isRewritingDue: (at) => pending.isRewritingDue(at),
    note(places, upTo) {
      const own = DELETION_PLACES.filter((place) => places.includes(place));
      return pending.forEach(async (record) => {
        if (record.said !== null && record.said <= upTo) await pending.noteDone(record, own);
      });
    },
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

function viewOf(record: DeletionRecord, nightAfter: (at: Instant) => Instant): EventDeletionView {
  const { number, requestedAt, requestedBy, command, ids } = record;
  const { names, from, to } = command;
  const places = placesOf(record, nightAfter);
  const complete = places.every(({ state }) => state === "done");
  return { id: deletionId(number), requestedAt, requestedBy, names, ids, from, to, complete, places };
}

function placesOf(
  record: DeletionRecord,
  nightAfter: (at: Instant) => Instant,
): readonly PlaceView<DeletionPlace>[] {
  return DELETION_PLACES.map((place) => placeView(record, place, nightAfter));
}

function deletionId(number: number): string {
  return `d${number}`;
}
