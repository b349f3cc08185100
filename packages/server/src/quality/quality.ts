import type { Instant } from "@habitus/kernel";
import type { Passage } from "../ingest/ingest.ts";
import type { Audit } from "../platform/audit.ts";
import type { Kv } from "../platform/kv.ts";
import type { EventReads } from "../store/event-reads.ts";
import { type CleaningRules, createCleaningRules } from "./cleaning-rules.ts";
import { createDataMarks, type DataMarks } from "./data-marks.ts";
import { createDoor, type DoorDeps } from "./door.ts";
import { createReaders, type ReadersDeps } from "./readers.ts";
import { createTrackingPlan, type TrackingPlan } from "./tracking-plan.ts";
import { createViolations, type Violations } from "./violations.ts";

/** What the workspace says of the data that comes in. */
export type Quality = {
  readonly trackingPlan: TrackingPlan;
  readonly dataMarks: DataMarks;
  readonly cleaningRules: CleaningRules;
  readonly violations: Violations;
};

export function createQuality(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly admit: DoorDeps["admit"];
  readonly onFailure: DoorDeps["onFailure"];
  readonly readers: ReadersDeps;
  readonly events: Pick<EventReads, "propertySamples">;
}): Quality & { readonly passage: () => Passage } {
  const trackingPlan = createTrackingPlan(deps);
  const violations = createViolations(deps);
  const dataMarks = createDataMarks({ ...deps, readers: createReaders(deps.readers) });
  const cleaningRules = createCleaningRules(deps);
  const said = { plan: trackingPlan, marks: dataMarks, cleaning: cleaningRules, violations };
  return { trackingPlan, dataMarks, cleaningRules, violations, passage: createDoor({ ...deps, ...said }) };
}

/** How many values of a field, or of what stands inside it, were not as planned in a week. */
export function againstPlan(violations: Pick<Violations, "of">, event: string, field: string): number {
  const isOf = (path: string): boolean => path === field || /^[.[]/.test(path.slice(field.length));
  const found = violations.of(event).filter(({ path }) => path.startsWith(field) && isOf(path));
  return found.reduce((sum, { week }) => sum + week, 0);
}
