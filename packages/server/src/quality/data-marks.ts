import { type Actor, LIMITS, type Mark } from "@habitus/contract";
import { type AtPlaces, atPlaces, IDENTITY_CALLS } from "@habitus/events";
import { HabitusError, type Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { readersText } from "../people/trait-readers.ts";
import { refuseConsentChoice } from "./always-as-sent.ts";
import type { FindReaders, Readers } from "./readers.ts";

/** What the workspace says an event and its fields are worth; null and absent: nobody said. */
export type EventMarks = {
  readonly mark: Mark | null;
  /** By places as `atPlaces` reads them. */
  readonly fields: Readonly<Record<string, Mark>>;
};

/** `key` is the name of the event. */
export type MarksRecord = DocumentRecord<EventMarks>;

/** Key: the event's name. */
const DATA_MARKS: Table<MarksRecord> = { name: "data_marks", version: 1 };

/** What is no longer kept, and who reads it; `field` null for the event as a whole. */
export type NoLongerKept = { readonly field: string | null } & Readers;

export type DataMarks = {
  list(): readonly MarksRecord[];
  of(event: string): EventMarks;
  rev(event: string): number;
  /** What these marks would stop that is kept now. */
  preview(event: string, marks: EventMarks): Promise<readonly NoLongerKept[]>;
  /**
   * @throws HabitusError `invalid_request` for an event that says who somebody is or what they chose of consent; `in_use` where something reads what would no
   *   longer be kept, unless it is meant `anyway`; `conflict`; `too_many`.
   */
  set(
    event: string,
    marks: EventMarks,
    how: { readonly rev: number; readonly anyway: boolean },
    by: Actor,
  ): Promise<MarksRecord>;
  /** Whether events of the name are dropped, and which of their fields; null where all is kept. */
  dropped(event: string): "event" | Dropped | null;
};

/** What is no longer kept of an event, and how its text is written without it. */
export type Dropped = { readonly places: readonly string[]; readonly edit: AtPlaces };

export type DataMarksDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly readers: FindReaders;
};

const NO_MARKS: EventMarks = { mark: null, fields: {} };

/** @param most Events that may have marks; those of which all were taken back are none. */
export function createDataMarks(
  { readers, ...deps }: DataMarksDeps,
  most: number = LIMITS.markedEvents,
): DataMarks {
  const documents = createDocuments<EventMarks>({
    ...deps,
    table: DATA_MARKS,
    kind: "data_marks",
    target: "data-marks",
    called: "event's marks",
    contentOf: ({ mark, fields }) => ({ mark, fields }),
  });
  const of = (event: string): EventMarks => documents.get(event) ?? NO_MARKS;
  const preview = async (event: string, marks: EventMarks): Promise<readonly NoLongerKept[]> => {
    const stopped = newlyDropped(of(event), marks);
    const found = await readers(event, stopped);
    return found.map((each, place) => ({ field: stopped[place] ?? null, ...each }));
  };
  // Every event that comes in asks for it, and nobody else writes it.
  const dropped = new Map(documents.list().map((record) => [record.key, droppedOf(record)]));
  return {
    list: () => documents.list(),
    of,
    rev: (event) => documents.get(event)?.rev ?? 0,
    preview,
    async set(event, { mark, fields }, { rev, anyway }, by) {
      const marks = { mark, fields };
      if (mark === "unnecessary" && IDENTITY_CALLS.includes(event)) throw whoSomebodyIs(event);
      if (droppedOf(marks) !== null)
        refuseConsentChoice(event, "mark", "neither it nor a field of it can be dropped");
      if (isMarked(marks) && !isMarked(of(event)) && documents.list().filter(isMarked).length >= most) {
        throw tooMany(most);
      }
      if (!anyway) refuseRead(event, await preview(event, marks));
      const record = await documents.set(event, marks, rev, by);
      dropped.set(event, droppedOf(record));
      return record;
    },
    dropped: (event) => dropped.get(event) ?? null,
  };
}

function droppedOf({ mark, fields }: EventMarks): "event" | Dropped | null {
  if (mark === "unnecessary") return "event";
  const places = unnecessary(fields);
  return places.length === 0 ? null : { places, edit: atPlaces(places) };
}

function unnecessary(fields: EventMarks["fields"]): readonly string[] {
  return Object.keys(fields).filter((name) => fields[name] === "unnecessary");
}

function isMarked({ mark, fields }: EventMarks): boolean {
  return mark !== null || Object.keys(fields).length > 0;
}

/** An event that is not kept has no fields. */
function newlyDropped(before: EventMarks, after: EventMarks): readonly (string | null)[] {
  const fields = unnecessary(after.fields).filter((name) => before.fields[name] !== "unnecessary");
  if (after.mark !== "unnecessary") return fields;
  return before.mark === "unnecessary" ? [] : [null];
}

function refuseRead(event: string, stopped: readonly NoLongerKept[]): void {
  const read = stopped.filter(({ segments, scores, computedTraits, models, surveys }) =>
    [segments, scores, computedTraits, models, surveys].some((keys) => keys.length > 0),
  );
  const [first] = read;
  if (first === undefined) return;
  const what = first.field === null ? `"${event}"` : `"${first.field}" of "${event}"`;
  throw new HabitusError("in_use", `${what} is read by ${readersText(first)}.`, {
    fix: "Change or delete these first, or say that it is meant anyway.",
    details: { read },
  });
}

function whoSomebodyIs(event: string): HabitusError {
  const message = `"${event}" says who somebody is, so it is always kept; mark its fields.`;
  return new HabitusError("invalid_request", message, { details: { problems: [{ path: "mark", message }] } });
}

function tooMany(limit: number): HabitusError {
  return new HabitusError("too_many", `${limit} events have marks; more cannot be held.`, {
    details: { limit },
  });
}
