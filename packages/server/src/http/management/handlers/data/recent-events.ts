import type { LiveEvent } from "@habitus/contract";
import { CALL_NAMES } from "@habitus/events";
import { DAY_MS, formatInstant, HOUR_MS, type Instant } from "@habitus/kernel";
import type { ProfileReads } from "../../../../profiles/profile-reads.ts";
import type { ArrivalCursor, RecentQuery, StoredEvent } from "../../../../store/event-reads.ts";
import type { NodeNumber } from "../../../../store/event-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { rawObject } from "../../write-json.ts";
import { invalidCursor, isoOrNull, PAGE } from "../shared.ts";

/** How far back it is looked, further each time while there are too few: what is rare must not be sought through everything at once. */
const STEPS_MS = [HOUR_MS, DAY_MS, 7 * DAY_MS, 31 * DAY_MS] as const;

export function recentEventHandlers(deps: ManagementDeps): HandlersFor<"listRecentEvents"> {
  const { profiles, stages, log } = deps;
  return {
    async listRecentEvents({ query }, { signal }) {
      // Asked before the events: what comes meanwhile is behind it, and the stream's.
      const head = stages().find(({ name }) => name === "store")?.position ?? log.head().offset;
      const { name = null, source = null, id, limit = PAGE } = query;
      const nodes = id === undefined ? null : nodesOf(profiles, id);
      const before = query.before === undefined ? null : readCursor(query.before);
      const asked = { name, source, nodes, upTo: head, before, limit: limit + 1 };
      const { events: found, lookedTo } = await lookBack(deps, asked, signal);
      const isFull = found.length > limit;
      const events = found.slice(0, limit);
      const last = events.at(-1);
      const goesOn = isFull ? last : lookedTo === null ? undefined : beginOf(lookedTo);
      return {
        events: events.map((event) => toLiveEvent(event, profiles)),
        head,
        next: goesOn === undefined ? null : writeCursor(goesOn),
        lookedTo: isFull ? null : isoOrNull(lookedTo),
      };
    },
  };
}

type Asked = Omit<RecentQuery, "from">;

/** The instant is where it stopped with too few and there is more behind it. */
async function lookBack(
  { events, now }: ManagementDeps,
  asked: Asked,
  signal: AbortSignal,
): Promise<{ readonly events: readonly StoredEvent[]; readonly lookedTo: Instant | null }> {
  // Events of a person lie together, and are few.
  if (asked.nodes !== null)
    return { events: await events.recent({ ...asked, from: 0 }, signal), lookedTo: null };
  const newest = asked.before?.receivedAt ?? now();
  const found: StoredEvent[] = [];
  let { before } = asked;
  let from = newest;
  for (const step of STEPS_MS) {
    from = newest - step;
    const limit = asked.limit - found.length;
    found.push(...(await events.recent({ ...asked, from, before, limit }, signal)));
    if (found.length >= asked.limit) return { events: found, lookedTo: null };
    before = beginOf(from);
  }
  return { events: found, lookedTo: (await events.cameBefore(from, signal)) ? from : null };
}

/** Before all that came in at the instant. */
const beginOf = (receivedAt: Instant): ArrivalCursor => ({ receivedAt, offset: 0, index: 0 });

function nodesOf(profiles: ProfileReads, id: string): readonly NodeNumber[] {
  const person = profiles.find(id);
  return person === null ? [] : (profiles.profile(person)?.nodes ?? []);
}

const TYPES: ReadonlyMap<string, LiveEvent["type"]> = new Map([
  [CALL_NAMES.identify, "identify"],
  [CALL_NAMES.page, "page"],
  [CALL_NAMES.screen, "screen"],
  [CALL_NAMES.group, "group"],
  [CALL_NAMES.alias, "alias"],
]);

function toLiveEvent(event: StoredEvent, profiles: ProfileReads): LiveEvent {
  const id = profiles.ofNumber(event.node)?.id ?? null;
  return {
    id: event.id,
    type: TYPES.get(event.name) ?? "track",
    name: event.name,
    time: formatInstant(event.time),
    receivedAt: formatInstant(event.receivedAt),
    userId: id?.kind === "user" ? id.value : null,
    anonymousId: id?.kind === "anonymous" ? id.value : null,
    properties: rawObject(event.properties),
    traits: {},
    source: event.source,
  };
}

function writeCursor({ receivedAt, offset, index }: ArrivalCursor): string {
  return [receivedAt, offset, index].join(".");
}

/** @throws HabitusError `invalid_cursor`. */
function readCursor(text: string): ArrivalCursor {
  const match = /^(-?\d{1,15})\.(\d{1,15})\.(\d{1,9})$/.exec(text);
  if (match === null) throw invalidCursor();
  const [, receivedAt, offset, index] = match;
  return { receivedAt: Number(receivedAt), offset: Number(offset), index: Number(index) };
}
