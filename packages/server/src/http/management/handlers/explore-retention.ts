import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";

export function exploreRetentionHandlers({
  explore,
}: ManagementDeps): HandlersFor<"exploreRetention" | "listRetentionPeople"> {
  return {
    exploreRetention: ({ body }, { signal }) => explore.retention.retention(body, signal),
    listRetentionPeople: ({ body }, { signal }) => explore.retention.people(body, signal),
  };
}
