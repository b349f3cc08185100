import { ACCOUNTS_TRAIT } from "@habitus/kernel";
import type { Leaf, Plan } from "@habitus/segments";
import type { StatementProbe } from "../engines/sql.ts";
import { type PlanFault, withCaseMinded, withNothingBetween } from "./plan-faults.ts";

/** A mistake in the emitted text. */
export type SqlFault = {
  readonly name: string;
  readonly probe: StatementProbe;
  /** Plans in which it could matter. */
  readonly concerns: (plan: Plan) => boolean;
  /** About the same mistake as a plan: SQL is asked where that means something else. For those that seldom show. */
  readonly like?: PlanFault["change"];
};

function textFault(name: string, from: string | RegExp, to: string, mentions = ""): SqlFault {
  return {
    name,
    probe: (statement) => ({ ...statement, sql: statement.sql.replaceAll(from, to) }),
    concerns: (plan) => JSON.stringify(plan).includes(mentions),
  };
}

/** Only in definitions of one condition. */
function alone(fault: SqlFault): SqlFault {
  return { ...fault, concerns: (plan) => plan.leaves.length === 1 && fault.concerns(plan) };
}

/** Where a kind of leaf has text of its own that the engine would refuse to run. */
function without(kind: Leaf["kind"], fault: SqlFault): SqlFault {
  return {
    ...fault,
    concerns: (plan) => plan.leaves.every((leaf) => leaf.kind !== kind) && fault.concerns(plan),
  };
}

function resembling(like: PlanFault["change"], fault: SqlFault): SqlFault {
  return { ...fault, like };
}

const ACCOUNTS = JSON.stringify(ACCOUNTS_TRAIT);

export const SQL_FAULTS: readonly SqlFault[] = [
  textFault(
    "the first value of a trait is in force",
    /argMax(If)?\(`rows`\.`value`/g,
    "argMin$1(`rows`.`value`",
  ),
  textFault(
    "of traits of one instant the smaller hash is in force",
    "`rows`.`id_hash`)",
    "bitNot(`rows`.`id_hash`))",
  ),
  textFault(
    "the first word on an account counts",
    /argMax(If)?\(`rows`\.`said`/g,
    "argMin$1(`rows`.`said`",
    ACCOUNTS,
  ),
  textFault(
    "what one account is like all are",
    /substring\(`value`, \d+, `about_at` - \d+\) AS `account`/g,
    "'\"one\"' AS `account`",
    ACCOUNTS,
  ),
  textFault(
    "who belongs to no account that passed is in",
    " IN JSONExtract(",
    " NOT IN JSONExtract(",
    '"kind":"one of"',
  ),
  textFault("a moved node stays where it was", "argMax(`person`", "argMin(`person`"),
  textFault("people who did nothing are unknown", "FROM `nodes`", "FROM `nodes` WHERE `node` % 12 = 1"),
  without(
    "sessions",
    textFault(
      "who meets the first of two is out",
      /(?<=[})`]), 1, /g,
      ", 0, ",
      '{"kind":"or","of":[{"kind":"test"',
    ),
  ),
  textFault("more is taken for at least", / >= /g, " > "),
  textFault("at most is taken for less", / <= /g, " < "),
  resembling(
    withCaseMinded,
    textFault("letter case is always minded", "lowerUTF8(", "identity(", '"ignoreCase":true'),
  ),
  textFault("the least is the greatest", "min(", "max(", '"of":"min"'),
  textFault("the greatest is the least", "max(", "min(", '"of":"max"'),
  textFault(
    "only who moved has a person",
    "if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`)",
    "`rows`.`node`",
  ),
  textFault("a wider window counts what lies before it", /(?:`rows`\.)?`time` >= [^)]*\)/g, "1"),
  textFault(
    "a middle that lies between two is the lower",
    "medianExactHighIf(",
    "medianExactLowIf(",
    '"median"',
  ),
  textFault("the first is the last", "argMinIf(", "argMaxIf(", '"of":"first"'),
  textFault("the last is the first", /argMaxIf\((`later[0-9]+_number`)/g, "argMinIf($1", '"of":"last"'),
  textFault(
    "values that are the same count each",
    /uniqExactIf\(`\w+_form`, /g,
    "countIf(",
    '"of":"distinct"',
  ),
  textFault("days that are the same count each", "uniqExactIf(", "countIf(", '"kind":"days"'),
  textFault("chains are followed backwards", "arraySort(if(`fact", "arrayReverseSort(if(`fact"),
  textFault("a chain has all the time there is", /<= [0-9]+(?=[,)])/g, "<= 9000000000000000", '"sequence"'),
  // Beside other conditions it would seldom show.
  resembling(
    withNothingBetween,
    alone(
      textFault(
        "what lies between does not matter",
        /if\(bitTest\(`roles`, [2-9]\) = 1, 0, -1\)/g,
        "-1",
        '"without":{',
      ),
    ),
  ),
  textFault("the same is not asked for", "arrayEnumerateDense(", "arrayMap((`each`) -> 1, ", '"same":['),
  textFault(
    "only neighbours follow each other",
    /arrayFill\(\(`value`\) -> \(`value` != -1\)/g,
    "arrayMap((`value`) -> `value`",
    '"sequence"',
  ),
  textFault("a negation is lost", /NOT (?=`leaf)/g, ""),
  textFault(
    "numbers are doubles",
    /toDecimal128OrNull\((`[a-z]+`), 9\)/g,
    "toDecimal128OrNull(toString(toFloat64OrNull($1)), 9)",
  ),
  textFault(
    "text that is a number is none",
    "match(`spelled`, '^-?[0-9]",
    "match(concat(`spelled`, 'x'), '^-?[0-9]",
  ),
  textFault(
    "a list is read as its text",
    "startsWith(`token`, '\"'), `json_text`(`token`), `token` IN",
    "startsWith(`token`, '['), `json_text`(`token`), `token` IN",
  ),
  textFault(
    "traits of the future are in force",
    /`time` <= fromUnixTimestamp64Milli\(\{p[0-9]+:Int64\}, 'UTC'\)/g,
    "1",
    '"trait"',
  ),
];
