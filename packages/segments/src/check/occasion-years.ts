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
    const message = `The days of ${printText(occasion.name)} are ${knownFor(from, to)}; outside of them nobody is in`;
    return [{ code: "occasion_years", message, path: pointer(reference.at), suggestion: null }];
  });
}

function knownFor(from: number, to: number): string {
  if (from > to) return "not known in the same years everywhere";
  return from === to ? `known for only the year ${from}` : `known for the years ${from} to ${to}`;
}
