import type { ExploreDeps } from "./explore-queries.ts";
import { createFunnels, type Funnels } from "./funnels.ts";
import { createPatterns, type Patterns } from "./patterns.ts";
import { createPaths, type Paths } from "./paths.ts";
import { createRetentionTables, type RetentionTables } from "./retention.ts";
import { createTrends, type Trends } from "./trends.ts";

/** Questions about what people do, worked out when they are asked. */
export type Explore = {
  readonly funnels: Funnels;
  readonly retention: RetentionTables;
  readonly trends: Trends;
  readonly paths: Paths;
  readonly patterns: Patterns;
};

export function createExplore(deps: ExploreDeps): Explore {
  return {
    funnels: createFunnels(deps),
    retention: createRetentionTables(deps),
    trends: createTrends(deps),
    paths: createPaths(deps),
    patterns: createPatterns(deps),
  };
}
