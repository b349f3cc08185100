import type { PlanContext } from "../normalise/context.ts";
import { entryOf } from "../normalise/look-up.ts";
import type { Definition } from "../tree/definition.ts";
import { type Reference, referencesIn, referencesOf } from "../tree/references.ts";

type Known = Pick<PlanContext, "leads" | "scores">;

/**
 * References to what says where to invest and not who belongs together: predictions and scores that are leads, and scores that add any up.
 * Segments are not looked into: whoever made one of a lead has said that it is meant.
 */
export function leadsIn(definition: Definition, known: Known): readonly Reference[] {
  return referencesOf(definition).filter((reference) => isLead(reference, known, new Set()));
}

function isLead({ kind, name }: Reference, known: Known, seen: Set<string>): boolean {
  if (kind === "predicted") return known.leads.includes(name);
  if (kind !== "score" || seen.has(name)) return false;
  seen.add(name);
  const score = entryOf(known.scores, name);
  if (score === null || score.isLead === true) return score !== null;
  return score.definition.elements.some(({ when }) =>
    referencesIn(when, ["when"]).some((inner) => isLead(inner, known, seen)),
  );
}
