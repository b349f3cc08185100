import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { pipeline } from "node:stream";
import { formatInstant, type Instant, MAX_EVENT_TIME, readReservedTrait } from "@habitus/kernel";
import { printDefinition } from "@habitus/segments";
import { type DeadLetters, deadLetterId } from "../ingest/dead-letters.ts";
import type { Rehearsals } from "../membership/rehearsal/rehearsal-store.ts";
import { shownTransition } from "../membership/shown-transition.ts";
import { type TransitionLog, transitionsOf } from "../membership/transition-log.ts";
import type { AccountReads } from "../profiles/account-reads.ts";
import type { ConsentReads } from "../profiles/consent-reads.ts";
import type { IdentityReads } from "../profiles/identity-reads.ts";
import { personId } from "../profiles/identity.ts";
import type { Profile } from "../profiles/profile-reads.ts";
import type { NodeTrait } from "../profiles/trait-word.ts";
import {
  type EventReads,
  type StoredEvent,
  type StoredTrait,
  type TimelineCursor,
  traitChangePages,
} from "../store/event-reads.ts";
import { type ArchiveFile, tarOf } from "./tar.ts";

export type ExportDeps = {
  readonly events: Pick<EventReads, "timeline" | "traitChanges">;
  readonly identity: Pick<IdentityReads, "merges">;
  readonly consent: Pick<ConsentReads, "history">;
  readonly accounts: Pick<AccountReads, "traits">;
  readonly transitions: Pick<TransitionLog, "of">;
  readonly rehearsals: Pick<Rehearsals, "of">;
  readonly deadLetters: Pick<DeadLetters, "naming">;
  /** Told why an archive ended before it was whole, unless whoever read it went away. */
  readonly onFailure: (error: Error) => void;
};

/** Lines of one file, which is all of a person that is in memory at once. */
const LINES = 1_000;
/** How a stream fails whose reader was there no more. */
const WENT_AWAY: ReadonlySet<string> = new Set(["ERR_STREAM_PREMATURE_CLOSE", "ABORT_ERR"]);

const README = `Everything that is known of one person.

person.json            ids, and the value each trait has now
merges.ndjson          how the ids came together, and what was taken back
accounts.json          the accounts the person belongs to, and the value each trait of theirs has now
traits-*.ndjson        every value of every trait with its time and source, oldest first; $list, $subscription, $consent, $score and $account
                       are what is known besides the person's own events
consent.ndjson         every word about consent with its proof, newest first
events-*.ndjson        everything the person did, newest first
transitions-*.ndjson   each segment entered and left, oldest first
rehearsals.ndjson      when the person would have entered and left a segment, by each rehearsal that is kept
refused-events-*.ndjson
                       what was sent under one of the ids and could not be read

A file that would be empty is left out. Each line of an .ndjson file is one JSON object. Times are in UTC.
`;

/** Everything that is known of a person as a compressed archive, made while it is read: little of it is in memory at a time. */
export function exportPerson(deps: ExportDeps, profile: Profile, at: Instant): ReadableStream<Uint8Array> {
  const gzip = createGzip();
  // What goes wrong destroys the last stream, and so whoever reads it learns that the archive is not whole.
  pipeline(Readable.from(tarOf(exportFiles(deps, profile, at), at), { objectMode: true }), gzip, (error) => {
    if (error !== null && error !== undefined && !WENT_AWAY.has(error.code ?? error.name)) {
      deps.onFailure(error);
    }
  });
  return Readable.toWeb(gzip) as ReadableStream<Uint8Array>;
}

async function* exportFiles(deps: ExportDeps, profile: Profile, at: Instant): AsyncGenerator<ArchiveFile> {
  const { person, ids, nodes } = profile;
  yield { name: "README.txt", text: README };
  yield { name: "person.json", text: `${JSON.stringify(shownProfile(profile, at), null, 2)}\n` };
  yield* oneFile("accounts.json", shownAccounts(deps, profile));
  yield* oneFile("merges.ndjson", deps.identity.merges(person).map(plainMerge));
  yield* numbered("traits", traitPages(deps, nodes));
  yield* oneFile("consent.ndjson", deps.consent.history(person).map(plainConsent));
  yield* numbered("events", eventPages(deps, nodes));
  yield* numbered("transitions", inPages(transitionsTold(deps, nodes)));
  yield* oneFile("rehearsals.ndjson", deps.rehearsals.of(nodes).map(plainCourse));
  yield* numbered("refused-events", inPages(refused(deps, new Set(ids.map(({ value }) => value)))));
}

function shownProfile({ person, ids, traits, firstSeen, lastSeen }: Profile, at: Instant): unknown {
  return {
    id: personId(person),
    exportedAt: formatInstant(at),
    ids,
    firstSeen: formatInstant(firstSeen),
    lastSeen: formatInstant(lastSeen),
    traits: traits.map(shownTrait),
  };
}

function shownTrait({ name, value, time, source }: NodeTrait) {
  return { name, value: JSON.parse(value) as unknown, json: value, time: formatInstant(time), source };
}

function shownAccounts({ accounts }: ExportDeps, { traits }: Profile): readonly string[] {
  const ids = traits.flatMap(({ name }) => {
    const reserved = readReservedTrait(name);
    return reserved?.kind === "account" ? [reserved.key] : [];
  });
  if (ids.length === 0) return [];
  const shown = ids.map((id) => ({ id, traits: accounts.traits(id).map(shownTrait) }));
  return [JSON.stringify(shown, null, 2)];
}

function plainMerge({ at, undone, ...merge }: ReturnType<IdentityReads["merges"]>[number]): string {
  const taken = undone === null ? null : { by: undone.by, at: formatInstant(undone.at) };
  return JSON.stringify({ ...merge, at: formatInstant(at), undone: taken });
}

function plainConsent(entry: ReturnType<ConsentReads["history"]>[number]): string {
  const { time, recordedAt, ...rest } = entry;
  return JSON.stringify({ ...rest, time: formatInstant(time), recordedAt: formatInstant(recordedAt) });
}

/** Values are put in as the texts they are, so that no digit is lost. */
function plainTrait({ name, value, time, offset, source }: StoredTrait): string {
  const said = `"time":"${formatInstant(time)}","source":${JSON.stringify(source || null)}`;
  return `{"name":${JSON.stringify(name)},"value":${value},${said},"record":${offset}}`;
}

function plainEvent(event: StoredEvent): string {
  const { id, name, time, receivedAt, offsetMinutes, source, properties, context } = event;
  const head = {
    id,
    name,
    time: formatInstant(time),
    receivedAt: formatInstant(receivedAt),
    offsetMinutes,
    source,
  };
  return `${JSON.stringify(head).slice(0, -1)},"properties":${oneLine(properties)},"context":${oneLine(context)}}`;
}

/** In JSON text line ends stand between its parts alone. */
function oneLine(json: string): string {
  return json.replace(/[\r\n]+/g, " ");
}

async function* traitPages(
  { events }: ExportDeps,
  nodes: readonly number[],
): AsyncGenerator<readonly string[]> {
  for await (const page of traitChangePages(events, { nodes, names: [], limit: LINES })) {
    yield page.map(plainTrait);
  }
}

async function* eventPages(
  { events }: ExportDeps,
  nodes: readonly number[],
): AsyncGenerator<readonly string[]> {
  let before: TimelineCursor | null = null;
  do {
    const page = await timelinePage(events, nodes, before);
    yield page.events.map(plainEvent);
    before = page.next;
  } while (before !== null);
}

function timelinePage(
  events: ExportDeps["events"],
  nodes: readonly number[],
  before: TimelineCursor | null,
): ReturnType<EventReads["timeline"]> {
  // Events of the future belong to a person too.
  return events.timeline({ nodes, now: MAX_EVENT_TIME, names: [], before, limit: LINES });
}

/** A person may have had other numbers before: those of any of its nodes. */
function* transitionsTold({ transitions }: ExportDeps, nodes: readonly number[]): Generator<string> {
  for (const person of nodes) {
    for (const each of transitionsOf(transitions, person)) yield JSON.stringify(shownTransition(each));
  }
}

function plainCourse({ rehearsal, wasIn, changes }: ReturnType<Rehearsals["of"]>[number]): string {
  const { segment, definition, from, to } = rehearsal;
  return JSON.stringify({
    segment,
    definition: printDefinition(definition),
    from: formatInstant(from),
    to: formatInstant(to),
    wasIn,
    changes: changes.map(formatInstant),
  });
}

async function* refused({ deadLetters }: ExportDeps, ids: ReadonlySet<string>): AsyncGenerator<string> {
  for await (const letter of deadLetters.naming(ids)) {
    const { key, reason, detail, receivedAt, source, text } = letter;
    const at = formatInstant(receivedAt);
    yield JSON.stringify({ id: deadLetterId(key), reason, detail, receivedAt: at, source, text });
  }
}

async function* inPages(lines: Iterable<string> | AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let page: string[] = [];
  for await (const line of lines) {
    page.push(line);
    if (page.length < LINES) continue;
    yield page;
    page = [];
  }
  yield page;
}

function* oneFile(name: string, lines: Iterable<string>): Generator<ArchiveFile> {
  const text = [...lines].map((line) => `${line}\n`).join("");
  if (text !== "") yield { name, text };
}

async function* numbered(name: string, pages: AsyncIterable<readonly string[]>): AsyncGenerator<ArchiveFile> {
  let number = 0;
  for await (const lines of pages) {
    const file = `${name}-${String(number + 1).padStart(4, "0")}.ndjson`;
    for (const made of oneFile(file, lines)) {
      number++;
      yield made;
    }
  }
}
