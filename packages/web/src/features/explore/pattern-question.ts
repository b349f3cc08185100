import type {
  Behaviour,
  PATTERN_MEASURES,
  Patterns,
  PatternsRequest,
  TrendsRequest,
} from "@habitus/contract";
import type { AudienceChoice } from "./audience-fields.tsx";
import { type AudienceSearch, audienceDraft, audienceRequest, audienceSearch } from "./audience-search.ts";
import { numberOf, type TrendSearch } from "./trend-question.ts";

/** The question as it stands in the address; nothing is asked before it says how many weeks. */
export type PatternSearch = AudienceSearch & {
  readonly weeks?: string | undefined;
  readonly measure?: "times" | "share" | undefined;
  /** A property each, as `valuesKey` writes it: `["Order Completed","products","category"]`. */
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

/** Tells apart what reads alike, for a property's name may hold any sign. */
export const valuesKey = (event: string, path: readonly string[]): string => JSON.stringify([event, ...path]);

export const valuesText = (event: string, path: readonly string[]): string => `${event}: ${path.join(".")}`;

/** What `valuesKey` wrote, to be read; what nobody can read stays as it is. */
export function valuesLabel(key: string): string {
  const read = valuesOf(key);
  return read === null ? key : valuesText(read.event, read.property);
}

function valuesOf(key: string): NonNullable<PatternsRequest["values"]>[number] | null {
  const parts = partsOf(key);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === "string" && part !== "")) return null;
  const [event, ...property] = parts as readonly string[];
  return event === undefined || property.length === 0 ? null : { event, property };
}

function partsOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Two items may be called the same, so an id stays beside its name. */
export const behaviourName = ({ event, property, value, called }: Behaviour): string =>
  value === null
    ? event
    : `${valuesText(event, property)} = ${called === undefined ? value : `${called} (${value})`}`;

/** A stretch ends where the next day begins. */
export const lastMoment = (to: string): Date => new Date(Date.parse(to) - 1);

/** Days [from, to) of a behaviour, whose people a trend tells. */
export type Days = { readonly behaviour: Behaviour; readonly from: string; readonly to: string };

/**
 * The trend that draws a behaviour over some days. Its people are those of the pattern's figures: members as of the same instant, wherever the days lie.
 */
export function trendOf(
  { segment, purpose }: PatternsRequest,
  { at, membersAt }: Pick<Patterns, "at" | "membersAt">,
  { behaviour, from, to }: Days,
): TrendsRequest {
  return {
    lines: [{ event: behaviour.text, measure: "people" }],
    unit: "day",
    from,
    // The last period is the one that contains it.
    to: lastMoment(to).toISOString(),
    at,
    membersAt,
    ...audienceRequest({ segment, purpose }),
  };
}

/** A trend of as many days up to now. */
export const trendSearch = (
  { weeks = USUAL_WEEKS, segment, members, purpose }: PatternsRequest,
  { text }: Pick<Behaviour, "text">,
): TrendSearch => ({
  lines: `people ${text}`,
  periods: String(weeks * 7),
  segment,
  members: members === "start" ? members : undefined,
  purpose,
});
