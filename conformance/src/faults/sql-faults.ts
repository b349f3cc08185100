import type { StatementProbe } from "../engines/sql.ts";

/** A mistake in the emitted text. */
export type SqlFault = { readonly name: string; readonly probe: StatementProbe };

function textFault(name: string, from: string | RegExp, to: string): SqlFault {
  return { name, probe: (statement) => ({ ...statement, sql: statement.sql.replaceAll(from, to) }) };
}

export const SQL_FAULTS: readonly SqlFault[] = [
  textFault("the first value of a trait is in force", "argMax(`value`", "argMin(`value`"),
  textFault("a moved node stays where it was", "argMax(`person`", "argMin(`person`"),
  textFault("people who did nothing are unknown", "`nodes`", "(SELECT * FROM `nodes` WHERE node % 12 = 1)"),
  textFault("or is taken for and", / OR /g, " AND "),
  textFault("more is taken for at least", / >= /g, " > "),
  textFault("at most is taken for less", / <= /g, " < "),
  textFault("letter case is never minded", "lower(", "identity("),
  textFault("the least is the greatest", "min(", "max("),
];
