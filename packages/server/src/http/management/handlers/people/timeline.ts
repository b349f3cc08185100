import { setImmediate } from "node:timers/promises";
import type { PersonEvent, TimelineEntry } from "@habitus/contract";
import { formatInstant, type Instant } from "@habitus/kernel";
import { messageEventNames } from "@habitus/segments";
import { shownTransition } from "../../../../membership/shown-transition.ts";
import type { Transition } from "../../../../membership/transition.ts";
import { transitionsOf } from "../../../../membership/transition-log.ts";
import type { Profile, SaidAs } from "../../../../profiles/profile-reads.ts";
import type { StoredEvent, TimelineCursor } from "../../../../store/event-reads.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { rawObject } from "../../write-json.ts";
import { daySpan } from "../day-span.ts";
import { found, invalidCursor, PAGE } from "../shared.ts";
import { readTimelinePlace, writeTimelinePlace } from "./timeline-place.ts";
import { toldIsOnDisk } from "../live/told-on-disk.ts";

type TimelineOperations = "listPersonEvents" | "getPersonTimeline";
type Deps = {
  readonly profiles: Pick<ManagementDeps["profiles"], "find" | "profile">;
  readonly events: Pick<ManagementDeps["events"], "timeline">;
  readonly transitions: Pick<ManagementDeps["transitions"], "of" | "head">;
  readonly told: Pick<ManagementDeps["told"], "head">;
  readonly stages: ManagementDeps["stages"];
  readonly workspace: Pick<ManagementDeps["workspace"], "get">;
  readonly now: ManagementDeps["now"];
};

const MESSAGES = messageEventNames();
const IS_MESSAGE: ReadonlySet<string> = new Set(MESSAGES);

/** Transitions looked at before others get their turn. */
const LOOKED_AT = 1_000;

export function timelineHandlers(deps: Deps): HandlersFor<TimelineOperations> {
  const { profiles, events, workspace, now } = deps;
  const byId = (id: string, as?: SaidAs): Profile => {
    const person = found(profiles.find(id, as), "person");
    return found(profiles.profile(person), "person");
  };
  return {
    async listPersonEvents({ params, query }, { signal }) {
      const { nodes } = byId(params.id, query.as);
      const page = await events.timeline(
        {
          nodes,
          now: now(),
          names: query.name === undefined ? [] : [query.name],
          before: query.before === undefined ? null : readTimelinePlace(query.before),
          limit: query.limit ?? PAGE,
        },
        signal,
      );
      return {
        events: page.events.map(toPersonEvent),
        next: page.next === null ? null : writeTimelinePlace(page.next),
      };
    },
    async getPersonTimeline({ params, query }, { signal }) {
      const { nodes } = byId(params.id, query.as);
      const { kind = null, name = null, from, to, before, limit = PAGE } = query;
      const span = daySpan(workspace.get().zone, { from, to });
      const asked: Asked = {
        nodes,
        kind,
        name,
        from: span.from,
        to: Math.min(now(), (span.to ?? Number.POSITIVE_INFINITY) - 1),
        before: before === undefined ? null : readPlace(before),
        limit,
      };
      const [did, changes] = await Promise.all([
        eventsIn(deps, asked, signal),
        transitionsIn(deps, asked, signal),
      ]);
      const all = [...did.entries, ...changes].toSorted(newestFirst);
      const entries = all.slice(0, limit);
      const last = entries.at(-1);
      const hasMore = did.hasMore || all.length > limit;
      return { entries: entries.map(toEntry), next: hasMore && last !== undefined ? writePlace(last) : null };
    },
  };
}

type Asked = {
  readonly nodes: readonly number[];
  readonly kind: TimelineEntry["kind"] | null;
  /** Of events. */
  readonly name: string | null;
  readonly from: Instant | null;
  /** The last instant. */
  readonly to: Instant;
  readonly before: Place | null;
  readonly limit: number;
};

type Entry =
  | { readonly kind: "event"; readonly time: Instant; readonly event: StoredEvent }
  | { readonly kind: "transition"; readonly time: Instant; readonly transition: Transition };

/** Where a page ended. At one instant what was entered and left stands before events: it came of them. */
type Place =
  | { readonly kind: "event"; readonly at: TimelineCursor }
  | { readonly kind: "transition"; readonly time: Instant; readonly seq: number };

/** Events are in their own order already, which sorting keeps. */
function newestFirst(a: Entry, b: Entry): number {
  if (a.time !== b.time) return b.time - a.time;
  if (a.kind === "transition" && b.kind === "transition") return b.transition.seq - a.transition.seq;
  return Number(b.kind === "transition") - Number(a.kind === "transition");
}

async function eventsIn({ events }: Deps, asked: Asked, signal: AbortSignal) {
  const { kind, name, nodes, from, to, before, limit } = asked;
  const names = namesOf(kind, name);
  if (names === null) return { entries: [], hasMore: false };
  const page = await events.timeline(
    {
      nodes,
      now: to,
      from,
      names,
      except: kind === "event" ? MESSAGES : [],
      before: before === null || before.kind === "event" ? (before?.at ?? null) : firstAfter(before.time),
      limit,
    },
    signal,
  );
  const entries = page.events.map((event): Entry => ({ kind: "event", time: event.time, event }));
  return { entries, hasMore: page.next !== null };
}

/** Null: no event can be meant. Empty: any. */
function namesOf(kind: Asked["kind"], name: string | null): readonly string[] | null {
  if (kind === "transition") return null;
  if (name === null) return kind === "message" ? MESSAGES : [];
  return kind !== null && IS_MESSAGE.has(name) !== (kind === "message") ? null : [name];
}

/** The place in front of all events of an instant. */
function firstAfter(time: Instant): TimelineCursor {
  return { time: time + 1, idHash: "0".repeat(32), offset: 0, index: 0 };
}

/** One more than the page holds tells that there are more. A person may have had other numbers before: those of any of its nodes. */
async function transitionsIn(
  deps: Deps,
  { nodes, kind, name, from, to, before, limit }: Asked,
  signal: AbortSignal,
): Promise<readonly Entry[]> {
  if (name !== null || (kind !== null && kind !== "transition")) return [];
  await toldIsOnDisk(deps, signal);
  const entries: Entry[] = [];
  let looked = 0;
  for (const node of nodes) {
    for (const transition of transitionsOf(deps.transitions, node)) {
      if (++looked % LOOKED_AT === 0) await setImmediate(undefined, { signal });
      const { at: time } = transition;
      if (time > to || (from !== null && time < from) || !isBefore(transition, before)) continue;
      entries.push({ kind: "transition", time, transition });
    }
  }
  return entries.toSorted(newestFirst).slice(0, limit + 1);
}

function isBefore({ at, seq }: Transition, place: Place | null): boolean {
  if (place === null) return true;
  if (place.kind === "event") return at < place.at.time;
  return at < place.time || (at === place.time && seq < place.seq);
}

function toEntry(entry: Entry): TimelineEntry {
  if (entry.kind === "transition") {
    return { kind: "transition", transition: shownTransition(entry.transition) };
  }
  const event = toPersonEvent(entry.event);
  return { kind: IS_MESSAGE.has(event.name) ? "message" : "event", event };
}

function toPersonEvent(event: StoredEvent): PersonEvent {
  return {
    id: event.id,
    name: event.name,
    time: formatInstant(event.time),
    receivedAt: formatInstant(event.receivedAt),
    properties: rawObject(event.properties),
    context: rawObject(event.context),
    source: event.source,
  };
}

function writePlace(entry: Entry): string {
  return entry.kind === "event"
    ? `e.${writeTimelinePlace(entry.event)}`
    : `s.${entry.time}.${entry.transition.seq}`;
}

/** @throws HabitusError `invalid_cursor`. */
function readPlace(text: string): Place {
  if (text.startsWith("e.")) return { kind: "event", at: readTimelinePlace(text.slice(2)) };
  const match = /^s\.(-?\d{1,15})\.(\d{1,15})$/.exec(text);
  if (match === null) throw invalidCursor();
  return { kind: "transition", time: Number(match[1]), seq: Number(match[2]) };
}
