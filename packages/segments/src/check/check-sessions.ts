import { LIMITS } from "../limits.ts";
import type { SessionDurationCondition, SessionsCondition, SessionsChoice } from "../tree/definition.ts";
import { checkDuration, refuseRegular } from "./check-lifecycle.ts";
import { checkEventName } from "./check-value.ts";
import { checkCount, checkLength, checkWindow } from "./check-window.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** Which sessions a condition is about, or what people are ranked by; its where clause is the caller's. */
export function checkSessionsChoice(
  { event, quiet, window }: SessionsChoice,
  at: Keys,
  report: Report,
): void {
  if (event !== undefined) checkEventName(event, [...at, "event"], report);
  if (quiet !== undefined) checkDuration("quiet", quiet, [...at, "quiet"], report);
  if (window !== undefined) checkWindow(window, [...at, "window"], report);
  refuseRegular(window, [...at, "window"], report);
}

/** What they are compared with. */
export function checkSessionsTest(
  condition: SessionsCondition | SessionDurationCondition,
  at: Keys,
  report: Report,
): void {
  if (condition.kind === "sessions") {
    checkCount(condition.count, [...at, "count"], report, "session");
    return;
  }
  const { op, length } = condition;
  const place = [...at, "length"];
  if (length.unit === "month" || length.unit === "year") {
    checkDuration(op, length, place, report);
    return;
  }
  const write = (amount: number): string => `${op} ${amount} ${length.unit}${amount === 1 ? "" : "s"}`;
  const tooLong = `A duration is compared with at most ${LIMITS.windowDays} days`;
  // A session of one instant lasts 0 seconds.
  checkLength(length.amount, length.unit, [...place, "amount"], report, write, 0, tooLong);
}
