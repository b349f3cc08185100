import { civilFromDays, must } from "@habitus/kernel";
import type { DatesOf } from "../plan/plan.ts";
import { CALENDAR, CALENDAR_YEARS } from "./calendar.ts";
import { type DayRule, daysInYear, parseDayRule, RULE_FORMS } from "./day-rule.ts";

/** When an occasion is in some countries. Of several entries for a country all days count. */
export type OccasionDays = {
  /** Values of the trait `country`, letter case aside; null: of all that no other entry of the occasion names. */
  readonly countries: readonly string[] | null;
  /** A rule (see `RULE_FORMS`). */
  readonly on: string;
};

/** Occasions of a workspace's own, by name. One with the name of a shipped occasion stands in its place. */
export type OwnOccasions = Readonly<Record<string, readonly OccasionDays[]>>;

/** An occasion as a definition finds it. */
export type KnownOccasion = { readonly name: string; readonly days: readonly OccasionDays[] };

/** All occasions by their names, the workspace's own first. */
export function occasionsOf(own: OwnOccasions): readonly KnownOccasion[] {
  const owned = Object.entries(own).map(([name, days]) => ({ name, days }));
  const taken = new Set(owned.map(({ name }) => occasionKeyOf(name)));
  return [...owned, ...SHIPPED.filter(({ name }) => !taken.has(occasionKeyOf(name)))];
}

/** Letter case and the form of an apostrophe do not matter in a name. */
export function findOccasion(written: string, own: OwnOccasions): KnownOccasion | null {
  const key = occasionKeyOf(written);
  return occasionsOf(own).find(({ name }) => occasionKeyOf(name) === key) ?? null;
}

/** The same for all spellings of a name. */
export const occasionKeyOf = (name: string): string =>
  name.trim().toLowerCase().replace(/[’‘`]/g, "'").replace(/\s+/g, " ");

const SHIPPED: readonly KnownOccasion[] = CALENDAR.map(({ name, days }) => ({
  name,
  days: days.map(([countries, on]) => ({ countries: countries === "*" ? null : countries.split(" "), on })),
}));

/** The countries that an occasion names, and whether it is known everywhere else too. */
export function countriesOf({ days }: KnownOccasion): {
  readonly named: readonly string[];
  readonly elsewhere: boolean;
} {
  const named = days.flatMap(({ countries }) => countries ?? []);
  return { named: [...new Set(named)].sort(), elsewhere: days.some(({ countries }) => countries === null) };
}

/** The days of an occasion for people of every country, each group of countries that have the same days once. */
export function datesByCountry({ days }: KnownOccasion): readonly DatesOf[] {
  const byCountry = new Map<string, readonly OccasionDays[]>();
  for (const entry of days) {
    for (const country of entry.countries ?? []) {
      const code = country.toLowerCase();
      byCountry.set(code, [...(byCountry.get(code) ?? []), entry]);
    }
  }
  const groups = new Map<string, { readonly of: string[]; readonly days: readonly number[] }>();
  for (const [code, entries] of [...byCountry].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const dates = datesOf(entries);
    const group = groups.get(String(dates)) ?? { of: [], days: dates };
    groups.set(String(dates), group);
    group.of.push(code);
  }
  const elsewhere = days.filter(({ countries }) => countries === null);
  return [...groups.values(), ...(elsewhere.length === 0 ? [] : [{ of: null, days: datesOf(elsewhere) }])];
}

/** The days of an occasion in one country; none where it is not known there. */
export function datesIn(occasion: KnownOccasion, country: string): readonly number[] {
  const code = country.toLowerCase();
  const entries = datesByCountry(occasion);
  return entries.find(({ of }) => of === null || of.includes(code))?.days ?? [];
}

type Span = { readonly from: number; readonly to: number };

/** The years in which an occasion has days everywhere where it has any; `from` lies behind `to` where there is none. */
export function yearsOf({ days }: KnownOccasion): Span {
  const spans = days.map(({ on }) => spanOf(ruleOf(on)));
  return { from: Math.max(...spans.map(({ from }) => from)), to: Math.min(...spans.map(({ to }) => to)) };
}

function spanOf(rule: DayRule): Span {
  if (rule.kind === "away") return spanOf(rule.from);
  if (rule.kind === "but") return spanOf(rule.of);
  if (rule.kind !== "days") return CALENDAR_YEARS;
  const years = rule.days.map((day) => civilFromDays(day).year);
  return { from: Math.min(...years), to: Math.max(...years) };
}

/** Why a rule cannot stand in a calendar, in a sentence; null when it can. */
export function faultOfRule(on: string): string | null {
  const rule = parseDayRule(on);
  if (rule === null) return `\`${on}\` names no day; write ${RULE_FORMS}`;
  const { from, to } = CALENDAR_YEARS;
  const known = spanOf(rule);
  if (known.from < from || known.to > to) return `Days lie in the years ${from} to ${to}`;
  return daysOf(rule).length === 0 ? `\`${on}\` is in no year` : null;
}

const ruleOf = (on: string): DayRule => must(parseDayRule(on), "rules are checked before they are kept");

function datesOf(entries: readonly OccasionDays[]): readonly number[] {
  const days = entries.flatMap(({ on }) => daysOf(ruleOf(on)));
  return [...new Set(days)].sort((a, b) => a - b);
}

function daysOf(rule: DayRule): readonly number[] {
  const { from, to } = CALENDAR_YEARS;
  const years = Array.from({ length: to - from + 1 }, (_, ahead) => from + ahead);
  return years.flatMap((year) => daysInYear(rule, year));
}
