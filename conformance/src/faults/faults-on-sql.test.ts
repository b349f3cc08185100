import { afterAll, beforeAll, describe, test } from "vitest";
import { DAY_MS } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import { membersStatement } from "@habitus/segments-sql";
import type { RunOptions } from "../differential/run.ts";
import { reference } from "../engines/evaluators.ts";
import { openSqlEvaluator, type SqlEvaluator, type StatementProbe } from "../engines/sql.ts";
import type { Setting } from "../world/plan-maker.ts";
import { Caught, changed, concerns, expectCaught } from "./catching.ts";
import { PLAN_FAULTS, type PlanFault } from "./plan-faults.ts";
import { SQL_FAULTS } from "./sql-faults.ts";

const caught = new Caught();
let sql: SqlEvaluator;
beforeAll(async () => {
  sql = await openSqlEvaluator();
});
afterAll(() => {
  sql.close();
  console.log(
    PLAYED === "all"
      ? "All mistakes of SQL were played."
      : `A third of the mistakes of SQL was played; HABITUS_FAULTS=${PART} plays it again.`,
  );
  caught.print();
});

const PARTS = 3;
/** Far more than any takes; those that seldom show play hundreds of pairs. */
const MOST_MS = 900_000;
const PLAYED = process.env["HABITUS_FAULTS"] ?? "";
/** From day to day another, so that all are played within three days of work. */
const PART = /^[0-2]$/.test(PLAYED) ? Number(PLAYED) : Math.floor(Date.now() / DAY_MS) % PARTS;

/** SQL is slow to ask: one in three, unless all are wanted (HABITUS_FAULTS=all) or a third is named (HABITUS_FAULTS=0, 1 or 2). */
function wanted<T>(faults: readonly T[]): readonly T[] {
  return faults.filter((_, place) => PLAYED === "all" || place % PARTS === PART);
}

function changesText(probe: StatementProbe, plan: Plan): boolean {
  const statement = membersStatement(plan, { at: 1_767_225_600_000, after: null, limit: 1 });
  return probe(statement).sql !== statement.sql;
}

/** Whether the meaning of the changed plan is another: nowhere else can SQL that makes the mistake say something else. */
function differs(fault: Pick<PlanFault, "change">): NonNullable<RunOptions["shows"]> {
  return (plan, history, { at, present }) =>
    reference(plan, history, at, present) !== reference(changed(fault, plan), history, at, present);
}

describe("mistakes of SQL are noticed", () => {
  for (const { name, probe, concerns: isAbout, like } of wanted(SQL_FAULTS)) {
    const accept = ({ plan }: Setting): boolean => isAbout(plan) && changesText(probe, plan);
    const shows = like === undefined ? {} : { shows: differs({ change: like }) };
    test(name, { timeout: MOST_MS }, async () =>
      caught.add("SQL", `${name} (${await expectCaught({ sql: sql.with(probe), accept, ...shows })})`),
    );
  }
  for (const fault of wanted(PLAN_FAULTS)) {
    const faulty = (): SqlEvaluator => ({
      ...sql,
      members: (plan, at, present) => sql.members(changed(fault, plan), at, present),
    });
    const limits = { accept: concerns(fault), shows: differs(fault) };
    test(fault.name, { timeout: MOST_MS }, async () =>
      caught.add("plan", `${fault.name}, on SQL (${await expectCaught({ sql: faulty(), ...limits })})`),
    );
  }
});
