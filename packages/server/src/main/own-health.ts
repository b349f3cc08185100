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
import { scheduleJob } from "./schedule-job.ts";
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
export function scheduleHealth(health: HealthOfSegments, jobs: Jobs, options: ServiceOptions): void {
  const startIfDue = async (): Promise<void> => {
    await health.uses.begin();
    const asked = { now: options.now(), everyMs: options.healthMs };
    if (isRoundDue(health, jobs, asked)) await health.start(null, SYSTEM);
  };
  const failed = "segments could not be examined";
  scheduleJob({ name: "segment health", startIfDue, failed }, options);
}
