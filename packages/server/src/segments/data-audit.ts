import { DAY_MS, type Instant } from "@habitus/kernel";
import { LIMITS, type Mark, VALUE_KINDS } from "@habitus/contract";
import { atPlaces } from "@habitus/events";
import { type EventRead, readsPlace } from "@habitus/segments";
import type {
  AuditReads,
  EventFigures,
  FieldFigures,
  SampleFigures,
  ValueKind,
} from "../store/audit-reads.ts";
import type { EventReads } from "../store/event-reads.ts";
import { type DataUses, dataUses, readsOf, type UsesDeps } from "./data-uses.ts";
import { reachOf } from "./kept-warnings.ts";
import type { SegmentRecord } from "./segment-store.ts";

/** Fewer events a week than this say nothing when they change. */
const TELLING_A_WEEK = 20;
const DROPPED = 0.5;
const RISEN = 2;
/** A field is broken when more of its values than this are of another kind than most. */
const BROKEN_SHARE = 0.05;
/** Of so many events, a field that none has is missing. */
const TELLING_EVENTS = 20;

export type VolumeBreak = "none" | "stopped" | "dropped" | "risen";

export type AuditedEvent = EventFigures & {
  readonly volume: VolumeBreak;
  readonly mark: Mark | null;
  readonly segments: readonly string[];
};

export type AuditedField = FieldFigures & {
  readonly share: number;
  /** What most values are. */
  readonly kind: ValueKind;
  /** Values of other kinds; text that reads as a number is one where most are numbers. */
  readonly invalid: number;
  readonly mark: Mark | null;
  /** Of a mandatory field: events without a value. */
  readonly missing: number;
  readonly segments: readonly string[];
};

export type AuditedFields = Omit<SampleFigures, "fields"> & {
  readonly fields: readonly AuditedField[];
  /** Mandatory fields that none of the events has. */
  readonly missing: readonly string[];
};

export type DataWarning = {
  readonly event: string;
  readonly field: string | null;
  readonly code:
    | "stopped"
    | "dropped"
    | "risen"
    | "missing_field"
    | "mixed_values"
    | "kept_shorter"
    | "not_kept"
    | "against_plan";
  /** Of the values of the field, how many are of another kind; of the event, the usual and the newest week; the days it is kept; how many were not as planned in a week. */
  readonly figures: Readonly<Record<string, number>>;
};

export type DataAudit = {
  events(
    page: { readonly skip: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<readonly AuditedEvent[]>;
  fields(
    query: { readonly event: string; readonly skip: number; readonly limit: number },
    signal: AbortSignal,
  ): Promise<AuditedFields>;
  /** Mandatory events that did not come in the newest 7 days. */
  missing(signal: AbortSignal): Promise<readonly string[]>;
  /** What is wrong with the data that a segment reads. */
  warnings(segment: SegmentRecord, signal: AbortSignal): Promise<readonly DataWarning[]>;
};

export type DataAuditDeps = UsesDeps & {
  readonly reads: AuditReads;
  readonly events: Pick<EventReads, "propertySamples">;
  /** What segments are asked for by default. */
  readonly logicalNow: () => Instant;
  /** How many days events of a name are kept; null for ever. */
  readonly keptDays: (event: string) => number | null;
  /** What the workspace says events and their fields are worth. */
  readonly marks: {
    of(event: string): MarksOf;
    list(): readonly (MarksOf & { readonly key: string })[];
  };
  /** How many values of a field were not as planned in a week. */
  readonly againstPlan: (event: string, field: string) => number;
};

type MarksOf = { readonly mark: Mark | null; readonly fields: Readonly<Record<string, Mark>> };

/** Looks at what was sent: over all events of a name, and at the fields of the newest. */
export function createDataAudit(deps: DataAuditDeps): DataAudit {
  const { reads, logicalNow } = deps;
  return {
    async events(page, signal) {
      const uses = dataUses(deps);
      const found = await reads.events({ ...page, now: logicalNow() }, signal);
      return found.map((event) => ({
        ...event,
        volume: volumeOf(event),
        mark: deps.marks.of(event.name).mark,
        segments: uses.ofEvent(event.name),
      }));
    },
    async fields({ event, skip, limit }, signal) {
      const uses = dataUses(deps);
      const found = await reads.fields({ name: event, sample: LIMITS.auditedEvents, skip, limit }, signal);
      const marks = deps.marks.of(event).fields;
      const fields = found.fields.map((field) => auditedField(event, field, found, { uses, marks }));
      return {
        ...found,
        fields,
        missing: skip > 0 ? [] : await missingFields(deps, event, found, marks, signal),
      };
    },
    async missing(signal) {
      const mandatory = deps.marks.list().filter(({ mark }) => mark === "mandatory");
      const names = mandatory.map(({ key }) => key);
      const found = await reads.named({ names, now: logicalNow() }, signal);
      const came = new Set(found.filter(({ recent }) => recent > 0).map(({ name }) => name));
      return names.filter((name) => !came.has(name));
    },
    async warnings(segment, signal) {
      const found: DataWarning[] = [];
      for (const [event, own] of byEvent(readsOf(segment, deps.context()))) {
        found.push(...(await eventWarnings(deps, event, own, signal)));
      }
      return found;
    },
  };
}

/** The newest 7 days against a fourth of the 28 days before them. */
function volumeOf({ recent, before }: Pick<EventFigures, "recent" | "before">): VolumeBreak {
  const usual = before / 4;
  if (Math.max(usual, recent) < TELLING_A_WEEK || usual === 0) return "none";
  if (recent === 0) return "stopped";
  if (recent < DROPPED * usual) return "dropped";
  return recent > RISEN * usual ? "risen" : "none";
}

function auditedField(
  event: string,
  field: FieldFigures,
  { looked, unread }: SampleFigures,
  { uses, marks }: { readonly uses: DataUses; readonly marks: MarksOf["fields"] },
): AuditedField {
  const { name, filled } = field;
  const read = looked - unread;
  const mark = markOf(marks, name);
  return {
    ...field,
    ...judged(field),
    share: filled / Math.max(1, read),
    mark,
    missing: mark === "mandatory" ? read - filled : 0,
    segments: uses.ofField(event, name),
  };
}

function markOf(marks: MarksOf["fields"], name: string): Mark | null {
  return Object.hasOwn(marks, name) ? (marks[name] ?? null) : null;
}

/** Of an event without mandatory fields nothing is looked for, and of one with more fields than are looked at nothing is claimed. */
async function missingFields(
  { reads, events }: Pick<DataAuditDeps, "reads" | "events">,
  event: string,
  found: SampleFigures,
  marks: MarksOf["fields"],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const mandatory = Object.keys(marks).filter((name) => marks[name] === "mandatory");
  const isThere = new Set(found.fields.map(({ name }) => name));
  if (found.looked === 0 || mandatory.every((name) => isThere.has(name))) return [];
  const { fields, hasMore } = found.hasMore
    ? await reads.fields(
        { name: event, sample: LIMITS.auditedEvents, skip: 0, limit: FIELDS_LOOKED_AT },
        signal,
      )
    : found;
  if (hasMore) return [];
  const all = new Set(fields.map(({ name }) => name));
  const absent = mandatory.filter((name) => !all.has(name));
  const inside = absent.filter((name) => /\.|\[\]/.test(name));
  if (inside.length === 0) return absent;
  const samples = await events.propertySamples({ name: event, limit: SAMPLED_FOR_PLACES }, signal);
  const filled = filledPlaces(samples, inside);
  return absent.filter((name) => !filled.has(name));
}

/** Places inside of fields are looked for in so many of the newest events. */
const SAMPLED_FOR_PLACES = 1_000;

function filledPlaces(objects: readonly string[], places: readonly string[]): ReadonlySet<string> {
  const filled = new Set<string>();
  const look = atPlaces(places);
  for (const object of objects) {
    look(object, (place, text) => {
      if (text !== "null" && text !== '""') filled.add(place);
      return undefined;
    });
  }
  return filled;
}

/** Numbers and texts that read as numbers are compared alike, and a time is a text. */
function judged({ kinds, filled }: Pick<FieldFigures, "kinds" | "filled">): {
  readonly kind: ValueKind;
  readonly invalid: number;
} {
  const [first, ...others] = VALUE_KINDS;
  const kind = others.reduce<ValueKind>((most, each) => (kinds[each] > kinds[most] ? each : most), first);
  const alike: readonly ValueKind[] =
    kind === "number" ? ["number", "number_text"] : TEXTS.includes(kind) ? TEXTS : [kind];
  return { kind, invalid: filled - alike.reduce((sum, each) => sum + kinds[each], 0) };
}

const TEXTS: readonly ValueKind[] = ["text", "number_text", "time_text"];

/** Names that are read by their beginning stand for many events, whose fields are each looked at on the page of the audit. */
function byEvent(reads: readonly EventRead[]): ReadonlyMap<string, readonly EventRead[]> {
  const found = new Map<string, EventRead[]>();
  for (const read of reads) {
    if (typeof read.name !== "string" || read.name.startsWith("$")) continue;
    found.set(read.name, [...(found.get(read.name) ?? []), read]);
  }
  return found;
}

/** What is read and is dropped as it comes in, or was not as planned. */
function sayings(
  { marks, againstPlan }: DataAuditDeps,
  event: string,
  fields: readonly string[],
  paths: readonly string[],
): readonly DataWarning[] {
  const { mark, fields: marked } = marks.of(event);
  const isRead = (place: string): boolean => paths.some((path) => readsPlace(path, place));
  const dropped =
    mark === "unnecessary"
      ? [null]
      : Object.keys(marked).filter((place) => marked[place] === "unnecessary" && isRead(place));
  const wrong = fields.flatMap((field): DataWarning[] => {
    const count = againstPlan(event, field);
    return count === 0 ? [] : [{ event, field, code: "against_plan", figures: { count } }];
  });
  return [...dropped.map((field) => ({ event, field, code: "not_kept" as const, figures: {} })), ...wrong];
}

async function eventWarnings(
  deps: DataAuditDeps,
  event: string,
  own: readonly EventRead[],
  signal: AbortSignal,
): Promise<readonly DataWarning[]> {
  const { reads, logicalNow, keptDays } = deps;
  const fields = [...new Set(own.flatMap((read) => read.fields))];
  const paths = own.flatMap((read) => read.paths);
  const warnings: DataWarning[] = [...sayings(deps, event, fields, paths)];
  const days = keptDays(event);
  if (days !== null && own.some(({ window }) => reachOf(window) > days * DAY_MS)) {
    warnings.push({ event, field: null, code: "kept_shorter", figures: { days } });
  }
  const [figures] = await reads.named({ names: [event], now: logicalNow() }, signal);
  if (figures === undefined) return warnings;
  const volume = volumeOf(figures);
  if (volume !== "none") {
    const week = { recent: figures.recent, usual: figures.before / 4 };
    warnings.push({ event, field: null, code: volume, figures: week });
  }
  if (fields.length === 0) return warnings;
  const sample = await reads.fields(
    { name: event, sample: LIMITS.auditedEvents, skip: 0, limit: FIELDS_LOOKED_AT },
    signal,
  );
  return [...warnings, ...fields.flatMap((field) => fieldWarnings(event, field, sample))];
}

const FIELDS_LOOKED_AT = 500;

function fieldWarnings(event: string, name: string, sample: SampleFigures): readonly DataWarning[] {
  const looked = sample.looked - sample.unread;
  const field = sample.fields.find((each) => each.name === name);
  if (field === undefined) {
    const isMissing = looked >= TELLING_EVENTS && !sample.hasMore;
    return isMissing ? [{ event, field: name, code: "missing_field", figures: { looked } }] : [];
  }
  const { invalid } = judged(field);
  if (invalid <= BROKEN_SHARE * field.filled) return [];
  return [{ event, field: name, code: "mixed_values", figures: { invalid, filled: field.filled } }];
}
