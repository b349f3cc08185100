import { civilFromDays, DAY_MS, type Instant } from "@habitus/kernel";
import type { PlanContext } from "../normalise/context.ts";
import { findOccasion, yearsOf } from "../occasions/occasions.ts";
import { printText } from "../text/literals.ts";
import type { Definition } from "../tree/definition.ts";
import { referencesOf } from "../tree/references.ts";
import { pointer, type TreeWarning } from "./problem.ts";

/** Windows of occasions reach a year ahead and a year back at the most. */
const REACH = 1;

/** Occasions of whose days the calendar does not know all that lie around an instant. @param definition was checked in the context. */
export function occasionWarnings(
  definition: Definition,
  { occasions }: Pick<PlanContext, "occasions">,
  at: Instant,
): readonly TreeWarning[] {
  const { year } = civilFromDays(Math.floor(at / DAY_MS));
  return referencesOf(definition).flatMap((reference) => {
    const occasion = reference.kind === "occasion" ? findOccasion(reference.name, occasions) : null;
    if (occasion === null) return [];
    const { from, to } = yearsOf(occasion);
    if (from <= year - REACH && year + REACH <= to) return [];
    const years = from === to ? `only the year ${from}` : `the years ${from} to ${to}`;
    const message = `The days of ${printText(occasion.name)} are known for ${years}; outside of them nobody is in`;
    return [{ code: "occasion_years", message, path: pointer(reference.at), suggestion: null }];
  });
}
