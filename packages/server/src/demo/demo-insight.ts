import type { Actor } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import type { JobHandle } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { until } from "../jobs/until.ts";
import { MODEL_JOB, type ModelJobInput } from "../models/model-job.ts";
import type { ModelRuns } from "../models/model-runs.ts";
import { type ModelContent, type ModelRecord, type ModelStore, scoreKeys } from "../models/model-store.ts";

/** What the segments of the demo are for. */
const GOAL = "Order Completed";
/** The ready-made templates that read a model name this one. */
const MODEL = "shop";
const SHOP: ModelContent = {
  name: "Shop",
  goal: "Know who will buy again",
  owner: "Demo",
  kind: "mbgnbd",
  orders: [{ kind: "did", event: GOAL }],
  valueProperty: "revenue",
  unit: "week",
  holdoutDays: 90,
  horizonDays: 90,
  discountPercent: 0,
  // Nothing comes after the last day of the data.
  everyHours: null,
  purpose: null,
};

/** What all segments are for, and whether a person has said so. */
export type DemoGoal = {
  get(): { readonly event: string | null; readonly isSaid: boolean };
  /** @throws HabitusError `conflict`. */
  set(event: string | null, by: Actor): Promise<void>;
};

/** Why the demo's model is somebody's own by now; null where it goes. */
export type ModelLeft = {
  readonly model: Pick<ModelRecord, "key" | "name">;
  readonly why: "changed" | "in_use" | null;
};

export type InsightPlan = {
  /** The goal event of all segments goes. */
  readonly goal: boolean;
  /** Null where there is none. */
  readonly model: ModelLeft | null;
};

/** What tells of the demo's data what they are worth: a goal, a model of who buys, and an examination of the segments. */
export type DemoInsight = {
  /** Makes what there is not; what somebody has said or made stays. */
  ensure(): Promise<void>;
  /** Has the model run and the segments be examined, where neither was done before; resolves as soon as it is under way. */
  begin(): Promise<void>;
  plan(): InsightPlan;
  /** Takes back what nobody has made their own; a run of the model ends first, for which this job waits. */
  remove(job: Pick<JobHandle, "progress">): Promise<void>;
};

export type InsightDeps = {
  readonly goal: DemoGoal;
  readonly models: Pick<ModelStore, "get" | "set" | "remove">;
  readonly runs: Pick<ModelRuns, "newest" | "forget">;
  /** Whether something reads one of these traits. */
  readonly isRead: (traits: readonly string[]) => boolean;
  readonly jobs: () => Pick<Jobs, "start" | "cancel" | "unfinished">;
  readonly wasExamined: () => boolean;
  /** Begins to examine all segments. @throws HabitusError `job_running`. */
  readonly examine: () => Promise<unknown>;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly by: Actor;
};

export function createDemoInsight(deps: InsightDeps): DemoInsight {
  const { goal, models, runs, isRead, jobs, by } = deps;
  const runsUnderWay = (): readonly string[] =>
    jobs()
      .unfinished(MODEL_JOB)
      .filter(({ checkpoint }) => (checkpoint as ModelJobInput).model === MODEL)
      .map(({ id }) => id);
  const plan = (): InsightPlan => {
    const { event, isSaid } = goal.get();
    return { goal: event === GOAL && !isSaid, model: modelLeft(models, isRead) };
  };
  return {
    async ensure() {
      const { event, isSaid } = goal.get();
      if (event === null && !isSaid) await unlessTaken(() => goal.set(GOAL, by));
      // Somebody's rating may have its key, or their models be as many as there can be: the demo goes without one.
      if (models.get(MODEL) === null) await unlessTaken(() => models.set(MODEL, SHOP, 0, by));
    },
    async begin() {
      const model = models.get(MODEL);
      const input: ModelJobInput = { model: MODEL, by, ends: false };
      if (model !== null && isOurs(model) && runs.newest(MODEL) === null) {
        await unlessRunning(() => jobs().start(MODEL_JOB, by, input));
      }
      if (!deps.wasExamined()) await unlessRunning(deps.examine);
    },
    plan,
    async remove(job) {
      const left = plan();
      if (left.goal) await goal.set(null, by);
      if (left.model === null || left.model.why !== null) return;
      for (const id of runsUnderWay()) await unlessOver(() => jobs().cancel(id, by));
      await until(() => runsUnderWay().length === 0, deps, job);
      await runs.forget(MODEL);
      await models.remove(MODEL, by);
    },
  };
}

const isOurs = ({ updatedBy }: ModelRecord): boolean => updatedBy.kind === "system";

function modelLeft(models: InsightDeps["models"], isRead: InsightDeps["isRead"]): ModelLeft | null {
  const model = models.get(MODEL);
  // Of somebody else there may be another of the same key.
  if (model === null || model.owner !== SHOP.owner) return null;
  if (!isOurs(model)) return { model, why: "changed" };
  const traits = scoreKeys(MODEL, model).map(({ trait }) => trait);
  return { model, why: isRead(traits) ? "in_use" : null };
}

const unlessTaken = (make: () => Promise<unknown>): Promise<void> => unless(["conflict", "too_many"], make);
const unlessRunning = (start: () => Promise<unknown>): Promise<void> => unless(["job_running"], start);
const unlessOver = (cancel: () => Promise<unknown>): Promise<void> => unless(["job_finished"], cancel);

async function unless(codes: readonly string[], act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof HabitusError) || !codes.includes(error.code)) throw error;
  }
}
