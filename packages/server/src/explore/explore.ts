import { LIMITS } from "@habitus/contract";
import type { EventStore } from "../store/event-store.ts";
import type { ExploreDeps } from "./explore-queries.ts";
import { createFunnels, type Funnels } from "./funnels.ts";
import { createPatterns, type Patterns } from "./patterns.ts";
import { createPaths, type Paths } from "./paths.ts";
import { createRetentionTables, type RetentionTables } from "./retention.ts";
import { createTrends, type Trends } from "./trends.ts";
import { createWatches, type QuestionProgress, type WatchKey } from "./watches.ts";

/** Questions about what people do, worked out when they are asked. */
export type Questions = {
  readonly funnels: Funnels;
  readonly retention: RetentionTables;
  readonly trends: Trends;
  readonly paths: Paths;
  readonly patterns: Patterns;
};

export type Explore = Questions & {
  /**
   * Works out a question; with a key its asker can look after it, and it may take longer.
   * @throws as the question, and HabitusError `already_exists`, `too_many`.
   */
  ask<T>(watch: WatchKey | null, question: (questions: Questions) => Promise<T>): Promise<T>;
  /** @throws HabitusError `not_found` for a question that is over, or not of this asker. */
  progress(watch: WatchKey): Promise<QuestionProgress>;
};

export function createExplore(
  deps: ExploreDeps & { readonly store: Pick<EventStore, "query" | "reading"> },
): Explore {
  const watches = createWatches({ ...deps, limit: LIMITS.watchedQuestions, limitOfOne: LIMITS.watchedByOne });
  const usual = questionsOf(deps);
  return {
    ...usual,
    ask: (watch, question) =>
      watch === null
        ? question(usual)
        : watches.during(watch, (store) => question(questionsOf({ ...deps, store }))),
    progress: (watch) => watches.progress(watch),
  };
}

function questionsOf(deps: ExploreDeps): Questions {
  return {
    funnels: createFunnels(deps),
    retention: createRetentionTables(deps),
    trends: createTrends(deps),
    paths: createPaths(deps),
    patterns: createPatterns(deps),
  };
}
