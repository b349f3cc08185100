import type { ExploreDeps } from "./explore-queries.ts";
import { createFunnels, type Funnels } from "./funnels.ts";
import { createRetentionTables, type RetentionTables } from "./retention.ts";

/** Questions about what people do, worked out when they are asked. */
export type Explore = { readonly funnels: Funnels; readonly retention: RetentionTables };

export function createExplore(deps: ExploreDeps): Explore {
  return { funnels: createFunnels(deps), retention: createRetentionTables(deps) };
}
