import type { Behaviour, PATTERN_MEASURES, PatternsRequest, TrendsRequest } from "@habitus/contract";
import type { AudienceChoice } from "./audience-fields.tsx";
import { type AudienceSearch, audienceDraft, audienceRequest, audienceSearch } from "./audience-search.ts";
import { numberOf } from "./trend-question.ts";

/** The question as it stands in the address; nothing is asked before it says how many weeks. */
export type PatternSearch = AudienceSearch & {
  readonly weeks?: string | undefined;
  readonly measure?: "times" | "share" | undefined;
  /** A property each: `Order Completed: products.category`. */
  readonly values?: string | undefined;
  /** The sentence of the behaviour whose days are shown. */
  readonly shown?: string | undefined;
};

export type PatternMeasure = (typeof PATTERN_MEASURES)[number];

/** The question while it is written. */
export type PatternDraft = AudienceChoice & {
  readonly weeks: number;
  readonly measure: PatternMeasure;
  readonly values: readonly string[];
};

const USUAL_WEEKS = 12;

export const draftOf = (search: PatternSearch): PatternDraft => ({
  ...audienceDraft(search),
  weeks: numberOf(search.weeks) ?? USUAL_WEEKS,
  measure: search.measure ?? "people",
  values: search.values?.split("\n") ?? [],
});

export function searchOf(draft: PatternDraft): PatternSearch {
  const { weeks, measure, values } = draft;
  return {
    weeks: String(weeks),
    measure: measure === "people" ? undefined : measure,
    values: values.length === 0 ? undefined : values.join("\n"),
    ...audienceSearch(draft),
  };
}

/** What the server is asked; null where nothing is asked, or it cannot be read. */
export function requestOf(search: PatternSearch): PatternsRequest | null {
  const weeks = numberOf(search.weeks);
  const { measure, values } = draftOf(search);
  const read = values.map(valuesOf).filter((each) => each !== null);
  if (weeks === null || read.length < values.length) return null;
  return { weeks, measure, ...(read.length === 0 ? {} : { values: read }), ...audienceRequest(search) };
}

const SEPARATOR = ": ";

export const valuesText = (event: string, path: readonly string[]): string =>
  `${event}${SEPARATOR}${path.join(".")}`;

/** An event's name may hold the separator, a property's does not. */
function valuesOf(text: string): NonNullable<PatternsRequest["values"]>[number] | null {
  const at = text.lastIndexOf(SEPARATOR);
  const property = text.slice(at + SEPARATOR.length);
  return at < 1 || property === "" ? null : { event: text.slice(0, at), property: property.split(".") };
}

export const behaviourName = ({ event, property, value }: Behaviour): string =>
  value === null ? event : `${valuesText(event, property)} = ${value}`;

/** A stretch ends where the next day begins. */
export const lastMoment = (to: string): Date => new Date(Date.parse(to) - 1);

/** Days [from, to) of a behaviour, whose people a trend tells. */
export type Days = { readonly behaviour: Behaviour; readonly from: string; readonly to: string };

/** The trend that draws a behaviour over some days, of the same people as of the same instant. */
export function trendOf(request: PatternsRequest, at: string, { behaviour, from, to }: Days): TrendsRequest {
  const { segment, members, purpose } = request;
  return {
    lines: [{ event: behaviour.text, measure: "people" }],
    unit: "day",
    from,
    // The last period is the one that contains it.
    to: lastMoment(to).toISOString(),
    at,
    ...audienceRequest({ segment, members: members === "start" ? members : undefined, purpose }),
  };
}
