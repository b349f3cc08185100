import type { Instant, JsonValue } from "@habitus/kernel";
import type { DatedTest } from "../plan/plan.ts";
import { asText, lowerCase } from "./values.ts";
import { homeDaysAt } from "./window.ts";

/** @param homeZone what the person says or calls said, whatever that is. */
export function hasDay(test: DatedTest, value: JsonValue, now: Instant, homeZone: JsonValue): boolean {
  const { from, to } = homeDaysAt(test.days, now, homeZone);
  return daysOf(test, value).some((day) => day >= from && day < to);
}

/** The days that are told of a value; none of one that is absent. */
export function daysOf({ dates }: DatedTest, value: JsonValue): readonly number[] {
  const text = value === null ? null : asText(value);
  if (text === null) return [];
  const form = lowerCase(text);
  return dates.find(({ of }) => of === null || of.includes(form))?.days ?? [];
}
