import { setTimeout as pause } from "node:timers/promises";
import type { JobKind } from "../jobs/job-runs.ts";
import {
  createRehearsalJob,
  REHEARSE_JOB,
  type RehearsalJobDeps,
} from "../membership/rehearsal/rehearsal-job.ts";
import { createRehearsals, type Rehearsals } from "../membership/rehearsal/rehearsal-store.ts";
import { highestPerson, isNode, nodesNow, peopleWithin } from "../profiles/profile-reads.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import { createRehearsalThreads } from "./rehearsal-thread.ts";
import type { ServiceOptions } from "./services.ts";
import type { Stages } from "./stages.ts";
import type { Stores } from "./stores.ts";

type Parts = Pick<RehearsalJobDeps, "thresholds"> & {
  readonly workspace: Pick<WorkspaceStore, "get" | "logicalNow">;
  readonly stages: Pick<Stages, "stored">;
};

export function ownRehearsals(
  { kv, log, memberships: { transitions }, engine }: Stores,
  { now }: ServiceOptions,
  { thresholds, workspace, stages }: Parts,
): { readonly rehearsals: Rehearsals; readonly rehearsing: Readonly<Record<string, JobKind>> } {
  const rehearsals = createRehearsals(kv, {
    isKnown: (person) => isNode(kv, person),
    nodesNow: (person) => nodesNow(kv, person),
  });
  const kind = createRehearsalJob({
    rehearsals,
    thresholds,
    transitions,
    zone: () => workspace.get().zone,
    now,
    logicalNow: () => workspace.logicalNow(),
    logHead: () => log.head().offset,
    stored: () => stages.stored(),
    highestPerson: () => highestPerson(kv),
    peopleWithin: (from, to) => peopleWithin(kv, from, to),
    open: createRehearsalThreads(new URL("./rehearsal.js", import.meta.url), engine),
    pause,
  });
  return { rehearsals, rehearsing: { [REHEARSE_JOB]: kind } };
}
