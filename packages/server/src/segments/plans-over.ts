import { HabitusError, type Instant, must } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import { planIn, type Question } from "./plan-contexts.ts";
import { accountsIn } from "./refresh-store.ts";
import type { Thresholds, UsedThreshold } from "./thresholds.ts";

/** What a question means from an instant on, until the next of them. */
export type PlanSince = { readonly from: Instant; readonly plan: Plan };

export type PlansOver = {
  /** The first is of the beginning of the span. */
  readonly plans: readonly PlanSince[];
  /** Those of the beginning. */
  readonly used: readonly UsedThreshold[];
};

/** Each takes its own room in every person's state. */
const MOST_PLANS = 400;
/** Ids of accounts that are pinned for all of them: each plan names its own. */
const MOST_ACCOUNTS = 1_000_000;

/**
 * What a question means over a span by the thresholds in force at each instant: those pinned at or before it. Where none was pinned
 * by the beginning they are worked out as of then.
 * @throws HabitusError `definition_refused`, `invalid_request` when thresholds were worked out too often or of too many accounts, and what the event store throws.
 */
export async function plansOver(
  thresholds: Pick<Thresholds, "complete" | "pinnedDuring">,
  question: Question,
  span: { readonly from: Instant; readonly to: Instant },
  signal: AbortSignal,
): Promise<PlansOver> {
  const at = async (from: Instant) => {
    const { context, used } = await thresholds.complete([question], from, signal);
    return { from, plan: planIn(context, question), used };
  };
  const { used, ...first } = await at(span.from);
  let accounts = accountsIn(used.map(({ cut }) => cut));
  const populations = [...new Set(used.map(({ refresh }) => refresh.population))];
  const instants = thresholds.pinnedDuring(populations, span);
  if (instants.length >= MOST_PLANS) {
    throw tooLong(
      `In this span its thresholds were worked out ${instants.length} times; at most ${MOST_PLANS - 1} can be followed.`,
    );
  }
  const plans: PlanSince[] = [first];
  for (const instant of instants) {
    const { plan, used: usedThen } = await at(instant);
    const before = must(plans.at(-1), "the first is there");
    if (JSON.stringify(plan) === JSON.stringify(before.plan)) continue;
    accounts += accountsIn(usedThen.map(({ cut }) => cut));
    if (accounts > MOST_ACCOUNTS) {
      throw tooLong(
        `In this span the accounts whose people are as asked changed ${plans.length} times; at most ${MOST_ACCOUNTS} accounts can be followed over all times.`,
      );
    }
    plans.push({ from: instant, plan });
  }
  return { plans, used };
}

function tooLong(message: string): HabitusError {
  return new HabitusError("invalid_request", message, { fix: "Take a shorter span." });
}
