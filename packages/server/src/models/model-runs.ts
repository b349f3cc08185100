import type { Instant } from "@habitus/kernel";
import type {
  Behaviour,
  FitReport,
  JudgedAhead,
  PropensityQuality,
  Quality,
  RefusedPropensity,
} from "@habitus/models";
import { type Change, type Kv, put, remove, type Table } from "../platform/kv.ts";

/** One run of what scores people on schedule: its scores, if it told any, are the version of that number. */
export type ScoringRun<Result> = {
  readonly model: string;
  /** Counted from 1 for each model. */
  readonly number: number;
  /** Of the model's document. */
  readonly rev: number;
  readonly job: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly outcome: "scored" | "refused" | "failed";
  /** Of a run that failed. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly result: Result | null;
  /** Of one that told nothing and took back what was told before, as it was of something else: since then no run is in force. */
  readonly clears?: true;
};

export type ModelRun = ScoringRun<ModelResult>;

/** Days are counted from 1970-01-01 by the workspace's clock. Numbers that do not exist are null. */
export type ModelResult = BuyingResult | PropensityResult;

export type BuyingResult = {
  readonly kind?: undefined;
  readonly window: {
    /** Day of the first order; null without one. */
    readonly from: number | null;
    readonly to: number;
    /** Last day that the judged model saw; null where nothing is held out. */
    readonly seenUpTo: number | null;
  };
  /** People with an order, and their days with one. */
  readonly people: number;
  readonly orders: number;
  readonly fit: FitReport;
  readonly value: FitReport | null;
  readonly quality: Quality | null;
  readonly changes: ScoreFigures;
};

export type PropensityResult = {
  readonly kind: "propensity";
  /** Absent of runs before it was kept. */
  readonly asked?: AskedOutcome;
  readonly window: {
    /** The last day of what people were known by when it was judged and fitted. */
    readonly from: number;
    /** The last day of what happened behind it, which is also the last of what those are known by who are told of. */
    readonly to: number;
  };
  /** Of whom it was learnt, and to how many of them it happened. */
  readonly people: number;
  readonly happened: number;
  /** Of how many there would have been, where there were more than are learnt from. */
  readonly known: number;
  readonly fit: PropensityReport;
  /** Of those it was learnt of; null where nothing could be tried. */
  readonly quality: PropensityQuality | null;
  readonly judgedBy: JudgedAhead["judgedBy"];
  readonly changes: ScoreFigures;
};

/** What was asked, as the model said it then. */
export type AskedOutcome = {
  /** Both as sentences. */
  readonly outcome: string;
  readonly audience: string | null;
  readonly valueProperty: string | null;
};

export type PropensityReport =
  | { readonly kind: "refused"; readonly reason: RefusedPropensity["reason"]; readonly detail: string }
  | {
      readonly kind: "fitted";
      /** Logarithm of the odds of somebody who is average in all. */
      readonly intercept: number;
      /** After so long what was done counts half. */
      readonly spanDays: number;
      readonly behaviours: readonly BehaviourEffect[];
    };

/** By how much one more of it raises the logarithm of the odds. */
export type BehaviourEffect = Behaviour & {
  readonly mean: number;
  /** Standard deviation among those it was learnt from; absent of runs before it was kept. */
  readonly deviation?: number;
  readonly effect: number;
  /** Null where the curvature tells none. */
  readonly error: number | null;
};

export type ScoreFigures = {
  /** People of whom something is told. */
  readonly scored: number;
  /** Scores that were said anew, that stayed as near enough, and that were taken back. */
  readonly written: number;
  readonly unchanged: number;
  readonly takenBack: number;
};

/** Key: model key, number of the run. */
const RUNS: Table<ModelRun> = { name: "model_runs", version: 1 };
/** Key: model key. When its last run began, whatever came of it: also one that was cut off and is no run. */
const BEGUN: Table<Begun> = { name: "model_runs_begun", version: 1 };
type Begun = { readonly at: Instant };
/** Runs kept of each model, besides the newest that told scores. */
export const RUNS_KEPT = 50;

export type ScoringRuns<Result> = {
  /** Newest first, at most `RUNS_KEPT`. */
  list(model: string): readonly ScoringRun<Result>[];
  newest(model: string): ScoringRun<Result> | null;
  /** The run whose scores are in force. */
  inForce(model: string): ScoringRun<Result> | null;
  /** When the last run began, also one that was cancelled; null of a model that was never run. */
  begun(model: string): Instant | null;
  begin(model: string, at: Instant): Promise<void>;
  keep(run: Omit<ScoringRun<Result>, "number">): Promise<ScoringRun<Result>>;
  forget(model: string): Promise<void>;
};

export type ModelRuns = ScoringRuns<ModelResult>;

export function createModelRuns(kv: Kv): ModelRuns {
  return createScoringRuns(kv, { runs: RUNS, begun: BEGUN });
}

export type RunTables<Result> = {
  readonly runs: Table<ScoringRun<Result>>;
  readonly begun: Table<Begun>;
};

export function createScoringRuns<Result>(
  kv: Kv,
  { runs: table, begun: begunAt }: RunTables<Result>,
): ScoringRuns<Result> {
  type Run = ScoringRun<Result>;
  const putRun = (run: Run): Change => put(table, [run.model, run.number], run);
  const removeRun = ({ model, number }: Run): Change => remove(table, [model, number]);
  const all = (model: string): readonly Run[] =>
    [...kv.range(table, { prefix: [model], reverse: true })].map(({ value }) => value);
  const newest = (model: string): Run | null => {
    for (const { value } of kv.range(table, { prefix: [model], reverse: true, limit: 1 })) return value;
    return null;
  };
  /** Whether it decides what is in force until there is another such one. */
  const decides = ({ outcome, clears }: Run): boolean => outcome === "scored" || clears === true;
  return {
    list: (model) => all(model).slice(0, RUNS_KEPT),
    newest,
    inForce(model) {
      for (const { value } of kv.range(table, { prefix: [model], reverse: true })) {
        if (decides(value)) return value.clears === true ? null : value;
      }
      return null;
    },
    begun: (model) => kv.get(begunAt, [model])?.at ?? null,
    begin: (model, at) => kv.commit([put(begunAt, [model], { at })]),
    async keep(run) {
      const before = all(run.model);
      const kept: Run = { ...run, number: (before[0]?.number ?? 0) + 1 };
      const runs = [kept, ...before];
      const needed = runs.find(decides);
      const surplus = runs.slice(RUNS_KEPT).filter((each) => each !== needed);
      await kv.commit([putRun(kept), ...surplus.map(removeRun)]);
      return kept;
    },
    async forget(model) {
      await kv.commit([...all(model).map(removeRun), remove(begunAt, [model])]);
    },
  };
}
