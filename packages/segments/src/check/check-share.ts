import { decimalFromText } from "@habitus/kernel";
import type { ShareCondition } from "../tree/definition.ts";
import { checkNumber } from "./check-value.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** A share of all is always all, and no share is less than nothing or more than everything. */
export function checkShare({ local, where, value }: ShareCondition, at: Keys, report: Report): void {
  checkNumber(value, [...at, "value"], report);
  if (value.kind !== "percent") {
    report([...at, "value"], "not_a_percent", "A share is a percent, such as 60%", `${value.value}%`);
  }
  const percent = decimalFromText(value.value);
  const whole = decimalFromText("100");
  if (percent !== null && whole !== null && (percent < 0n || percent > whole)) {
    report([...at, "value"], "percent_out_of_range", "A share lies between 0% and 100%");
  }
  if (local !== undefined || where !== undefined) return;
  const message =
    "A share needs what narrows the events: `on weekends`, `between 06:00 and 11:00` or a where clause";
  report(at, "nothing_narrowed", message);
}
