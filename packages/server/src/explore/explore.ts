import type { ExploreDeps } from "./explore-queries.ts";
import { createFunnels, type Funnels } from "./funnels.ts";

/** Questions about what people do, worked out when they are asked. */
export type Explore = { readonly funnels: Funnels };

export function createExplore(deps: ExploreDeps): Explore {
  return { funnels: createFunnels(deps) };
}
