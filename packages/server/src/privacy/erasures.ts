import { type Actor, ERASURE_PLACES, type ErasurePlace } from "@habitus/contract";
import { writtenId } from "@habitus/events";
import type { Instant } from "@habitus/kernel";
import type { DeadLetters } from "../ingest/dead-letters.ts";
import type { Log, Offset } from "../log/log.ts";
import type { Audit } from "../platform/audit.ts";
import type { Change, Kv } from "../platform/kv.ts";
import { encodeErase } from "../profiles/erase-command.ts";
import type { ErasureReads } from "../profiles/erasure-reads.ts";
import { madeKinds, OWN_KINDS } from "../profiles/id-kinds.ts";
import type { PersonIdentifier } from "../profiles/identity.ts";
import { onlyMeant } from "../profiles/only-meant.ts";
import type { ProfileReads, SaidAs } from "../profiles/profile-reads.ts";
import type { IdDigest } from "../profiles/tombstones.ts";
import type { NodeNumber } from "../store/event-store.ts";
import { ERASURES, erasureId, erasureNumber, type ErasureRecord } from "./erasure-store.ts";
import {
  createPendingRemovals,
  type PendingRemovals,
  placeView,
  type PlaceView,
} from "./pending-removals.ts";

/** What is left of somebody, and until when. */
export type ErasureView = {
  readonly id: string;
  readonly requestedAt: Instant;
  readonly requestedBy: Actor;
  /** Ids that were erased; null while the server has not come to it. */
  readonly ids: number | null;
  readonly complete: boolean;
  readonly places: readonly PlaceView<ErasurePlace>[];
};

export type Erasures = {
  /** Newest first; `before` is the number of the last one of the page before. */
  list(before: number | null, limit: number): readonly ErasureView[];
  get(id: string): ErasureView | null;
  /**
   * Forgets the person who has the id. Answers once the log has it, after a little patience with those who read it.
   * @throws HabitusError `not_found`; `several_people` who have the id, as one of their kinds each; `log_busy` and `storage_full`: it is on disk and is said again by itself.
   */
  erase(id: string, by: Actor, as?: SaidAs): Promise<ErasureView>;
  /** Takes the next steps of whatever is not done; to be called again and again. */
  work(): Promise<void>;
  /** Whether files hold something that is to go. */
  isRewritingDue(at: Instant): boolean;
  /** Whatever is not done and was in force at this record is done with these places. */
  note(places: readonly ErasurePlace[], upTo: Offset): Promise<void>;
};

export type ErasuresDeps = {
  readonly kv: Kv;
  readonly log: Pick<Log, "append" | "first">;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly digest: IdDigest;
  readonly profiles: Pick<ProfileReads, "findAll">;
  readonly reads: ErasureReads;
  /** How far those have come who read the log. */
  readonly positions: () => { readonly membership: Offset; readonly store: Offset };
  readonly deadLetters: Pick<DeadLetters, "discardNaming">;
  /** What is kept of these nodes beside the stores goes. */
  readonly forgetNodes: (nodes: readonly NodeNumber[]) => Promise<void>;
  /** What is worked out of the accounts of people names these no more. */
  readonly forgetAccounts: (accounts: readonly string[]) => Promise<void>;
  /** Nothing that names an id that is gone is sent or kept any more. */
  readonly forgetDeliveries: (isGone: ErasureReads["isGone"]) => Promise<void>;
  /** What is remembered of ids and values in memory is looked up again. */
  readonly forgetMemory: () => void;
  /** Removes uploads from before; answers how many jobs still need. */
  readonly sweepUploads: (before: Instant) => Promise<number>;
  /** The next night after the instant, when files are written anew. */
  readonly nightAfter: (at: Instant) => Instant;
  readonly pause: (ms: number) => Promise<unknown>;
};

const FILE_PLACES: readonly ErasurePlace[] = ["log", "event_files", "profile_files", "membership_files"];

export function createErasures(deps: ErasuresDeps): Erasures {
  const { kv, reads, now } = deps;
  const view = (record: ErasureRecord): ErasureView => viewOf(record, deps);
  const pending: PendingRemovals<ErasureRecord, ErasurePlace> = createPendingRemovals({
    ...deps,
    table: ERASURES,
    places: ERASURE_PLACES,
    filePlaces: FILE_PLACES,
    placesOf: (record) => placesOf(record, deps),
    step: (record) => step(record),
    isAnswered: ({ done }) => done.events !== undefined && done.webhooks !== undefined,
  });

  /** The next steps of one erasure, each kept before the one after it. */
  const step = async (record: ErasureRecord): Promise<void> => {
    const said = await sayOnce(deps, pending, record);
    const mark = reads.mark(record.number);
    if (mark === null) return;
    const { membership, store } = deps.positions();
    if (!isDone(said, "profile")) await deps.forgetNodes(reads.nodes(mark));
    const reached: ErasurePlace[] = ["profile"];
    if (membership >= mark.offset) reached.push("memberships");
    if (store >= mark.offset && !isDone(said, "events")) {
      deps.forgetMemory();
      // Before this, a refresh would find them again.
      await deps.forgetAccounts(reads.accounts(mark));
      reached.push("events");
    }
    if (!isDone(said, "refused_events")) {
      deps.forgetMemory();
      await deps.deadLetters.discardNaming((value, at) =>
        meanings(kv, value).some((id) => reads.isGone(id, at)),
      );
      reached.push("refused_events");
    }
    // Before this, transitions may still come that name the person.
    if (membership >= mark.offset && !isDone(said, "webhooks")) {
      await deps.forgetDeliveries((id, at) => reads.isGone(id, at));
      reached.push("webhooks");
    }
    if (!isDone(said, "uploads") && (await deps.sweepUploads(said.requestedAt)) === 0)
      reached.push("uploads");
    await noteDone(said, reached);
  };

  const noteDone = (record: ErasureRecord, places: readonly ErasurePlace[]): Promise<void> =>
    pending.noteDone({ ...record, ids: [] }, places);

  return {
    list: (before, limit) => pending.list(before, limit).map(view),
    get(id) {
      const number = erasureNumber(id);
      const record = number === null ? null : pending.get(number);
      return record === null ? null : view(record);
    },
    async erase(id, by, as) {
      // It cannot be taken back, so nobody is left behind unseen either.
      const found = onlyMeant(deps.profiles, id, "Erase each of them", as);
      return view(await pending.add((number) => request(number, found, by)));
    },
    work: () => pending.work(),
    isRewritingDue: (at) => pending.isRewritingDue(at),
    note: (places, upTo) =>
      pending.forEach(async (record) => {
        const mark = reads.mark(record.number);
        if (mark === null || mark.offset > upTo) return;
        if (places.includes("log")) await pending.save({ ...record, logFreeUpTo: upTo, logFreeAt: now() });
        await noteDone(pending.present(record.number), places);
      }),
  };

  function request(
    number: number,
    { id, node }: { readonly id: PersonIdentifier; readonly node: number },
    by: Actor,
  ): { readonly record: ErasureRecord; readonly told: Change } {
    const requestedAt = now();
    const target = `erasure/${erasureId(number)}`;
    return {
      record: {
        number,
        requestedAt,
        requestedBy: by,
        ids: [{ digest: deps.digest(id), node }],
        said: null,
        done: {},
        logFreeUpTo: 0,
        rev: 0,
      },
      told: deps.audit({
        actor: by,
        at: requestedAt,
        action: "person.erase",
        target,
        before: null,
        after: null,
      }),
    };
  }
}

/** The ids that a text may be. */
function meanings(kv: Kv, text: string): readonly PersonIdentifier[] {
  const own = OWN_KINDS.map((kind) => ({ kind, value: text }));
  const others = madeKinds(kv).map(({ key, ...rule }) => ({
    kind: key,
    value: writtenId(rule, text) ?? text,
  }));
  return [...own, ...others];
}

/** The erasure with its record in the log, which is made unless it is there. */
async function sayOnce(
  { log }: Pick<ErasuresDeps, "log">,
  pending: Pick<PendingRemovals<ErasureRecord, ErasurePlace>, "save" | "present">,
  record: ErasureRecord,
): Promise<ErasureRecord> {
  if (record.said !== null) return record;
  const { number: erasure, ids } = record;
  const { offset } = await log.append([{ kind: "erase", payload: encodeErase({ erasure, ids }) }]);
  await pending.save({ ...record, said: offset });
  return pending.present(erasure);
}

function isDone({ done }: ErasureRecord, place: ErasurePlace): boolean {
  return done[place] !== undefined;
}

function viewOf(record: ErasureRecord, deps: ErasuresDeps): ErasureView {
  const { number, requestedAt, requestedBy } = record;
  const places = placesOf(record, deps);
  return {
    id: erasureId(number),
    requestedAt,
    requestedBy,
    ids: deps.reads.mark(number)?.ids ?? null,
    complete: places.every(({ state }) => state === "done"),
    places,
  };
}

function placesOf(
  record: ErasureRecord,
  { reads, nightAfter, log }: ErasuresDeps,
): readonly PlaceView<ErasurePlace>[] {
  const { number, logFreeUpTo, logFreeAt = 0 } = record;
  const late = reads.mark(number)?.late ?? 0;
  const isLogFree = logFreeUpTo >= late || log.first() > late;
  return ERASURE_PLACES.map((place) => {
    const shown = placeView(record, place, nightAfter);
    if (place !== "log" || shown.state === "due" || isLogFree) return shown;
    // What came late for the person is in the log once more, and goes with the night after the last clearing: once a night at the most.
    return { place, state: "due", at: nightAfter(Math.max(shown.at, logFreeAt)) };
  });
}
