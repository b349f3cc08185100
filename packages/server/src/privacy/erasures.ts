import { type Actor, ERASURE_PLACES, type ErasurePlace } from "@habitus/contract";
import { writtenId } from "@habitus/events";
import { type Instant, must } from "@habitus/kernel";
import type { DeadLetters } from "../ingest/dead-letters.ts";
import type { Log, Offset } from "../log/log.ts";
import type { Audit } from "../platform/audit.ts";
import { type Change, type Kv, put } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { encodeErase } from "../profiles/erase-command.ts";
import type { ErasureReads } from "../profiles/erasure-reads.ts";
import { madeKinds, OWN_KINDS } from "../profiles/id-kinds.ts";
import type { PersonIdentifier } from "../profiles/identity.ts";
import { onlyMeant } from "../profiles/only-meant.ts";
import type { ProfileReads, SaidAs } from "../profiles/profile-reads.ts";
import type { IdDigest } from "../profiles/tombstones.ts";
import type { NodeNumber } from "../store/event-store.ts";
import { ERASURES, erasureId, erasureNumber, type ErasureRecord } from "./erasure-store.ts";

export type PlaceView = {
  readonly place: ErasurePlace;
  readonly state: "done" | "due";
  /** When it was done, or when it will be at the latest. */
  readonly at: Instant;
};

/** What is left of somebody, and until when. */
export type ErasureView = {
  readonly id: string;
  readonly requestedAt: Instant;
  readonly requestedBy: Actor;
  /** Ids that were erased; null while the server has not come to it. */
  readonly ids: number | null;
  readonly complete: boolean;
  readonly places: readonly PlaceView[];
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

const PATIENCE = { turns: 40, pauseMs: 50 } as const;
const FILE_PLACES: readonly ErasurePlace[] = ["log", "event_files", "profile_files", "membership_files"];

export function createErasures(deps: ErasuresDeps): Erasures {
  const { kv, reads, now } = deps;
  const serially = createSerially();
  /** Whether anything may be left that is no file; asked of all at the first time. */
  let isPending = true;
  const all = (): readonly ErasureRecord[] => [...kv.range(ERASURES, {})].map(({ value }) => value);
  const save = (
    record: ErasureRecord,
    part: Partial<ErasureRecord>,
    ...more: readonly Change[]
  ): Promise<void> => {
    const after = { ...record, ...part, rev: record.rev + 1 };
    return kv.commit(
      [put(ERASURES, [record.number], after), ...more],
      [{ table: ERASURES, key: [record.number], rev: record.rev === 0 ? null : record.rev }],
    );
  };
  const present = (number: number): ErasureRecord | undefined => kv.get(ERASURES, [number]);
  const view = (record: ErasureRecord): ErasureView => viewOf(record, deps);

  /** The next steps of one erasure, each kept before the one after it. */
  const step = async (number: number): Promise<void> => {
    const said = await sayOnce(deps, save, present(number));
    const mark = reads.mark(number);
    if (said === null || mark === null) return;
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
      await deps.deadLetters.discardNaming((value, record) =>
        meanings(kv, value).some((id) => reads.isGone(id, record)),
      );
      reached.push("refused_events");
    }
    // Before this, transitions may still come that name the person.
    if (membership >= mark.offset && !isDone(said, "webhooks")) {
      await deps.forgetDeliveries((id, record) => reads.isGone(id, record));
      reached.push("webhooks");
    }
    if (!isDone(said, "uploads") && (await deps.sweepUploads(said.requestedAt)) === 0)
      reached.push("uploads");
    await noteDone(said, reached);
  };

  const noteDone = async (record: ErasureRecord, places: readonly ErasurePlace[]): Promise<void> => {
    const fresh = places.filter((place) => !isDone(record, place));
    if (fresh.length === 0) return;
    const at = now();
    const done = { ...record.done, ...Object.fromEntries(fresh.map((place) => [place, at])) };
    await save(record, { done, ids: [] });
  };

  const work = (): Promise<void> =>
    serially(async () => {
      if (!isPending) return;
      const open = all().filter(hasMore);
      for (const { number } of open) await step(number);
      isPending = open.some(({ number }) => hasMore(must(present(number), "an erasure is never forgotten")));
    });

  return {
    list(before, limit) {
      const range = { reverse: true, limit, ...(before === null ? {} : { to: [before] }) };
      return [...kv.range(ERASURES, range)].map(({ value }) => view(value));
    },
    get(id) {
      const number = erasureNumber(id);
      const record = number === null ? undefined : present(number);
      return record === undefined ? null : view(record);
    },
    async erase(id, by, as) {
      // It cannot be taken back, so nobody is left behind unseen either.
      const found = onlyMeant(deps.profiles, id, "Erase each of them", as);
      const number = await serially(() => request(found, by));
      await work();
      for (let turn = 0; turn < PATIENCE.turns && !isForgotten(present(number)); turn++) {
        await deps.pause(PATIENCE.pauseMs);
        await work();
      }
      return view(must(present(number), "an erasure is never forgotten"));
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
        for (const record of all()) {
          const mark = reads.mark(record.number);
          if (mark === null || mark.offset > upTo) continue;
          if (places.includes("log")) await save(record, { logFreeUpTo: upTo, logFreeAt: now() });
          await noteDone(must(present(record.number), "an erasure is never forgotten"), places);
        }
      }),
  };

  async function request(
    { id, node }: { readonly id: PersonIdentifier; readonly node: number },
    by: Actor,
  ): Promise<number> {
    const number = (all().at(-1)?.number ?? 0) + 1;
    const requestedAt = now();
    const record: ErasureRecord = {
      number,
      requestedAt,
      requestedBy: by,
      ids: [{ digest: deps.digest(id), node }],
      said: null,
      done: {},
      logFreeUpTo: 0,
      rev: 0,
    };
    const target = `erasure/${erasureId(number)}`;
    const told = deps.audit({
      actor: by,
      at: requestedAt,
      action: "person.erase",
      target,
      before: null,
      after: null,
    });
    await save(record, {}, told);
    isPending = true;
    return number;
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

/** Puts the erasure into the log unless it is there. */
async function sayOnce(
  { log, kv }: Pick<ErasuresDeps, "log" | "kv">,
  save: (record: ErasureRecord, part: Partial<ErasureRecord>) => Promise<void>,
  record: ErasureRecord | undefined,
): Promise<ErasureRecord | null> {
  if (record === undefined) return null;
  if (record.said !== null) return record;
  const { number: erasure, ids } = record;
  const { offset } = await log.append([{ kind: "erase", payload: encodeErase({ erasure, ids }) }]);
  await save(record, { said: offset });
  return kv.get(ERASURES, [erasure]) ?? null;
}

function hasMore(record: ErasureRecord): boolean {
  return ERASURE_PLACES.some((place) => !FILE_PLACES.includes(place) && !isDone(record, place));
}

function isDone({ done }: ErasureRecord, place: ErasurePlace): boolean {
  return done[place] !== undefined;
}

function isForgotten(record: ErasureRecord | undefined): boolean {
  return record?.done.events !== undefined && record.done.webhooks !== undefined;
}

function viewOf(record: ErasureRecord, { reads, nightAfter, log }: ErasuresDeps): ErasureView {
  const { number, requestedAt, requestedBy, done, logFreeUpTo, logFreeAt = 0 } = record;
  const mark = reads.mark(number);
  const late = mark?.late ?? 0;
  const isLogFree = logFreeUpTo >= late || log.first() > late;
  const places = ERASURE_PLACES.map((place): PlaceView => {
    const at = done[place];
    if (at === undefined) return { place, state: "due", at: nightAfter(requestedAt) };
    // What came late for the person is in the log once more, and goes with the night after the last clearing: once a night at the most.
    if (place === "log" && !isLogFree)
      return { place, state: "due", at: nightAfter(Math.max(at, logFreeAt)) };
    return { place, state: "done", at };
  });
  return {
    id: erasureId(number),
    requestedAt,
    requestedBy,
    ids: mark?.ids ?? null,
    complete: places.every(({ state }) => state === "done"),
    places,
  };
}
