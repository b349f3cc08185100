import type { Actor } from "@habitus/contract";
import { compileSchema, type EventSchema, type SchemaCheck, schemaProblems } from "@habitus/events";
import { HabitusError, type Instant } from "@habitus/kernel";
import { LIMITS } from "@habitus/contract";
import type { Audit } from "../platform/audit.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { createVersionedDocuments, type VersionRecord } from "../platform/versioned-documents.ts";
import { refuseConsentChoice } from "./always-as-sent.ts";

/** What becomes of events that are not as their schema says: they come in and are counted, or are kept aside as dead letters. */
export type PlanMode = "count" | "refuse";

export type PlannedEvent = {
  readonly schema: EventSchema;
  readonly mode: PlanMode;
};

/** `key` is the name of the event. */
export type PlanRecord = VersionRecord<PlannedEvent>;

/** Key: the event's name. */
const TRACKING_PLAN: Table<PlanRecord> = { name: "tracking_plan", version: 1 };
/** Key: the event's name, version. */
const TRACKING_PLAN_VERSIONS: Table<PlanRecord> = { name: "tracking_plan_versions", version: 1 };

export type PlanAtDoor = { readonly mode: PlanMode; readonly check: SchemaCheck };

export type TrackingPlan = {
  /** In order of their names. */
  list(): readonly PlanRecord[];
  get(event: string): PlanRecord | null;
  /** Newest first. */
  versions(event: string): readonly PlanRecord[];
  /**
   * Rev 0 makes a new one.
   * @throws HabitusError `invalid_request` for a schema that cannot be used, and to refuse what somebody chose of consent; `conflict`; `too_many`.
   */
  set(event: string, content: PlannedEvent, rev: number, by: Actor): Promise<PlanRecord>;
  /** @throws HabitusError `not_found`. */
  remove(event: string, by: Actor): Promise<void>;
  /** What events of the name are held against; null where the plan says nothing of them. */
  atDoor(event: string): PlanAtDoor | null;
};

export function createTrackingPlan(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
}): TrackingPlan {
  const documents = createVersionedDocuments<PlannedEvent>({
    ...deps,
    table: TRACKING_PLAN,
    versions: TRACKING_PLAN_VERSIONS,
    kind: "tracking_plan",
    target: "tracking-plan",
    called: "event of the tracking plan",
    contentOf: ({ schema, mode }) => ({ schema, mode }),
  });
  // Every event that comes in asks for it, and nobody else writes it.
  const known = new Map(documents.list().map((record) => [record.key, compiled(record)]));
  return {
    list: () => documents.list(),
    get: (event) => documents.get(event),
    versions: (event) => documents.versions(event),
    async set(event, { schema, mode }, rev, by) {
      refuseProblems(schema);
      if (mode === "refuse") refuseConsentChoice(event, "mode", "count what is not as planned");
      if (rev === 0 && documents.get(event) === null && known.size >= LIMITS.plannedEvents) throw tooMany();
      const record = await documents.set(event, { schema, mode }, rev, by);
      known.set(event, compiled(record));
      return record;
    },
    async remove(event, by) {
      await documents.remove(event, by);
      known.delete(event);
    },
    atDoor: (event) => known.get(event) ?? null,
  };
}

function compiled({ schema, mode }: PlannedEvent): PlanAtDoor {
  return { mode, check: compileSchema(schema) };
}

function refuseProblems(schema: EventSchema): void {
  const problems = schemaProblems(schema);
  const [first] = problems;
  if (first === undefined) return;
  throw new HabitusError("invalid_request", `${first.path}: ${first.message}`, { details: { problems } });
}

function tooMany(): HabitusError {
  const limit = LIMITS.plannedEvents;
  return new HabitusError("too_many", `The tracking plan has ${limit} events; more cannot be held.`, {
    details: { limit },
  });
}
