import type { TellersThere } from "../../../../models/tellers.ts";
import type { ManagementDeps } from "../../deps.ts";

/** What tells of people more than they do, as it stands now. */
export function tellersThere({ models, ratings, surveys }: ManagementDeps): TellersThere {
  return { models: models.list(), ratings: ratings.list(), surveys: surveys.list() };
}
