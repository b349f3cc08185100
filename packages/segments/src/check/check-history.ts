import { printDuration, printWindow } from "../text/print-window.ts";
import type { ChangedComparison, HeldComparison } from "../tree/definition.ts";
import { refuseRegular } from "./check-lifecycle.ts";
import { checkComparison } from "./check-value.ts";
import { checkLength, checkWindow } from "./check-window.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** "has been ... for 90 days". */
export function checkHeld({ of, for: length }: HeldComparison, at: Keys, report: Report): void {
  checkComparison(of, [...at, "of"], report);
  const place = [...at, "for"];
  const { amount, unit } = length;
  if (unit === "month" || unit === "year") {
    const inDays = printDuration({ amount: amount * (unit === "month" ? 30 : 365), unit: "day" });
    const message = `Months and years differ in length; write \`${inDays}\``;
    report([...place, "unit"], "no_sliding_months", message, inDays);
    return;
  }
  const write = (of: number): string => printDuration({ amount: of, unit });
  checkLength(amount, unit, [...place, "amount"], report, write, 1, TOO_LONG);
}

const TOO_LONG = "Nobody has had a value for more than a hundred years";

/** "changed from ... to ...". */
export function checkChanged({ from, to, window }: ChangedComparison, at: Keys, report: Report): void {
  if (from === undefined && to === undefined) {
    report(at, "change_of_nothing", "A change names what it was before, or what it became");
  }
  if (from !== undefined) checkComparison(from, [...at, "from"], report);
  if (to !== undefined) checkComparison(to, [...at, "to"], report);
  if (window === undefined) return;
  checkWindow(window, [...at, "window"], report);
  refuseRegular(window, [...at, "window"], report);
  if ("inTheirTimeZone" in window) {
    const { inTheirTimeZone: _, ...own } = window;
    const message = "Changes of a trait are looked for in the calendar of the workspace";
    report([...at, "window"], "zone_not_here", message, printWindow(own));
  }
}
