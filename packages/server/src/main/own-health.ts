import { HabitusError, MINUTE_MS } from "@habitus/kernel";
import {
  countsStatement,
  eventSharesStatement,
  reachedStatement,
  traitSharesStatement,
  valueSharesStatement,
} from "@habitus/segments-sql";
import { SYSTEM } from "../access/audit.ts";
import { movementsStatement, staysStatement } from "../adapters/clickhouse/stays.ts";
import { isRoundDue } from "../health/health-schedule.ts";
import type { HealthQueries } from "../health/health-queries.ts";
import {
  createSegmentHealth,
  type HealthOfSegments,
  type SegmentHealthDeps,
} from "../health/segment-health.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Webhooks } from "../delivery/webhooks.ts";
import { every } from "../platform/every.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stores } from "./stores.ts";

const QUERIES: HealthQueries = {
  counts: (plans, moment) => countsStatement(plans, moment),
  eventShares: (judged, asked, moment) => eventSharesStatement(judged, asked, moment),
  traitShares: (judged, asked, moment) => traitSharesStatement(judged, asked, moment),
  valueShares: (judged, asked, moment) => valueSharesStatement(judged, asked, moment),
  reached: (plans, goal, moment) => reachedStatement(plans, goal, moment),
  stays: staysStatement,
  movements: movementsStatement,
};

const LOOK_EVERY_MS = MINUTE_MS;

type HealthParts = Omit<
  SegmentHealthDeps,
  "kv" | "store" | "memberships" | "queries" | "now" | "webhooks"
> & { readonly webhooks: Pick<Webhooks, "list"> };

export function ownHealth({ kv, store, memberships }: Stores, { now }: ServiceOptions, parts: HealthParts) {
  const { webhooks, ...given } = parts;
  return createSegmentHealth({
    ...given,
    kv,
    store,
    memberships,
    now,
    queries: QUERIES,
    webhooks: () => webhooks.list(),
  });
}

/** Examines all segments whenever the newest such examination is old enough; to be called once jobs were taken up again. */
export function scheduleHealth(
  health: HealthOfSegments,
  jobs: Jobs,
  { scope, now, logger, healthMs }: ServiceOptions,
): void {
  const onFailure = (error: unknown): void => {
    // Somebody has just begun one.
    if (error instanceof HabitusError && error.code === "job_running") return;
    logger.warn({ error: String(error) }, "segments could not be examined; it will be tried again");
  };
  const look = async (): Promise<void> => {
    await health.uses.begin();
    if (isRoundDue(health, jobs, { now: now(), everyMs: healthMs })) await health.start(null, SYSTEM);
  };
  const looking = every(LOOK_EVERY_MS, look, onFailure);
  scope.own("segment health", looking, () => looking.stop());
}
