import { type Instant, must } from "@habitus/kernel";
import {
  DEFAULT_CONTEXT,
  type Definition,
  type History,
  type Plan,
  planDefinition,
  rankReference,
  withThresholds,
} from "@habitus/segments";

/** Places among people are places among these, as the reference ranks them. */
export function plannedAmong(definition: Definition, people: readonly History[], at: Instant): Plan {
  const context = withThresholds(definition, DEFAULT_CONTEXT, (population, cut) => {
    if (population.kind !== "people") throw new Error("no template asks for the people of accounts");
    const { cuts } = rankReference(population, people, at, at);
    return {
      value: must(
        cuts.find(({ key }) => key === cut.key),
        "every cut is ranked",
      ).value,
    };
  });
  return planDefinition(definition, context);
}
