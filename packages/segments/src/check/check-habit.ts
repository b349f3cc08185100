import { decimalFromText } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import type { FavouriteCondition, OverdueCondition, WindowChoice } from "../tree/definition.ts";
import { checkNumber } from "./check-value.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** Two instants have one gap; fewer have none. */
const FEWEST = 2;
const UP_TO_NOW: readonly WindowChoice["kind"][] = ["ever", "last", "since", "this"];

/** Silence lasts until now, so the window has to. */
export function checkOverdue({ factor, count, window }: OverdueCondition, at: Keys, report: Report): void {
  checkNumber(factor, [...at, "factor"], report);
  const times = decimalFromText(factor.value);
  if (times !== null && times <= 0n) {
    report([...at, "factor"], "factor_out_of_range", "The usual gap is taken more than 0 times");
  }
  if (count !== undefined && (count.op !== "at least" || count.n < FEWEST || count.n > LIMITS.count)) {
    const message = `A gap lies between events: write \`at least ${FEWEST} times\` or more`;
    report([...at, "count"], "count_out_of_range", message, `at least ${FEWEST} times`);
  }
  if (window === undefined || UP_TO_NOW.includes(window.kind)) return;
  const message = "`overdue` needs a window that reaches up to now, such as `in last 365 days`";
  report([...at, "window"], "window_not_here", message);
}

export function checkTop({ top }: FavouriteCondition, at: Keys, report: Report): void {
  if (top === undefined || (top >= 1 && top <= LIMITS.top)) return;
  report([...at, "top"], "top_out_of_range", `Favourites are the top 1 to ${LIMITS.top}`);
}
