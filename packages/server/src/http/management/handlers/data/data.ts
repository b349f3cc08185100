import type { DeadLetter, LiveEvent } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import {
  type DeadLetter as StoredDeadLetter,
  deadLetterId,
  deadLetterKey,
  type DeadLetterKey,
} from "../../../../ingest/dead-letters.ts";
import type { Caller } from "../../../../access/access.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { StreamSink, StreamSource } from "../../event-stream.ts";
import type { HandlersFor } from "../../handler.ts";
import type { LiveFeed, LiveItem } from "../../live-feed.ts";
import { rawObject, writeJson } from "../../write-json.ts";
import { REPLAY_LETTERS_JOB, type ReplayLettersInput } from "../../../../quality/replay-letters-job.ts";
import { toJob } from "../workspace/jobs.ts";
import { createOverview } from "../workspace/overview.ts";
import { found, invalidCursor, isoOrNull, PAGE } from "../shared.ts";

type DataOperations =
  | "listEventNames"
  | "streamLiveEvents"
  | "listDeadLetters"
  | "getDeadLetter"
  | "replayDeadLetter"
  | "replayDeadLetters"
  | "deleteDeadLetter"
  | "getOverview";

/** The pickers of a page show this many at most; further names are found by typing them. */
const EVENT_NAMES = 1_000;

export function dataHandlers(deps: ManagementDeps, live: LiveFeed): HandlersFor<DataOperations> {
  const { access, deadLetters, events, jobs, now, profiles } = deps;
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
    async replayDeadLetter({ params, body }, { caller }) {
      const edited = body?.payload;
      const result = await deadLetters.replay(readId(params.id), edited);
      const dropped = result.dropped.reduce((sum, { count }) => sum + count, 0);
      const after = {
        accepted: result.accepted,
        rejected: result.rejected.length,
        dropped,
        edited: edited !== undefined,
      };
      await audit(caller, "dead_letter.replay", params.id, after);
      return result;
    },
    async replayDeadLetters({ body }, { caller }) {
      const input: ReplayLettersInput = { reason: body?.reason ?? null };
      const job = await jobs.start(REPLAY_LETTERS_JOB, caller.actor, input);
      await audit(caller, "dead_letter.replay_all", input.reason ?? "all", { job: job.id });
      return toJob(job);
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
