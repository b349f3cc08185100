import { datesByCountry, datesIn, findOccasion } from "../occasions/occasions.ts";
import type { DatedTest, TraitLeaf } from "../plan/plan.ts";
import type { OccasionCondition } from "../tree/definition.ts";
import { COUNTRY } from "./consent.ts";
import type { PlanContext } from "./context.ts";
import { homeDaysOf } from "./home-days.ts";

/** Whoever has no country has no occasions; in a country that is named, its days are everybody's who has one. */
export function occasionLeaf(condition: OccasionCondition, context: PlanContext): TraitLeaf {
  const { country } = condition;
  const occasion = findOccasion(condition.occasion, context.occasions);
  // The names were checked; one that has gone since has no days.
  const everywhere = occasion === null ? [] : datesByCountry(occasion);
  const dates =
    country === undefined || occasion === null
      ? everywhere
      : [{ of: null, days: datesIn(occasion, country) }];
  const test: DatedTest = { kind: "dated", days: homeDaysOf(condition.window, context), dates };
  return { kind: "trait", path: COUNTRY, test };
}
