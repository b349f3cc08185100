import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";

export function explorePathHandlers({
  explore,
}: ManagementDeps): HandlersFor<"explorePaths" | "listPathPeople"> {
  return {
    explorePaths: ({ body }, { signal }) => explore.paths.paths(body, signal),
    listPathPeople: ({ body }, { signal }) => explore.paths.people(body, signal),
  };
}
