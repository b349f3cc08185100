import type { RetentionRequest } from "@habitus/contract";
import { LIMITS } from "@habitus/contract";
import type { EventChoice } from "@habitus/segments";
import type { AudienceChoice } from "./audience-fields.tsx";
import { type AudienceSearch, audienceDraft, audienceRequest, audienceSearch } from "./audience-search.ts";
import { eventOf, isNamed, sentenceOf } from "./chosen-event.ts";

export type RetentionSearch = AudienceSearch & {
  readonly start?: string | undefined;
  readonly back?: string | undefined;
  readonly cohorts?: "every" | undefined;
  readonly unit?: RetentionRequest["unit"] | undefined;
  readonly periods?: string | undefined;
  readonly counting?: "rolling" | undefined;
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
const BLANK: EventChoice = { event: "" };

export function draftOf(search: RetentionSearch): RetentionDraft {
  return {
    ...audienceDraft(search),
    start: eventOf(search.start) ?? BLANK,
    back: eventOf(search.back) ?? BLANK,
    cohorts: search.cohorts ?? "first",
    unit: search.unit ?? UNIT,
    periods: periodsOf(search.periods),
    counting: search.counting ?? "classic",
  };
}

/** What the address says of a draft; null while an event is missing. */
export function searchOf(draft: RetentionDraft): RetentionSearch | null {
  const { start, back, cohorts, unit, periods, counting } = draft;
  if (!isNamed(start.event) || !isNamed(back.event)) return null;
  return {
    start: sentenceOf(start),
    back: sentenceOf(back),
    cohorts: cohorts === "every" ? cohorts : undefined,
    unit,
    periods: String(periods),
    counting: counting === "rolling" ? counting : undefined,
    ...audienceSearch(draft),
  };
}

/** What the server is asked; null where the address does not name both events. */
export function requestOf(search: RetentionSearch): RetentionRequest | null {
  const { start, back, cohorts, unit = UNIT, counting } = search;
  if (start === undefined || back === undefined) return null;
  return {
    start,
    back,
    unit,
    periods: periodsOf(search.periods),
    ...(cohorts === undefined ? {} : { cohorts }),
    ...(counting === undefined ? {} : { counting }),
    ...audienceRequest(search),
  };
}

function periodsOf(text: string | undefined): number {
  const periods = Number(text);
  return Number.isInteger(periods) && periods >= 1 && periods <= LIMITS.retentionPeriods ? periods : PERIODS;
}
