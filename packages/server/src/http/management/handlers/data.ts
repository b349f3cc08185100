import { setTimeout as sleep } from "node:timers/promises";
import { type DeadLetter, type LiveEvent, type Overview, PAGE_SIZES } from "@habitus/contract";
import { formatInstant, HabitusError, type Instant, SECOND_MS } from "@habitus/kernel";
import {
  type DeadLetter as StoredDeadLetter,
  deadLetterId,
  deadLetterKey,
  type DeadLetterKey,
} from "../../../ingest/dead-letters.ts";
import type { Demo } from "../../../demo/demo.ts";
import type { Caller } from "../../../access/access.ts";
import type { ManagementDeps } from "../deps.ts";
import type { StreamSink, StreamSource } from "../event-stream.ts";
import type { HandlersFor } from "../handler.ts";
import type { LiveFeed, LiveItem } from "../live-feed.ts";
import { rawObject, writeJson } from "../write-json.ts";
import { toJob } from "./jobs.ts";
import { found, invalidCursor, isoOrNull, PAGE } from "./shared.ts";
import { toWorkspace } from "./workspace.ts";

type DataOperations =
  | "listEventNames"
  | "streamLiveEvents"
  | "listDeadLetters"
  | "getDeadLetter"
  | "replayDeadLetter"
  | "deleteDeadLetter"
  | "getOverview";

/** The pickers of a page show this many at most; further names are found by typing them. */
const EVENT_NAMES = 1_000;
/** Counting dead letters reads them all. */
const DEAD_LETTER_COUNT_LIFE_MS = 5 * SECOND_MS;
/** Counting the demo's events reads the source of every event: it is done again when their number has moved, and not oftener than this. */
const DEMO_COUNT_LIFE_MS = 30 * SECOND_MS;
/** The first count is worth so much of a wait. */
const DEMO_COUNT_WAIT_MS = 200;

export function dataHandlers(deps: ManagementDeps, live: LiveFeed): HandlersFor<DataOperations> {
  const { access, deadLetters, events, now, profiles } = deps;
  const audit = (
    { actor }: Caller,
    action: string,
    id: string,
    after: Readonly<Record<string, unknown>> | null,
  ): Promise<void> =>
    access.audit.write({ actor, at: now(), action, target: `dead-letter/${id}`, before: null, after });
  return {
    async listEventNames(_input, { signal }) {
      const names = await events.eventNames({ limit: EVENT_NAMES }, signal);
      return {
        names: names.map(({ name, count, lastSeen }) => ({ name, count, lastSeen: formatInstant(lastSeen) })),
      };
    },
    streamLiveEvents: ({ query }) => liveSource(live, query, profiles),
    listDeadLetters({ query }) {
      const page = deadLetters.list({
        limit: query.limit ?? PAGE,
        ...(query.after === undefined ? {} : { before: readCursor(query.after) }),
        ...(query.reason === undefined ? {} : { reason: query.reason }),
      });
      return {
        deadLetters: page.letters.map(toDeadLetter),
        reasons: page.reasons,
        next: page.next === null ? null : deadLetterId(page.next),
      };
    },
    getDeadLetter: ({ params }) => toDeadLetter(found(deadLetters.get(readId(params.id)), "dead letter")),
    async replayDeadLetter({ params }, { caller }) {
      const result = await deadLetters.replay(readId(params.id));
      const dropped = result.dropped.reduce((sum, { count }) => sum + count, 0);
      const after = { accepted: result.accepted, rejected: result.rejected.length, dropped };
      await audit(caller, "dead_letter.replay", params.id, after);
      return result;
    },
    async deleteDeadLetter({ params }, { caller }) {
      await deadLetters.discard(readId(params.id));
      await audit(caller, "dead_letter.delete", params.id, null);
      return undefined;
    },
    getOverview: createOverview(deps),
  };
}

function readId(id: string): DeadLetterKey {
  return found(deadLetterKey(id), "dead letter");
}

function readCursor(text: string): DeadLetterKey {
  const key = deadLetterKey(text);
  if (key === null) throw invalidCursor();
  return key;
}

function toDeadLetter(letter: StoredDeadLetter): DeadLetter {
  const { key, reason, detail, path, receivedAt, source, chars, replayedAt, text } = letter;
  return {
    id: deadLetterId(key),
    reason,
    detail,
    path,
    receivedAt: formatInstant(receivedAt),
    source,
    chars,
    replayedAt: isoOrNull(replayedAt),
    payload: text,
  };
}

type LiveFilter = {
  readonly name?: string | undefined;
  readonly id?: string | undefined;
  readonly source?: string | undefined;
  /** Begin behind this log record. */
  readonly after?: number | undefined;
};

type LiveOne = Extract<LiveItem, { readonly kind: "event" }>;

/** Sends what the reader has room for, and counts the rest as a gap. */
function liveSource(
  live: LiveFeed,
  filter: LiveFilter,
  profiles: Pick<ManagementDeps["profiles"], "find">,
): StreamSource {
  const isOfPerson = personFilter(profiles, filter.id);
  let leave = (): void => undefined;
  let gap = { events: 0, calls: 0 };
  let sink: StreamSink | null = null;

  const tellGap = (to: StreamSink): void => {
    const told = gap;
    if (told.events === 0 && told.calls === 0) return;
    // Before it is sent: sending may ask at once whether there is more.
    gap = { events: 0, calls: 0 };
    to.send("gap", writeJson(told));
  };
  return {
    start(opened) {
      sink = opened;
      leave = live.subscribe((item) => {
        if (item.kind === "skipped") gap = { ...gap, calls: gap.calls + item.calls };
        else if (!matches(item, filter) || !isOfPerson(item)) return;
        else if (!opened.hasRoom()) gap = { ...gap, events: gap.events + 1 };
        else {
          tellGap(opened);
          opened.send("event", writeJson(toLiveEvent(item)));
        }
      }, filter.after);
    },
    onRoom() {
      if (sink?.hasRoom() === true) tellGap(sink);
    },
    stop: () => leave(),
  };
}

function matches({ event, source }: LiveOne, filter: LiveFilter): boolean {
  return (
    (filter.name === undefined || event.name === filter.name) &&
    (filter.source === undefined || source === filter.source)
  );
}

/**
 * Whether an event is of the person who has the id, by whichever of their ids it names, as stored events are looked for. Asked for
 * each event: ids become one person while somebody watches.
 */
function personFilter(
  { find }: Pick<ManagementDeps["profiles"], "find">,
  id: string | undefined,
): (item: LiveOne) => boolean {
  if (id === undefined) return () => true;
  return ({ event: { userId, anonymousId } }) => {
    const named = [userId, anonymousId].filter((each) => each !== null);
    if (named.includes(id)) return true;
    const person = find(id);
    return person !== null && named.some((each) => find(each) === person);
  };
}

function toLiveEvent({ event, receivedAt, source }: LiveOne): LiveEvent {
  const { id, type, name, time, userId, anonymousId, properties, traits } = event;
  return {
    id,
    type,
    name,
    time: formatInstant(time),
    receivedAt: formatInstant(receivedAt),
    userId,
    anonymousId,
    properties: rawObject(properties),
    traits: rawObject(traits),
    source,
  };
}

/** Events of the demo among so many in all. */
type DemoCount = {
  readonly count: number;
  readonly phase: string;
  readonly all: number | null;
  readonly at: Instant;
};

type OverviewContext = { readonly caller: Caller; readonly signal: AbortSignal };

function createOverview(deps: ManagementDeps) {
  const { workspace, segments, sizes, demo } = deps;
  let letters: { readonly count: number; readonly at: Instant } | null = null;
  let counted: DemoCount | null = null;
  let counting: Promise<void> | null = null;
  const countLetters = (): number => {
    if (letters === null || deps.now() - letters.at >= DEAD_LETTER_COUNT_LIFE_MS) {
      const { reasons } = deps.deadLetters.list({ limit: PAGE_SIZES.standard.fallback });
      letters = { count: reasons.reduce((sum, { count }) => sum + count, 0), at: deps.now() };
    }
    return letters.count;
  };

  return async (_input: unknown, { signal }: OverviewContext): Promise<Overview> => {
    const stored = await storedFigures(deps, signal);
    return {
      workspace: toWorkspace(workspace.get()),
      now: formatInstant(workspace.logicalNow()),
      ...stored,
      stages: deps.stages().map((stage) => ({ ...stage })),
      demo: { ...toDemo(demo), events: await demoEvents(stored.totals.events) },
      version: deps.version,
    };
  };

  /** The count may take its time, which the page does not: it shows the one before meanwhile. `all` are the events of the store, null while unknown. */
  async function demoEvents(all: number | null): Promise<number | null> {
    const phase = demo.phase();
    if (counted?.phase !== phase) counted = null;
    const isOver = counted === null || (counted.all !== all && deps.now() - counted.at >= DEMO_COUNT_LIFE_MS);
    if (counting === null && isOver) {
      counting = demo
        .events(new AbortController().signal)
        .then(
          (count) => void (counted = { count, phase, all, at: deps.now() }),
          // Counted again when it is next asked for.
          () => undefined,
        )
        .finally(() => (counting = null));
    }
    if (counted === null && counting !== null) await Promise.race([counting, sleep(DEMO_COUNT_WAIT_MS)]);
    return counted?.count ?? null;
  }

  /** What the event store knows; the page must also stand while it does not answer. */
  async function storedFigures(
    { events }: ManagementDeps,
    signal: AbortSignal,
  ): Promise<Pick<Overview, "totals" | "lastEventAt" | "storeProblem">> {
    const ours = { segments: segments.list().length, deadLetters: countLetters() };
    try {
      const totals = await events.totals(signal);
      await sizes.refresh([], signal);
      const people = sizes.lastPopulation()?.count ?? null;
      return {
        totals: { events: totals.events, people, ...ours },
        lastEventAt: isoOrNull(totals.lastTime),
        storeProblem: null,
      };
    } catch (error) {
      if (!(error instanceof HabitusError)) throw error;
      const storeProblem = { code: error.code, message: error.message };
      return { totals: { events: null, people: null, ...ours }, lastEventAt: null, storeProblem };
    }
  }
}

function toDemo(demo: Demo): Pick<Overview["demo"], "state" | "job"> {
  const { load, removal } = demo.jobs();
  const phase = demo.phase();
  if (phase === "removing" || phase === "removed") {
    return { state: phase, job: removal === null ? null : toJob(removal) };
  }
  const state = load === null && phase === "loaded" ? phase : demoState(load?.state ?? null);
  return { state, job: load === null ? null : toJob(load) };
}

function demoState(state: string | null): Overview["demo"]["state"] {
  if (state === "done") return "loaded";
  if (state === "failed") return "failed";
  return state === null || state === "cancelled" ? "none" : "running";
}
