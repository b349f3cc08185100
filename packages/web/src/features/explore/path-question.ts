import type { PathsRequest } from "@habitus/contract";
import type { EventChoice } from "@habitus/segments";
import type { AudienceChoice } from "./audience-fields.tsx";
import { type AudienceSearch, audienceDraft, audienceRequest, audienceSearch } from "./audience-search.ts";
import { eventOf, isNamed, sentenceOf } from "./chosen-event.ts";
import { numberOf } from "./trend-question.ts";

/** The question as it stands in the address: texts, absent where nothing is said. */
export type PathSearch = AudienceSearch & {
  readonly anchor?: string | undefined;
  readonly direction?: "before" | undefined;
  readonly days?: string | undefined;
  readonly steps?: string | undefined;
  readonly within?: string | undefined;
  readonly top?: string | undefined;
  readonly fold?: "no" | undefined;
  /** Names of events, a line each. */
  readonly hidden?: string | undefined;
};

export type Within = NonNullable<PathsRequest["within"]>;
export const WITHIN_UNITS = ["second", "minute", "hour", "day"] as const satisfies readonly Within["unit"][];

/** The question while it is written. */
export type PathDraft = AudienceChoice & {
  readonly anchor: EventChoice;
  readonly direction: "after" | "before";
  readonly days: number;
  readonly steps: number;
  readonly within: Within;
  readonly top: number;
  readonly fold: boolean;
  readonly hidden: readonly string[];
};

export const USUAL = { days: 30, steps: 3, top: 5, within: { amount: 30, unit: "minute" } } as const;

export function draftOf(search: PathSearch): PathDraft {
  return {
    ...audienceDraft(search),
    anchor: eventOf(search.anchor) ?? { event: "" },
    direction: search.direction ?? "after",
    days: numberOf(search.days) ?? USUAL.days,
    steps: numberOf(search.steps) ?? USUAL.steps,
    within: withinOf(search.within) ?? USUAL.within,
    top: numberOf(search.top) ?? USUAL.top,
    fold: search.fold === undefined,
    hidden: search.hidden?.split("\n") ?? [],
  };
}

/** What the address says of a draft; null while the event is missing. */
export function searchOf(draft: PathDraft): PathSearch | null {
  const { anchor, direction, days, steps, within, top, fold, hidden } = draft;
  if (!isNamed(anchor.event)) return null;
  const unless = (value: number, usual: number) => (value === usual ? undefined : String(value));
  const time = `${within.amount} ${within.unit}`;
  return {
    anchor: sentenceOf(anchor),
    direction: direction === "before" ? direction : undefined,
    days: unless(days, USUAL.days),
    steps: unless(steps, USUAL.steps),
    within: time === `${USUAL.within.amount} ${USUAL.within.unit}` ? undefined : time,
    top: unless(top, USUAL.top),
    fold: fold ? undefined : "no",
    hidden: hidden.length === 0 ? undefined : hidden.join("\n"),
    ...audienceSearch(draft),
  };
}

/** What the server is asked; null where the address names no event that can be read. */
export function requestOf(search: PathSearch): PathsRequest | null {
  if (search.anchor === undefined || eventOf(search.anchor) === null) return null;
  const { direction, days, steps, within, top, fold, hidden } = draftOf(search);
  return {
    anchor: search.anchor,
    direction,
    days,
    steps,
    within,
    top,
    fold,
    ...(hidden.length === 0 ? {} : { hidden: [...hidden] }),
    ...audienceRequest(search),
  };
}

const WITHIN = /^(\d{1,5}) (second|minute|hour|day)$/;

function withinOf(text: string | undefined): Within | null {
  const match = WITHIN.exec(text ?? "");
  const unit = WITHIN_UNITS.find((each) => each === match?.[2]);
  return match === null || unit === undefined ? null : { amount: Number(match[1]), unit };
}
