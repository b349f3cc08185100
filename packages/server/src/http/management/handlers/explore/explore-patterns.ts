import { tracesCalled } from "../../../../health/trace-called.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { withItemNames } from "../../named-behaviours.ts";
import { watchOf } from "./explore-progress.ts";

export function explorePatternHandlers(deps: ManagementDeps): HandlersFor<"explorePatterns"> {
  const called = tracesCalled(deps);
  return {
    async explorePatterns({ body, query }, { signal, caller }) {
      const watched = watchOf(query, caller);
      const found = await deps.explore.ask(watched, (asked) => asked.patterns.patterns(body, signal));
      return withItemNames(found, called);
    },
  };
}
