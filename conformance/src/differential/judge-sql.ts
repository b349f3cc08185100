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

export function compareSql(
  plan: Plan,
  history: History,
  at: Instant,
  isMember: boolean,
  reference: Reference,
): Mismatch | null {
  const meant = reference(plan, history, at);
  if (meant === isMember) return null;
  return { evaluator: "sql", at, says: String(isMember), reference: String(meant) };
}

/** Judges one case alone, at the one instant at which it failed. */
export function sqlJudge(sql: SqlEvaluator, reference: Reference, at: Instant): Judge {
  return async ({ plan, life }) => {
    await sql.load([{ arrivals: withoutDuplicates(life.arrivals) }]);
    const members = await sql.members(plan, at);
    for (const place of members) assert(place === 0, "there is one person");
    return compareSql(plan, historyOf(life), at, members.has(0), reference);
  };
}
