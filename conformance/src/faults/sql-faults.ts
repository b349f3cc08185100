import type { Plan } from "@habitus/segments";
import type { StatementProbe } from "../engines/sql.ts";

/** A mistake in the emitted text. */
export type SqlFault = {
  readonly name: string;
  readonly probe: StatementProbe;
  /** Plans in which it could matter. */
  readonly concerns: (plan: Plan) => boolean;
};

function textFault(name: string, from: string | RegExp, to: string, mentions = ""): SqlFault {
  return {
    name,
    probe: (statement) => ({ ...statement, sql: statement.sql.replaceAll(from, to) }),
    concerns: (plan) => JSON.stringify(plan).includes(mentions),
  };
}

export const SQL_FAULTS: readonly SqlFault[] = [
  textFault("the first value of a trait is in force", "argMaxIf(`rows`.`value`", "argMinIf(`rows`.`value`"),
  textFault(
    "of traits of one instant the smaller hash is in force",
    "`rows`.`id_hash`)",
    "bitNot(`rows`.`id_hash`))",
  ),
  textFault("a moved node stays where it was", "argMax(`person`", "argMin(`person`"),
  textFault("people who did nothing are unknown", "FROM `nodes`", "FROM `nodes` WHERE `node` % 12 = 1"),
  textFault("or is taken for and", / OR /g, " AND ", '{"kind":"or","of":[{"kind":"test"'),
  textFault("more is taken for at least", / >= /g, " > "),
  textFault("at most is taken for less", / <= /g, " < "),
  textFault("letter case is always minded", "lowerUTF8(", "identity(", '"ignoreCase":true'),
  textFault("the least is the greatest", "min(", "max(", '"of":"min"'),
];
