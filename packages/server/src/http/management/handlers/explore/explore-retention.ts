import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { watchOf } from "./explore-progress.ts";

export function exploreRetentionHandlers({
  explore,
}: ManagementDeps): HandlersFor<"exploreRetention" | "listRetentionPeople"> {
  return {
    exploreRetention: ({ body, query }, { signal, caller }) =>
      explore.ask(watchOf(query, caller), (asked) => asked.retention.retention(body, signal)),
    listRetentionPeople: ({ body }, { signal }) => explore.retention.people(body, signal),
  };
}
