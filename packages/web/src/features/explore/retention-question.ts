import type { RetentionRequest } from "@habitus/contract";
import { LIMITS } from "@habitus/contract";
import { type DidCondition, type EventChoice, parseDefinition, printDefinition } from "@habitus/segments";
import type { AudienceChoice } from "./audience-fields.tsx";

export type RetentionSearch = {
  readonly start?: string | undefined;
  readonly back?: string | undefined;
  readonly cohorts?: "every" | undefined;
  readonly unit?: RetentionRequest["unit"] | undefined;
  readonly periods?: string | undefined;
  readonly counting?: "rolling" | undefined;
  readonly segment?: string | undefined;
  readonly members?: "start" | undefined;
  readonly purpose?: string | undefined;
};

/** The question while it is written. */
export type RetentionDraft = AudienceChoice & {
  readonly start: EventChoice;
  readonly back: EventChoice;
  readonly cohorts: "first" | "every";
  readonly unit: RetentionRequest["unit"];
  readonly periods: number;
  readonly counting: "classic" | "rolling";
};

const UNIT = "week";
const PERIODS = 8;

export function draftOf(search: RetentionSearch): RetentionDraft {
  return {
    start: eventOf(search.start),
    back: eventOf(search.back),
    cohorts: search.cohorts ?? "first",
    unit: search.unit ?? UNIT,
    periods: periodsOf(search.periods),
    counting: search.counting ?? "classic",
    segment: search.segment ?? "",
    members: search.members ?? "end",
    purpose: search.purpose ?? "",
  };
}

/** What the address says of a draft; null while an event is missing. */
export function searchOf(draft: RetentionDraft): RetentionSearch | null {
  const { cohorts, unit, periods, counting, segment, members, purpose } = draft;
  const [start, back] = [textOf(draft.start), textOf(draft.back)];
  if (start === null || back === null) return null;
  return {
    start,
    back,
    cohorts: cohorts === "every" ? cohorts : undefined,
    unit,
    periods: String(periods),
    counting: counting === "rolling" ? counting : undefined,
    segment: segment === "" ? undefined : segment,
    members: members === "start" ? members : undefined,
    purpose: purpose === "" ? undefined : purpose,
  };
}

/** What the server is asked; null where the address does not name both events. */
export function requestOf(search: RetentionSearch): RetentionRequest | null {
  const { start, back, cohorts, unit = UNIT, counting, segment, members, purpose } = search;
  if (start === undefined || back === undefined) return null;
  return {
    start,
    back,
    unit,
    periods: periodsOf(search.periods),
    ...(cohorts === undefined ? {} : { cohorts }),
    ...(counting === undefined ? {} : { counting }),
    ...(segment === undefined ? {} : { segment }),
    ...(members === undefined ? {} : { members }),
    ...(purpose === undefined ? {} : { purpose }),
  };
}

function periodsOf(text: string | undefined): number {
  const periods = Number(text);
  return Number.isInteger(periods) && periods >= 1 && periods <= LIMITS.retentionPeriods ? periods : PERIODS;
}

function eventOf(text: string | undefined): EventChoice {
  const parsed = parseDefinition(text ?? "");
  if (parsed.kind === "refused" || parsed.definition.condition.kind !== "did") return { event: "" };
  const { event, local, where } = parsed.definition.condition;
  return { event, ...(local === undefined ? {} : { local }), ...(where === undefined ? {} : { where }) };
}

function textOf(choice: EventChoice): string | null {
  const { event } = choice;
  if ((typeof event === "string" ? event : event.startsWith) === "") return null;
  const condition: DidCondition = { kind: "did", ...choice };
  return printDefinition({ version: 1, condition });
}
