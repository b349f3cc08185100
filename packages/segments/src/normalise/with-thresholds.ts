import { bug } from "@habitus/kernel";
import type { AccountCut, Cut, Population } from "../plan/population.ts";
import type { Definition } from "../tree/definition.ts";
import type { PlanContext, Threshold } from "./context.ts";
import { missingPopulations } from "./plan-definition.ts";

/** Audiences that are places among people themselves, one in another. */
const MOST_ROUNDS = 1_000;

/**
 * The context with every threshold that the definition needs and it lacks.
 * @param pinOf What is pinned for a cut; asked of inner audiences first.
 * @throws HabitusError as `missingPopulations`.
 */
export function withThresholds(
  definition: Definition,
  context: PlanContext,
  pinOf: (population: Population, cut: Cut | AccountCut) => Threshold,
): PlanContext {
  let pinned = context;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const missing = missingPopulations(definition, pinned);
    if (missing.length === 0) return pinned;
    const found = missing.flatMap((population) =>
      population.cuts.map((cut): [string, Threshold] => [cut.key, pinOf(population, cut)]),
    );
    pinned = { ...pinned, thresholds: { ...pinned.thresholds, ...Object.fromEntries(found) } };
  }
  return bug("a definition is finite");
}
