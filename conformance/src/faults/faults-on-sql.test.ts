import { afterAll, beforeAll, describe, test } from "vitest";
import type { Plan } from "@habitus/segments";
import { membersStatement } from "@habitus/segments-sql";
import type { RunOptions } from "../differential/run.ts";
import { reference } from "../engines/evaluators.ts";
import { openSqlEvaluator, type SqlEvaluator, type StatementProbe } from "../engines/sql.ts";
import type { Setting } from "../world/plan-maker.ts";
import { Caught, changed, concerns, expectCaught, SEED } from "./catching.ts";
import { PLAN_FAULTS, type PlanFault } from "./plan-faults.ts";
import { SQL_FAULTS } from "./sql-faults.ts";

const caught = new Caught();
let sql: SqlEvaluator;
beforeAll(async () => {
  sql = await openSqlEvaluator();
});
afterAll(() => {
  sql.close();
  caught.print();
});

/** SQL is slow to ask: one in three, which ones the seed says, unless all are wanted (HABITUS_FAULTS=all). */
function wanted<T>(faults: readonly T[]): readonly T[] {
  const isAll = process.env["HABITUS_FAULTS"] === "all";
  return faults.filter((_, place) => isAll || place % 3 === SEED % 3);
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
    test(name, async () =>
      caught.add("SQL", `${name} (${await expectCaught({ sql: sql.with(probe), accept, ...shows })})`),
    );
  }
  for (const fault of wanted(PLAN_FAULTS)) {
    const faulty = (): SqlEvaluator => ({
      ...sql,
      members: (plan, at, present) => sql.members(changed(fault, plan), at, present),
    });
    const limits = { accept: concerns(fault), shows: differs(fault) };
    test(fault.name, async () =>
      caught.add("plan", `${fault.name}, on SQL (${await expectCaught({ sql: faulty(), ...limits })})`),
    );
  }
});
