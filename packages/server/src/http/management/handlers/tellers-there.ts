import type { TellersThere } from "../../../models/tellers.ts";
import type { ManagementDeps } from "../deps.ts";

/** What tells of people more than they do, as it stands now. */
export function tellersThere({ models, ratings, surveys }: ManagementDeps): TellersThere {
  const hasTold = (key: string): boolean => ratings.runs(key).some(({ outcome }) => outcome === "scored");
  return {
    models: models.list(),
    ratings: ratings.list().map((rating) => ({ ...rating, hasTold: hasTold(rating.key) })),
    surveys: surveys.list(),
  };
}
