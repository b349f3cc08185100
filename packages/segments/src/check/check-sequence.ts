import { LIMITS } from "../limits.ts";
import type { SequenceCondition } from "../tree/definition.ts";
import { checkDuration } from "./check-lifecycle.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** The rules of a chain: how long it is, and where "then not" may stand. */
export function checkSteps({ following }: SequenceCondition, at: Keys, report: Report): void {
  const events = following.length + 1;
  if (events > LIMITS.steps) {
    const message = `A chain has at most ${LIMITS.steps} events, this one has ${events}`;
    report([...at, "following"], "too_many_steps", message);
  }
  for (const [index, { within, without, absent }] of following.entries()) {
    const place = [...at, "following", index];
    if (within !== undefined) checkDuration("within", within, [...place, "within"], report);
    if (absent !== true) continue;
    if (index < following.length - 1) {
      report(place, "step_not_here", "`then not` can only be the end of a chain");
    }
    if (within === undefined) {
      report(
        place,
        "within_missing",
        "`then not` needs a time, such as `within 1 hour`: it is true at the deadline",
      );
    }
    if (without !== undefined) {
      report(
        place,
        "clause_not_here",
        "`without ... between` needs an event that comes; `then not` has none",
      );
    }
  }
}
