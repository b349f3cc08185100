import { HOUR_MS, type Instant } from "@habitus/kernel";
import { RETRY_MS } from "../jobs/busy-or-failed.ts";
import type { ScoringRuns } from "./model-runs.ts";

/** What is run by itself from time to time. */
export type Scheduled = {
  readonly key: string;
  /** Hours from the beginning of one run to that of the next; null: only when somebody asks. */
  readonly everyHours: number | null;
  readonly rev: number;
  readonly updatedAt: Instant;
};

type Runs = Pick<ScoringRuns<unknown>, "newest" | "begun">;

/**
 * When the model is to be run next by itself; null of one that is not. Runs count from the beginning of the last one, whatever came of it;
 * one that was cancelled is no run. None begins within an hour of another.
 */
export function nextRunOf({ key, everyHours, rev, updatedAt }: Scheduled, runs: Runs): Instant | null {
  if (everyHours === null) return null;
  const newest = runs.newest(key);
  // One that has not run yet as it is now begins at once.
  const next = newest?.rev === rev ? newest.startedAt + everyHours * HOUR_MS : updatedAt;
  const begun = runs.begun(key);
  return begun === null ? next : Math.max(next, begun + RETRY_MS);
}

/** The model that has waited longest beyond its time; null where none is due. */
export function dueModel<Model extends Scheduled>(
  models: readonly Model[],
  runs: Runs,
  now: Instant,
): Model | null {
  let found: { readonly model: Model; readonly at: Instant } | null = null;
  for (const model of models) {
    const at = nextRunOf(model, runs);
    if (at === null || at > now || (found !== null && found.at <= at)) continue;
    found = { model, at };
  }
  return found?.model ?? null;
}
