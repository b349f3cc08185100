import type { Plan, PlanNode, PlanSet } from "../plan/plan.ts";
import { mergePlans } from "./merge-plans.ts";
import { negation, row } from "./nodes.ts";

const NOBODY: Plan = { version: 1, root: { kind: "always", value: false }, leaves: [] };

export type Change = {
  /** Who comes in. */
  readonly entered: Plan;
  /** Who goes. */
  readonly left: Plan;
  readonly both: Plan;
  /** Roots: who comes in, who goes, who stays. */
  readonly counted: PlanSet;
};

/** What happens to people when one plan takes the place of another; null is the plan of nobody. */
export function changeOf(before: Plan | null, after: Plan | null): Change {
  const { roots, leaves } = mergePlans([before ?? NOBODY, after ?? NOBODY]);
  const [was, is] = roots as [PlanNode, PlanNode];
  const entered = row("and", [is, negation(was)]);
  const left = row("and", [was, negation(is)]);
  const both = row("and", [was, is]);
  return {
    entered: { version: 1, root: entered, leaves },
    left: { version: 1, root: left, leaves },
    both: { version: 1, root: both, leaves },
    counted: { roots: [entered, left, both], leaves },
  };
}
