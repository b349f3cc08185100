import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { watchOf } from "./explore-progress.ts";

export function exploreFunnelHandlers({
  explore,
}: ManagementDeps): HandlersFor<"exploreFunnel" | "listFunnelPeople"> {
  return {
    exploreFunnel: ({ body, query }, { signal, caller }) =>
      explore.ask(watchOf(query, caller), (asked) => asked.funnels.funnel(body, signal)),
    listFunnelPeople: ({ body }, { signal }) => explore.funnels.people(body, signal),
  };
}
