import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";

export function explorePatternHandlers({ explore }: ManagementDeps): HandlersFor<"explorePatterns"> {
  return { explorePatterns: ({ body }, { signal }) => explore.patterns.patterns(body, signal) };
}
