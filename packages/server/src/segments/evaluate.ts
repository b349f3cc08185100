import { HabitusError, type Instant } from "@habitus/kernel";
import { changeOf, type Plan, type PlanSet } from "@habitus/segments";
import type { EventStore, Lane, PersonNumber, Statement } from "../store/event-store.ts";
import { compareDefinitions, type CompareOptions, type Comparison } from "./compare.ts";
import { type ConditionCounts, countConditions, runCounts } from "./condition-counts.ts";
import { type PlanContexts, planIn, type Question } from "./plan-contexts.ts";
import type { RankingQueries, Thresholds, UsedThreshold } from "./thresholds.ts";
import type { WorkspaceStore } from "./workspace-store.ts";

/** Who a person is, for people. */
export type PersonIds = {
  /** The public id, such as `p123`. */
  id(person: PersonNumber): string;
  /** All known ids that may be told for these purposes: user ids first, then anonymous ids, then others; oldest first. */
  ids(person: PersonNumber, purposes: readonly string[]): readonly string[];
};

/** As of when, and the instant that what is in force (what people allow) is read at: now, also where the question is about the past. */
export type Moment = { readonly at: Instant; readonly present: Instant };

/** Queries over all people, as `segments-sql` writes them. */
export type SegmentQueries = RankingQueries & {
  /** One row {count}. */
  count(plan: Plan, moment: Moment): Statement;
  /** One row {count0, count1, ...}, a count per root. */
  counts(plans: PlanSet, moment: Moment): Statement;
  /** Rows {person} above `after`, ascending. */
  members(plan: Plan, moment: Moment, page: MembersPage): Statement;
};

export type MembersPage = {
  readonly after: PersonNumber | null;
  readonly limit: number;
  /** The greatest number first, and only people with a lesser one than `after`. */
  readonly isDescending?: boolean;
  /** Only these people. */
  readonly among?: readonly PersonNumber[];
};

export type Member = { readonly id: string; readonly ids: readonly string[] };

export type EvaluateOptions = {
  /** As of this instant; the workspace's now when null. */
  readonly at: Instant | null;
  /** `next` of the page before. */
  readonly after: string | null;
  /** People on this page; 0 for the count alone. */
  readonly limit: number;
  /** Who became known last comes first. */
  readonly isDescending?: boolean;
  readonly sql: boolean;
  /** Also count each line. */
  readonly conditions: boolean;
  readonly signal: AbortSignal;
};

export type EvaluationResult = {
  readonly count: number;
  readonly people: readonly Member[];
  readonly next: string | null;
  readonly at: Instant;
  readonly tookMs: number;
  /** What was run, with the bound values below it. */
  readonly sql: string | null;
  /** Of places among people. */
  readonly thresholds: readonly UsedThreshold[];
  readonly conditions: ConditionCounts | null;
};

export type Evaluator = {
  /** @throws HabitusError `invalid_cursor`, and what the event store throws. */
  evaluate(question: Question, options: EvaluateOptions): Promise<EvaluationResult>;
  count(question: Question, at: Instant, lane: Lane, signal: AbortSignal): Promise<number>;
  /** The people of each question at an instant, the workspace's now when null, in one query, or in as many as memory asks for. @throws what the event store throws. */
  counts(
    questions: readonly Question[],
    at: Instant | null,
    signal: AbortSignal,
    lane?: Lane,
  ): Promise<readonly number[]>;
  /** Null stands for nobody. @throws what the event store throws. */
  compare(before: Question | null, after: Question | null, options: CompareOptions): Promise<Comparison>;
  /** Who comes in, goes or stays when one question takes the place of another, a page of them. @throws as `evaluate`. */
  changed(
    before: Question | null,
    after: Question | null,
    side: ChangeSide,
    options: PageOptions & Pick<EvaluateOptions, "at">,
  ): Promise<PeoplePage & { readonly at: Instant }>;
  /** All people of whom the definition holds at the workspace's now, ascending. @throws as `evaluate`. */
  everybody(question: Question, signal: AbortSignal): Promise<readonly PersonNumber[]>;
  /** Of which of these people the definition holds, ascending. @throws as `evaluate`. */
  among(
    question: Question,
    people: readonly PersonNumber[],
    options: Pick<EvaluateOptions, "at" | "signal">,
  ): Promise<readonly PersonNumber[]>;
  /** The people of whom a trait is true now, a page of them. @throws as `evaluate`. */
  withTrait(trait: string, options: PageOptions): Promise<PeoplePage>;
  /** With the thresholds pinned at the present. @throws HabitusError `definition_refused` when it names what is not there, or one is missing. */
  plan(question: Question): Plan;
  /**
   * Plans each of these as `evaluate` and `compare` do for an instant (null: the present): a threshold that is not pinned is worked out.
   * @param present The instant that the plans are then asked at.
   * @throws what the event store throws; what it answers, HabitusError `definition_refused` when a definition names what is not there.
   */
  planner(
    questions: readonly Question[],
    at: Instant | null,
    signal: AbortSignal,
    present?: Instant,
  ): Promise<(question: Question) => Plan>;
};

export type ChangeSide = "entered" | "left" | "both";

/** `after` is `next` of the page before. */
export type PageOptions = Pick<EvaluateOptions, "after" | "limit" | "isDescending" | "signal">;

/** `count` is of all, not only of this page. */
export type PeoplePage = Pick<EvaluationResult, "count" | "people" | "next">;

export type EvaluatorDeps = {
  readonly store: EventStore;
  readonly queries: SegmentQueries;
  readonly people: PersonIds;
  readonly workspace: WorkspaceStore;
  readonly context: PlanContexts;
  readonly thresholds: Thresholds;
  /** Milliseconds on a clock that never goes back; for `tookMs` only. */
  readonly elapsed: () => number;
};

/** The engine writes 64-bit numbers as text where JSON readers could round them. */
type CountRow = { readonly count: number | string };
type MemberRow = { readonly person: number | string };

const EVERYBODY_PAGE = 50_000;

export function createEvaluator(deps: EvaluatorDeps): Evaluator {
  const { store, queries, people, workspace, context, thresholds } = deps;

  const plan = (question: Question): Plan => planIn(context(), question);
  const momentOf = (at: Instant | null): Moment => {
    const present = workspace.logicalNow();
    return { at: at ?? present, present };
  };
  const runCount = async (statement: Statement, lane: Lane, signal: AbortSignal): Promise<number> => {
    const [row] = await store.query<CountRow>(statement, { lane, signal });
    return Number(row?.count ?? 0);
  };

  const planner: Evaluator["planner"] = async (questions, at, signal, present) => {
    const { context: own } = await thresholds.complete(questions, at, signal, present);
    return (question) => planIn(own, question);
  };
  /** Who is ranked and who is looked for are of one and the same moment. */
  const asked = async (questions: readonly Question[], at: Instant | null, signal: AbortSignal) => {
    const moment = momentOf(at);
    return { moment, planned: await planner(questions, at, signal, moment.present) };
  };

  const pageOf = async (
    planned: Plan,
    moment: Moment,
    { purposes = [], ...options }: PageOptions & { readonly purposes?: readonly string[] },
  ) => {
    const after = options.after === null ? null : readPersonCursor(options.after);
    const { limit, isDescending = false, signal } = options;
    const counting = queries.count(planned, moment);
    const paging = queries.members(planned, moment, { after, limit: limit + 1, isDescending });
    const rows = limit === 0 ? [] : await store.query<MemberRow>(paging, { lane: "interactive", signal });
    // A first page that holds everybody has been counted already.
    const isWhole = limit > 0 && after === null && rows.length <= limit;
    const count = isWhole ? rows.length : await runCount(counting, "interactive", signal);
    const numbers = rows.slice(0, limit).map((row) => Number(row.person));
    const page: PeoplePage = {
      count,
      people: numbers.map((person) => ({ id: people.id(person), ids: people.ids(person, purposes) })),
      next: rows.length > limit && limit > 0 ? String(numbers.at(-1)) : null,
    };
    return { counting, paging, page };
  };

  const evaluate = async (question: Question, options: EvaluateOptions): Promise<EvaluationResult> => {
    const began = deps.elapsed();
    const moment = momentOf(options.at);
    const { context: own, used } = await thresholds.complete(
      [question],
      options.at,
      options.signal,
      moment.present,
    );
    const planned = (of: Question): Plan => planIn(own, of);
    const { counting, paging, page } = await pageOf(planned(question), moment, {
      ...options,
      purposes: purposesOf([question]),
    });
    const conditions = options.conditions
      ? await countConditions({ store, queries, plan: planned }, question, moment, options.signal)
      : null;
    return {
      ...page,
      at: moment.at,
      tookMs: Math.round((deps.elapsed() - began) * 10) / 10,
      sql: options.sql ? showStatement(options.limit === 0 ? counting : paging) : null,
      thresholds: used,
      conditions,
    };
  };

  const everybody: Evaluator["everybody"] = async (question, signal) => {
    const { moment, planned } = await asked([question], null, signal);
    const plan = planned(question);
    const all: PersonNumber[] = [];
    for (;;) {
      const paging = queries.members(plan, moment, { after: all.at(-1) ?? null, limit: EVERYBODY_PAGE });
      const rows = await store.query<MemberRow>(paging, { lane: "interactive", signal });
      for (const { person } of rows) all.push(Number(person));
      if (rows.length < EVERYBODY_PAGE) return all;
    }
  };

  const among: Evaluator["among"] = async (question, some, { at, signal }) => {
    if (some.length === 0) return [];
    const { moment, planned } = await asked([question], at, signal);
    const page = { after: null, limit: some.length, among: some };
    const paging = queries.members(planned(question), moment, page);
    const rows = await store.query<MemberRow>(paging, { lane: "interactive", signal });
    return rows.map(({ person }) => Number(person));
  };

  return {
    evaluate,
    everybody,
    among,
    count: async (question, at, lane, signal) => {
      const { moment, planned } = await asked([question], at, signal);
      return runCount(queries.count(planned(question), moment), lane, signal);
    },
    counts: async (questions, at, signal, lane = "interactive") => {
      const { moment, planned } = await asked(questions, at, signal);
      return runCounts({ store, queries }, questions.map(planned), moment, { lane, signal });
    },
    withTrait: async (trait, options) => (await pageOf(traitPlan(trait), momentOf(null), options)).page,
    compare: async (before, after, options) => {
      const questions = [before, after].filter((question) => question !== null);
      const { moment, planned } = await asked(questions, options.at, options.signal);
      return compareDefinitions({ ...deps, plan: planned, moment }, before, after, options);
    },
    async changed(before, after, side, options) {
      const questions = [before, after].filter((question) => question !== null);
      const { moment, planned } = await asked(questions, options.at, options.signal);
      const planOf = (question: Question | null) => (question === null ? null : planned(question));
      const plans = changeOf(planOf(before), planOf(after));
      return {
        ...(await pageOf(plans[side], moment, { ...options, purposes: purposesOf(questions) })).page,
        at: moment.at,
      };
    },
    plan,
    planner,
  };
}

function traitPlan(trait: string): Plan {
  const leaf = { kind: "trait", path: [trait], test: { kind: "boolean", value: true } } as const;
  return { version: 1, root: { kind: "leaf", leaf: 0 }, leaves: [leaf] };
}

const purposesOf = (questions: readonly Question[]): readonly string[] =>
  questions.flatMap(({ purpose }) => purpose ?? []);

/** The person's number of the last row. @throws HabitusError `invalid_cursor`. */
export function readPersonCursor(text: string): PersonNumber {
  if (!/^\d{1,15}$/.test(text)) {
    throw new HabitusError("invalid_cursor", "`after` is no cursor of this list.", {
      fix: "Begin again without it.",
    });
  }
  return Number(text);
}

function showStatement({ sql, params }: Statement): string {
  const values = Object.entries(params).map(([name, value]) => `-- ${name} = ${JSON.stringify(value)}`);
  return [sql, ...values].join("\n");
}
