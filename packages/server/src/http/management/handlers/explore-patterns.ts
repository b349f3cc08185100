import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";
import { watchOf } from "./explore-progress.ts";

export function explorePatternHandlers({ explore }: ManagementDeps): HandlersFor<"explorePatterns"> {
  return {
    explorePatterns: ({ body, query }, { signal, caller }) =>
      explore.ask(watchOf(query, caller), (asked) => asked.patterns.patterns(body, signal)),
  };
}
