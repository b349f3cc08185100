import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";

export function exploreFunnelHandlers({
  explore,
}: ManagementDeps): HandlersFor<"exploreFunnel" | "listFunnelPeople"> {
  return {
    exploreFunnel: ({ body }, { signal }) => explore.funnels.funnel(body, signal),
    listFunnelPeople: ({ body }, { signal }) => explore.funnels.people(body, signal),
  };
}
