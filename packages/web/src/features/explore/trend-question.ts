import { TREND_MEASURES, type TrendsRequest } from "@habitus/contract";
import type { EventChoice } from "@habitus/segments";
import type { AudienceChoice } from "./audience-fields.tsx";
import { type AudienceSearch, audienceDraft, audienceRequest, audienceSearch } from "./audience-search.ts";
import { eventOf, isNamed, sentenceOf } from "./chosen-event.ts";

/** The question as it stands in the address: texts, absent where nothing is said. */
export type TrendSearch = AudienceSearch & {
  /** A line each: `sum[revenue] did "Order Completed"`. */
  readonly lines?: string | undefined;
  readonly unit?: "hour" | "week" | "month" | undefined;
  readonly periods?: string | undefined;
  readonly trait?: string | undefined;
  readonly property?: string | undefined;
  readonly top?: string | undefined;
  readonly compare?: "yes" | undefined;
};

export type TrendMeasure = (typeof TREND_MEASURES)[number];
export type LineDraft = {
  readonly event: EventChoice;
  readonly measure: TrendMeasure;
  /** Keys with points between them; '' for none. */
  readonly property: string;
};

/** The question while it is written. */
export type TrendDraft = AudienceChoice & {
  readonly lines: readonly LineDraft[];
  readonly unit: TrendsRequest["unit"];
  readonly periods: number;
  readonly split: "none" | "trait" | "property";
  readonly by: string;
  readonly top: number;
  readonly compare: boolean;
};

export const USUAL_PERIODS = { hour: 48, day: 30, week: 12, month: 12 } as const;
const USUAL_TOP = 5;
export const BLANK_LINE: LineDraft = { event: { event: "" }, measure: "times", property: "" };

export function draftOf(search: TrendSearch): TrendDraft {
  const unit = search.unit ?? "day";
  const { trait, property } = search;
  return {
    ...audienceDraft(search),
    lines: linesOf(search.lines) ?? [BLANK_LINE],
    unit,
    periods: numberOf(search.periods) ?? USUAL_PERIODS[unit],
    split: trait !== undefined ? "trait" : property !== undefined ? "property" : "none",
    by: trait ?? property ?? "",
    top: numberOf(search.top) ?? USUAL_TOP,
    compare: search.compare === "yes",
  };
}

/** What the address says of a draft; null while something is missing. */
export function searchOf(draft: TrendDraft): TrendSearch | null {
  const { lines, unit, periods, split, by, top, compare } = draft;
  if (!lines.every(isWhole)) return null;
  return {
    lines: lines.map(lineText).join("\n"),
    unit: unit === "day" ? undefined : unit,
    periods: periods === USUAL_PERIODS[unit] ? undefined : String(periods),
    trait: split === "trait" && by !== "" ? by : undefined,
    property: split === "property" && by !== "" ? by : undefined,
    top: split === "none" || by === "" || top === USUAL_TOP ? undefined : String(top),
    compare: compare ? "yes" : undefined,
    ...audienceSearch(draft),
  };
}

/** What the server is asked; null where the address names no line that can be read. */
export function requestOf(search: TrendSearch): TrendsRequest | null {
  const lines = linesOf(search.lines);
  if (lines === null) return null;
  const { unit, periods, by, split, top, compare } = draftOf(search);
  const path = by.split(".");
  return {
    lines: lines.map(({ event, measure, property }) => ({
      event: sentenceOf(event),
      measure,
      ...(property === "" ? {} : { property: property.split(".") }),
    })),
    unit,
    periods,
    ...(split === "none" ? {} : { split: split === "trait" ? { trait: path } : { property: path }, top }),
    ...(compare ? { compare } : {}),
    ...audienceRequest(search),
  };
}

export const isOfValues = (measure: TrendMeasure): measure is Exclude<TrendMeasure, "times" | "people"> =>
  measure !== "times" && measure !== "people";

function isWhole({ event: { event }, measure, property }: LineDraft): boolean {
  return isNamed(event) && (!isOfValues(measure) || property !== "");
}

const lineText = ({ event, measure, property }: LineDraft): string =>
  `${measure}${isOfValues(measure) ? `[${property}]` : ""} ${sentenceOf(event)}`;

const LINE = /^([a-z ]+?)(?:\[([^\]]*)\])? (did .*)$/s;

function linesOf(text: string | undefined): readonly LineDraft[] | null {
  if (text === undefined) return null;
  const lines = text.split("\n").map(lineOf);
  const read = lines.filter((line) => line !== null);
  return read.length === lines.length ? read : null;
}

function lineOf(text: string): LineDraft | null {
  const [, name, property = "", sentence = ""] = LINE.exec(text) ?? [];
  const measure = TREND_MEASURES.find((each) => each === name);
  const event = eventOf(sentence);
  return measure === undefined || event === null ? null : { event, measure, property };
}

export function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}
