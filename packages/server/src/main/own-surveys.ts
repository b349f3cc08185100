import { setTimeout as pause } from "node:timers/promises";
import type { JobKind } from "../jobs/job-runs.ts";
import {
  createSurveyBackfill,
  SURVEY_BACKFILL_JOB,
  type SurveyBackfillDeps,
} from "../people/survey-backfill.ts";
import type { Stages } from "./stages.ts";
import type { Stores } from "./stores.ts";

type Parts = Pick<SurveyBackfillDeps, "surveys" | "events" | "profiles" | "writer"> & {
  readonly stages: Pick<Stages, "stored">;
};

export function surveyJob({ log }: Stores, { stages, ...parts }: Parts): Readonly<Record<string, JobKind>> {
  const kind = createSurveyBackfill({
    ...parts,
    logHead: () => log.head().offset,
    stored: () => stages.stored(),
    pause,
  });
  return { [SURVEY_BACKFILL_JOB]: kind };
}
