import {
  type Admit,
  bodyDialect,
  type Dialect,
  encodeEvents,
  encodeRejected,
  isOfNobody,
  type Fact,
  LIMITS,
  normaliseBody,
  parseBody,
  type Shape,
  type Taken,
  type TrackedEvent,
} from "@habitus/events";
import { HabitusError, type Instant } from "@habitus/kernel";
import type { Log, LogHead, NewRecord, Offset } from "../log/log.ts";
import type { Metrics } from "../platform/metrics.ts";
import { ACCEPTED, type Answer, refused, type Refusal } from "./answers.ts";
import { decodeBody } from "./decode-body.ts";
import { FACTS_WITH_EVENTS, factRecords } from "./fact-records.ts";
import type { Source, Sources } from "./sources.ts";
import { basicUser, type KeyPlaces, writeKeyOf } from "./write-key.ts";

/** What a path of the tracking API takes; `shared` paths tell their dialect by the body. */
export type TrackingCall = {
  readonly dialect: Dialect | "shared";
  readonly shape: Shape;
  /** History loaded by a program that may run again: its ids are remembered for ever, not only within the horizon. */
  readonly isImport?: boolean;
};

export type PrivacySignal = "Sec-GPC" | "DNT";

/** What one call brings, as far as it says anything of people. */
export type Arrived = {
  readonly events: readonly TrackedEvent[];
  /** Of these, only what they say of consent holds. */
  readonly withheld: readonly TrackedEvent[];
  readonly signal: PrivacySignal | null;
};

/** Facts on their way to the log. */
export type Said = {
  readonly facts: readonly Fact[];
  /**
   * To be called once, when the log has taken what they came with or has refused it: what it has not taken must not be held for said,
   * for the same call is sent again.
   */
  readonly ended: (isInLog: boolean) => void;
};

export const SAYS_NOTHING: Said = { facts: [], ended: () => undefined };

/** What calls say of people besides being events, as facts to stand with them in the log. */
export type FactsOf = (arrived: Arrived) => Said;

/** Events with what was added to them, and whom to tell whether the log has them. */
export type TakenAlong = {
  readonly events: readonly TrackedEvent[];
  readonly ended: (isInLog: boolean) => void;
};

/** What the product itself adds to events as they come in, before they are in the log. */
export type Arrivals = {
  /** With what the catalogue says of the items they name, and what their amounts are worth in the workspace's currency. */
  readonly takeAlong: (events: readonly TrackedEvent[]) => TakenAlong;
  readonly factsOf: FactsOf;
  /** What the workspace says of the events of one call. */
  readonly passage: () => Passage;
};

/** The way of one call's events through the door. */
export type Passage = {
  readonly admit: Admit;
  /** Events that did not get through, as they were sent: what they say of consent holds all the same. */
  withheld(): readonly TrackedEvent[];
  /** Counts what was found of these, once the log has them; never rejects. */
  settle(arrived: Settled): Promise<void>;
};

export type Settled = {
  readonly events: readonly TrackedEvent[];
  readonly rejected: Taken["rejected"];
  /** Where the log has them: records of their own; null for none. */
  readonly eventsAt: Offset | null;
  readonly rejectedAt: Offset | null;
};

export type TrackingRequest = {
  readonly call: TrackingCall;
  readonly keys: KeyPlaces;
  /** Headers by which a browser says that it does not want to be tracked. */
  readonly signal: PrivacySignal | null;
  /** As it came over the wire. */
  readonly body: Buffer;
};

export type Ingest = {
  /**
   * Takes what one request sends: every event is in the log and on disk, kept aside with its reason, or dropped and
   * counted, before this resolves with 200. On any other status nothing of it was kept, but for `storage_failed`: then it may have been.
   */
  accept(request: TrackingRequest): Promise<Answer>;
  /** Counts a request that ended before its body was there, and says what to answer. */
  refuse(call: TrackingCall, refusal: Refusal): Answer;
};

export type IngestDeps = {
  readonly log: Log;
  readonly sources: Sources;
  readonly clock: () => Instant;
  readonly metrics: Metrics;
  /** A new unique id for an event that came without one. */
  readonly newId: () => string;
  readonly arrivals: Arrivals;
};

/** How many bytes the body of a call may have, packed and unpacked. */
export function bodyLimit(call: TrackingCall): number {
  if (call.dialect === "posthog" || call.dialect === "shared") return LIMITS.posthogBodyBytes;
  if (call.dialect === "rudder") return LIMITS.rudderBodyBytes;
  return call.shape === "batch" ? LIMITS.batchBytes : LIMITS.eventBytes;
}

export function createIngest(deps: IngestDeps): Ingest {
  const { log, sources, clock, newId, arrivals } = deps;
  const count = createCounts(deps.metrics);

  const refuse = (dialect: Dialect | "shared", refusal: Refusal): Answer => {
    count.refused(refusal);
    return refused(dialect === "shared" ? "segment" : dialect, refusal);
  };

  const append = async (
    dialect: Dialect,
    source: Source,
    taken: Taken,
    passage: Passage,
    { kind, signal }: { readonly kind: "events" | "imports"; readonly signal: PrivacySignal | null },
  ): Promise<Answer> => {
    try {
      await appendTaken(log, arrivals, passage, taken, { source: source.id, kind, signal });
    } catch (error) {
      return refuse(dialect, refusalOf(error));
    }
    count.taken(source.id, taken);
    return ACCEPTED[dialect];
  };

  const accept = async ({ call, keys, signal, body: bytes }: TrackingRequest): Promise<Answer> => {
    const basic = basicUser(keys.authorization);
    // A wrong key is told before anything is unpacked.
    if (basic !== null && sources.findSource(basic) === null)
      return refuse(call.dialect, "unknown_write_key");
    const decoded = decodeBody(bytes, { limit: bodyLimit(call), form: call.dialect === "posthog" });
    if (decoded.kind === "refused") return refuse(call.dialect, decoded.refusal);
    const body = parseBody(decoded.text);
    if (body === null) return refuse(call.dialect, "invalid_json");
    const dialect = call.dialect === "shared" ? bodyDialect(body) : call.dialect;
    if (isOver(bytes, decoded.text, { dialect, shape: call.shape })) return refuse(dialect, "too_large");
    const key = writeKeyOf(keys, body);
    if (key === null) return refuse(dialect, "no_write_key");
    const source = sources.findSource(key);
    if (source === null) return refuse(dialect, "unknown_write_key");
    if (!source.enabled) return refuse(dialect, "source_disabled");
    const passage = arrivals.passage();
    const arrival = { receivedAt: clock(), newId: () => newId(), admit: passage.admit };
    const taken = normaliseBody(body, { dialect, shape: call.shape }, arrival);
    if (taken.kind === "refused") return refuse(dialect, taken.reason);
    const kind = call.isImport === true ? "imports" : "events";
    return append(dialect, source, taken, passage, { kind, signal });
  };

  return { accept, refuse: (call, refusal) => refuse(call.dialect, refusal) };
}

/** On a shared path the limit is known only after the body has shown its dialect. */
function isOver(bytes: Buffer, text: string, call: { dialect: Dialect; shape: Shape }): boolean {
  const limit = bodyLimit(call);
  return bytes.length > limit || (text.length * 3 > limit && Buffer.byteLength(text) > limit);
}

/** Puts what was read of a body into the log, and counts what was found of it. */
export async function appendTaken(
  log: Pick<Log, "append">,
  arrivals: Arrivals,
  passage: Passage,
  { events, rejected, frame }: Pick<Taken, "events" | "rejected" | "frame">,
  by: { readonly source: string; readonly kind: "events" | "imports"; readonly signal: PrivacySignal | null },
): Promise<void> {
  const besides = rejectedRecords(by.source, { rejected, frame });
  const append = async (records: readonly NewRecord[]): Promise<Settled> => {
    const all = [...records, ...besides];
    const head = all.length === 0 ? null : await log.append(all);
    return settledAt({ events, rejected }, head, all.length);
  };
  await passage.settle(await putEvents(arrivals, { ...by, events, withheld: passage.withheld() }, append));
}

/** Events stand in the first record of an append, what was rejected in the last. */
export function settledAt(
  { events, rejected }: Pick<Settled, "events" | "rejected">,
  head: LogHead | null,
  records: number,
): Settled {
  const isThere = (items: readonly unknown[]): boolean => head !== null && items.length > 0;
  return {
    events,
    rejected,
    eventsAt: isThere(events) ? (head?.offset ?? 0) - records + 1 : null,
    rejectedAt: isThere(rejected) ? (head?.offset ?? null) : null,
  };
}

/**
 * Hands over what the log is given of events that were read: they themselves with what is known of their items and amounts, and the facts they say,
 * in one record: who refuses with a call is never seen to have made it without having refused.
 * `put` resolves once the log has it, and rejects when it has nothing of it.
 */
export async function putEvents<Result>(
  { takeAlong, factsOf }: Pick<Arrivals, "takeAlong" | "factsOf">,
  arrived: Arrived & { readonly source: string; readonly kind: "events" | "imports" },
  put: (records: readonly NewRecord[]) => Promise<Result>,
): Promise<Result> {
  const { source, events, kind } = arrived;
  const along = takeAlong(events);
  const { facts, ended } = factsOf(kind === "imports" ? ofPeople(arrived) : arrived);
  let isInLog = false;
  try {
    const together = events.length === 0 ? 0 : FACTS_WITH_EVENTS;
    const result = await put([
      ...(events.length === 0
        ? []
        : [{ kind, payload: encodeEvents(source, along.events, facts.slice(0, together)) }]),
      ...factRecords(source, facts.slice(together)),
    ]);
    isInLog = true;
    return result;
  } finally {
    ended(isInLog);
    along.ended(isInLog);
  }
}

/** Without the rows that are of an account alone. */
function ofPeople({ events, withheld, signal }: Arrived): Arrived {
  const isOfSomebody = (event: TrackedEvent): boolean => !isOfNobody(event);
  return { events: events.filter(isOfSomebody), withheld: withheld.filter(isOfSomebody), signal };
}

/** None of nothing that was rejected. */
function rejectedRecords(
  source: string,
  { rejected, frame }: Pick<Taken, "rejected" | "frame">,
): readonly NewRecord[] {
  if (rejected.length === 0) return [];
  return [{ kind: "rejected", payload: encodeRejected({ source, frame, items: rejected }) }];
}

/** @throws what is no refusal of the log's but a bug. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof HabitusError)) throw error;
  switch (error.code) {
    case "storage_full":
    case "storage_failed":
      return error.code;
    case "log_closed":
      return "closing";
    case "log_busy":
      return "busy";
    default:
      throw error;
  }
}

type Counts = {
  taken(source: string, taken: Taken): void;
  refused(refusal: Refusal): void;
};

function createCounts(metrics: Metrics): Counts {
  const events = metrics.counter(
    "habitus_ingest_events_total",
    "Events that reached the tracking API, by source, by outcome (ok, dead, drop) and by reason.",
    ["source", "outcome", "reason"],
  );
  const refusals = metrics.counter(
    "habitus_ingest_refused_requests_total",
    "Requests of which nothing was kept, by reason.",
    ["reason"],
  );
  return {
    taken(source, taken) {
      if (taken.events.length > 0) events.add({ source, outcome: "ok", reason: "" }, taken.events.length);
      for (const { reason } of taken.rejected) events.add({ source, outcome: "dead", reason });
      for (const [reason, by] of taken.dropped) events.add({ source, outcome: "drop", reason }, by);
    },
    refused: (reason) => refusals.add({ reason }),
  };
}
