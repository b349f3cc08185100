import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { watchOf } from "./explore-progress.ts";

export function explorePathHandlers({
  explore,
}: ManagementDeps): HandlersFor<"explorePaths" | "listPathPeople"> {
  return {
    explorePaths: ({ body, query }, { signal, caller }) =>
      explore.ask(watchOf(query, caller), (asked) => asked.paths.paths(body, signal)),
    listPathPeople: ({ body }, { signal }) => explore.paths.people(body, signal),
  };
}
