import type { PlannedEvent, Violation, ViolationCase } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { deadLetterId } from "../../../../ingest/dead-letters.ts";
import { personId } from "../../../../profiles/identity.ts";
import { draftSchema, standardSchema } from "../../../../quality/draft-schema.ts";
import type { PlanRecord } from "../../../../quality/tracking-plan.ts";
import type { ViolationCase as StoredCase, ViolationCount } from "../../../../quality/violations.ts";
import type { StoredEvent } from "../../../../store/event-reads.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { rawObject } from "../../write-json.ts";
import { found } from "../shared.ts";

type PlanOperations =
  | "listTrackingPlan"
  | "getPlannedEvent"
  | "editPlannedEvent"
  | "deletePlannedEvent"
  | "listPlanVersions"
  | "draftPlannedEvent"
  | "listViolations";

/** Fields that a draft looks at; more than a schema may name. */
const DRAFTED_FIELDS = 500;

export function trackingPlanHandlers(deps: ManagementDeps): HandlersFor<PlanOperations> {
  const { trackingPlan, violations, dataAudit } = deps;
  return {
    listTrackingPlan: () => ({
      events: trackingPlan.list().map((record) => {
        const { schema, ...planned } = toPlanned(record);
        const fields = Object.keys(schema.properties ?? {}).length;
        return { ...planned, fields, violations: recentOf(violations.events(record.key)) };
      }),
    }),
    getPlannedEvent: ({ params }) => toPlanned(found(trackingPlan.get(params.event), "event in the plan")),
    async editPlannedEvent({ params, body: { schema, mode, rev } }, { caller }) {
      return toPlanned(await trackingPlan.set(params.event, { schema, mode }, rev, caller.actor));
    },
    async deletePlannedEvent({ params }, { caller }) {
      await trackingPlan.remove(params.event, caller.actor);
      await violations.forget(params.event);
      return undefined;
    },
    listPlanVersions: ({ params }) => ({ versions: trackingPlan.versions(params.event).map(toPlanned) }),
    async draftPlannedEvent({ params: { event } }, { signal }) {
      const audited = await dataAudit.fields({ event, skip: 0, limit: DRAFTED_FIELDS }, signal);
      const known = audited.looked === 0 ? standardSchema(event) : null;
      return { schema: toSchema(known ?? draftSchema(audited)), looked: audited.looked };
    },
    async listViolations({ params: { event } }, { signal }) {
      const counts = violations.of(event);
      const stored = await storedCases(deps, event, counts, signal);
      return {
        events: recentOf(violations.events(event)),
        violations: counts.map((count) => toViolation(count, (each) => toCase(deps, each, stored))),
      };
    },
  };
}

function toPlanned({ key, schema, mode, version, rev, updatedAt, updatedBy }: PlanRecord): PlannedEvent {
  const changed = { updatedAt: formatInstant(updatedAt), updatedBy };
  return { event: key, schema: toSchema(schema), mode, version, rev, ...changed };
}

/** Plain data in both forms; only the answer's lists may be written to. */
function toSchema(schema: PlanRecord["schema"]): PlannedEvent["schema"] {
  return structuredClone(schema) as PlannedEvent["schema"];
}

function recentOf({ day, week }: Pick<ViolationCount, "day" | "week">) {
  return { day, week };
}

function toViolation(
  { path, rule, says, day, week, cases }: ViolationCount,
  shown: (each: StoredCase) => ViolationCase,
): Violation {
  return { path, rule, says, day, week, cases: cases.map(shown) };
}

type Stored = ReadonlyMap<string, StoredEvent>;

/** By place in the log. */
async function storedCases(
  { events }: ManagementDeps,
  name: string,
  counts: readonly ViolationCount[],
  signal: AbortSignal,
): Promise<Stored> {
  const places = counts.flatMap(({ cases }) =>
    cases.flatMap(({ place }) => (place.kind === "event" ? [place] : [])),
  );
  const unique = [...new Map(places.map((place) => [placeText(place), place])).values()];
  if (unique.length === 0) return new Map();
  const stored = await events.at({ name, places: unique }, signal);
  return new Map(stored.map((event) => [placeText(event), event]));
}

function placeText({ offset, index }: Pick<StoredEvent, "offset" | "index">): string {
  return deadLetterId([offset, index]);
}

function toCase(
  { profiles, deadLetters }: ManagementDeps,
  { at, place }: StoredCase,
  stored: Stored,
): ViolationCase {
  const isLetter = place.kind === "letter" && deadLetters.get([place.offset, place.index]) !== null;
  const event = place.kind === "event" ? stored.get(placeText(place)) : undefined;
  const person = event === undefined ? null : (profiles.ofNumber(event.node)?.person ?? null);
  return {
    at: formatInstant(at),
    deadLetter: isLetter ? placeText(place) : null,
    event:
      event === undefined
        ? null
        : {
            id: event.id,
            time: formatInstant(event.time),
            person: person === null ? null : personId(person),
            properties: rawObject(event.properties),
          },
  };
}
