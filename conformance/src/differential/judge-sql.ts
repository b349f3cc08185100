import { assert, type Instant } from "@habitus/kernel";
import type { History, Plan } from "@habitus/segments";
import type { Reference } from "../engines/evaluators.ts";
import type { SqlEvaluator } from "../engines/sql.ts";
import { inputOf, type Life, withoutDuplicates } from "../world/life.ts";
import type { Mismatch } from "./pair.ts";
import type { Judge } from "./shrink.ts";

/** All that ever arrives of a person. */
export function historyOf(life: Life): History {
  const inputs = withoutDuplicates(life.arrivals).map(inputOf);
  return {
    events: inputs.flatMap((input) => (input.kind === "event" ? [input.event] : [])),
    traits: inputs.flatMap((input) => (input.kind === "trait" ? [input.change] : [])),
  };
}

/** When SQL is asked: as of `at`, with what is in force at `present`. */
export type Moment = { readonly at: Instant; readonly present: Instant };

export function compareSql(
  plan: Plan,
  history: History,
  { at, present }: Moment,
  isMember: boolean,
  reference: Reference,
): Mismatch | null {
  const meant = reference(plan, history, at, present);
  if (meant === isMember) return null;
  return { evaluator: "sql", at, present, says: String(isMember), reference: String(meant) };
}

/** Judges one case alone, at the one instant at which it failed. */
export function sqlJudge(sql: SqlEvaluator, reference: Reference, moment: Moment): Judge {
  return async ({ plan, life }) => {
    await sql.load([{ arrivals: withoutDuplicates(life.arrivals) }]);
    const members = await sql.members(plan, moment.at, moment.present);
    for (const place of members) assert(place === 0, "there is one person");
    return compareSql(plan, historyOf(life), moment, members.has(0), reference);
  };
}
