import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import { isZoneName } from "@habitus/segments";
import type { Audit } from "../platform/audit.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { createVersionedDocuments, type VersionRecord } from "../platform/versioned-documents.ts";
import type { EventReads } from "../store/event-reads.ts";
import { refuseConsentChoice } from "./always-as-sent.ts";
import { type Cleaning, type CleaningRule, compileCleaning } from "./cleaning.ts";
import { type CleaningPreview, previewCleaning } from "./cleaning-preview.ts";

export type EventCleaning = { readonly rules: readonly CleaningRule[] };

/** `key` is the name of the event. */
export type CleaningRecord = VersionRecord<EventCleaning>;

/** Key: the event's name. */
const CLEANING_RULES: Table<CleaningRecord> = { name: "cleaning_rules", version: 1 };
/** Key: the event's name, version. */
const CLEANING_VERSIONS: Table<CleaningRecord> = { name: "cleaning_rules_versions", version: 1 };

export type CleaningRules = {
  list(): readonly CleaningRecord[];
  get(event: string): CleaningRecord | null;
  /** Newest first. */
  versions(event: string): readonly CleaningRecord[];
  /** Rev 0 makes new ones. @throws HabitusError `invalid_request`, `conflict`, `too_many`. */
  set(event: string, rules: readonly CleaningRule[], rev: number, by: Actor): Promise<CleaningRecord>;
  /** What they would have made of the newest stored events. @throws as `EventReads.propertySamples`. */
  preview(event: string, rules: readonly CleaningRule[], signal: AbortSignal): Promise<CleaningPreview>;
  /** Null where nothing is cleaned. */
  atDoor(event: string): Cleaning | null;
};

/** @param most Events that may have rules; those of which all were taken back are none. */
export function createCleaningRules(
  {
    events,
    ...deps
  }: {
    readonly kv: Kv;
    readonly audit: Audit;
    readonly now: () => Instant;
    readonly events: Pick<EventReads, "propertySamples">;
  },
  most: number = LIMITS.cleanedEvents,
): CleaningRules {
  const documents = createVersionedDocuments<EventCleaning>({
    ...deps,
    table: CLEANING_RULES,
    versions: CLEANING_VERSIONS,
    kind: "cleaning_rules",
    target: "cleaning-rules",
    called: "event's cleaning rules",
    contentOf: ({ rules }) => ({ rules }),
  });
  // Every event that comes in asks for it, and nobody else writes it.
  const known = new Map(
    documents
      .list()
      .flatMap(({ key, rules }) => (rules.length === 0 ? [] : [[key, compileCleaning(rules)] as const])),
  );
  return {
    list: () => documents.list(),
    get: (event) => documents.get(event),
    versions: (event) => documents.versions(event),
    async set(event, rules, rev, by) {
      refuseZones(rules);
      if (rules.length > 0) refuseConsentChoice(event, "rules", "leave it without rules");
      if (rules.length > 0 && !known.has(event) && known.size >= most) throw tooMany(most);
      const record = await documents.set(event, { rules }, rev, by);
      if (rules.length > 0) known.set(event, compileCleaning(rules));
      else known.delete(event);
      return record;
    },
    async preview(event, rules, signal) {
      refuseZones(rules);
      const limit = LIMITS.cleaningPreview;
      return previewCleaning(rules, await events.propertySamples({ name: event, limit }, signal));
    },
    atDoor: (event) => known.get(event) ?? null,
  };
}

function refuseZones(rules: readonly CleaningRule[]): void {
  const problems = rules.flatMap((rule, place) =>
    rule.do === "date" && !isZoneName(rule.zone)
      ? [{ path: `rules.${place}.zone`, message: `There is no zone "${rule.zone}".` }]
      : [],
  );
  const [first] = problems;
  if (first !== undefined)
    throw new HabitusError("invalid_request", first.message, { details: { problems } });
}

function tooMany(limit: number): HabitusError {
  return new HabitusError("too_many", `${limit} events have cleaning rules; more cannot be held.`, {
    details: { limit },
  });
}
