import type { FromEventComparison } from "../tree/definition.ts";
import { checkDuration } from "./check-lifecycle.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** A length of time from the event. @param ofTrait What is looked at is a trait's, so there is no event. */
export function checkFromEvent(
  { far, length, side }: FromEventComparison,
  ofTrait: boolean,
  at: Keys,
  report: Report,
): void {
  if (!ofTrait) checkDuration(far, length, [...at, "length"], report, ` ${side} the event`);
  else {
    const message =
      "A trait belongs to no event; it is compared with now, as in `signup in last 14 days`, and properties with the event";
    report(at, "event_not_here", message);
  }
}
