import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BugError } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import { membersStatement } from "@habitus/segments-sql";
import { type RunOptions, run } from "../differential/run.ts";
import { reference, streamEvaluator } from "../engines/evaluators.ts";
import { openSqlEvaluator, type SqlEvaluator, type StatementProbe } from "../engines/sql.ts";
import type { Setting } from "../world/plan-maker.ts";
import { PLAN_FAULTS, type PlanFault } from "./plan-faults.ts";
import { REFERENCE_FAULTS } from "./reference-faults.ts";
import { SQL_FAULTS } from "./sql-faults.ts";
import { STREAM_FAULTS } from "./stream-faults.ts";

const SEED = Number(process.env["HABITUS_SEED"] ?? 7);
const MOST_PAIRS = 6_000;

type Evaluator = "reference" | "stream" | "SQL" | "plan";
const caught: Readonly<Record<Evaluator, string[]>> = { reference: [], stream: [], SQL: [], plan: [] };

afterAll(() => {
  for (const [evaluator, names] of Object.entries(caught)) {
    console.log([`${names.length} mistakes of ${evaluator} noticed:`, ...names].join("\n  "));
  }
});

/** A seeded mistake has to be found; that it is, shows that the comparison sees. */
async function expectCaught(of: Evaluator, name: string, options: Partial<RunOptions>): Promise<void> {
  const summary = await run({
    seed: SEED,
    pairs: MOST_PAIRS,
    reference,
    live: null,
    sql: null,
    mostFailures: 1,
    mostTries: 0,
    plansPerBatch: 4,
    ...options,
  });
  expect(summary.failures.length, `failures in ${summary.pairs} pairs`).toBeGreaterThan(0);
  caught[of].push(`${name} (within ${summary.pairs} pairs)`);
}

const changed = (fault: PlanFault, plan: Plan): Plan => fault.change(plan) ?? plan;
const concerns =
  (fault: PlanFault) =>
  ({ plan }: Setting): boolean =>
    fault.change(plan) !== null;

function changesText(probe: StatementProbe, plan: Plan): boolean {
  const statement = membersStatement(plan, { at: 1_767_225_600_000, after: null, limit: 1 });
  return probe(statement).sql !== statement.sql;
}

/** SQL is slow to ask: one in three, which ones the seed says, unless all are wanted (HABITUS_FAULTS=all). */
function wantedOnSql<T>(faults: readonly T[]): readonly T[] {
  const isAll = process.env["HABITUS_FAULTS"] === "all";
  return faults.filter((_, place) => isAll || place % 3 === SEED % 3);
}

/** The engine may notice by itself that what an operator says cannot be. */
async function expectCaughtOrRefused(name: string, options: Partial<RunOptions>): Promise<void> {
  try {
    await expectCaught("stream", name, options);
  } catch (error) {
    if (!(error instanceof BugError)) throw error;
    caught.stream.push(`${name} (by the engine: ${error.message})`);
  }
}

describe("mistakes of the stream are noticed", () => {
  for (const { name, live, concerns: isAbout } of STREAM_FAULTS) {
    const accept = ({ plan }: Setting): boolean => isAbout?.(plan) ?? true;
    test(name, () => expectCaughtOrRefused(name, { live, accept }));
  }
  for (const fault of PLAN_FAULTS) {
    const stream = streamEvaluator();
    const live: RunOptions["live"] = (plan, start) => stream(changed(fault, plan), start);
    test(fault.name, () => expectCaught("plan", fault.name, { live, accept: concerns(fault) }));
  }
});

describe("mistakes of the reference are noticed", () => {
  for (const { name, reference: faulty, concerns: isAbout } of REFERENCE_FAULTS) {
    const accept = ({ plan }: Setting): boolean => isAbout?.(plan) ?? true;
    test(name, () => expectCaught("reference", name, { reference: faulty, live: streamEvaluator(), accept }));
  }
});

describe("mistakes of SQL are noticed", () => {
  let sql: SqlEvaluator;
  beforeAll(async () => {
    sql = await openSqlEvaluator();
  });
  afterAll(() => sql.close());

  for (const { name, probe, concerns: isAbout } of wantedOnSql(SQL_FAULTS)) {
    const accept = ({ plan }: Setting): boolean => isAbout(plan) && changesText(probe, plan);
    test(name, () => expectCaught("SQL", name, { sql: sql.with(probe), accept }));
  }
  for (const fault of wantedOnSql(PLAN_FAULTS)) {
    const faulty = (): SqlEvaluator => ({
      ...sql,
      members: (plan, at, present) => sql.members(changed(fault, plan), at, present),
    });
    test(fault.name, () =>
      expectCaught("plan", `${fault.name}, on SQL`, { sql: faulty(), accept: concerns(fault) }),
    );
  }
});
