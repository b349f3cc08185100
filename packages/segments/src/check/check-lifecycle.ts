import { DURATION_MS } from "../normalise/duration.ts";
import { printDefinition } from "../text/print-definition.ts";
import { printWindow } from "../text/print-window.ts";
import type {
  DidCondition,
  Duration,
  RestartedCondition,
  StoppedCondition,
  WindowChoice,
} from "../tree/definition.ts";
import { checkLength } from "./check-window.ts";
import type { Keys } from "./problem.ts";
import type { Report } from "./report.ts";

/** "In at least 4 of last 5 weeks" says how often something was done; it is no window that values are gathered in. */
export function refuseRegular(window: WindowChoice | undefined, at: Keys, report: Report): void {
  if (window?.kind !== "regular") return;
  const message = `\`${printWindow(window)}\` belongs to \`did EVENT\``;
  report(at, "regular_not_here", message);
}

/** Before a window without a beginning there is nothing, so "for the first time" would say no more than "did". */
export function checkFirst(did: DidCondition, at: Keys, report: Report): void {
  if (did.count !== undefined) {
    report([...at, "count"], "count_not_here", "`for the first time` is one event and has no count");
  }
  const { window } = did;
  const hasBeginning =
    window !== undefined &&
    window.kind !== "ever" &&
    window.kind !== "older" &&
    window.kind !== "before" &&
    window.kind !== "regular";
  if (hasBeginning) return;
  const message = "`for the first time` needs a window that has a beginning, such as `in last 7 days`";
  report(at, "window_missing", message);
}

/** Both are reckoned back from now, so their window is "in last ...". Stopped: it has to reach back beyond the quiet. */
export function checkLifecycle(of: StoppedCondition | RestartedCondition, at: Keys, report: Report): void {
  const { quiet, window } = of;
  checkDuration("quiet", quiet, [...at, "quiet"], report);
  if (window === undefined && of.kind === "stopped") return;
  if (window?.kind !== "last") {
    const says = of.kind === "restarted" ? "since when it is done again" : "when it was done";
    const message = `\`${of.kind}\` has a window of the form \`in last 30 days\`, which says ${says}`;
    if (window === undefined) report(at, "window_not_here", message, withWindow(of));
    else report([...at, "window"], "window_not_here", message);
    return;
  }
  if (of.kind === "restarted" || lengthOf(window) > lengthOf(quiet)) return;
  const message =
    "The window of `stopped` reaches back beyond the quiet time, else nobody could have done it";
  report([...at, "window"], "empty_window", message);
}

/** The sentence of it with a window; null where its tests may stand in the text behind it. */
function withWindow(of: StoppedCondition | RestartedCondition): string | null {
  if (of.where?.kind === "and" || of.where?.kind === "or") return null;
  const window: WindowChoice = { kind: "last", amount: 7, unit: "day" };
  return printDefinition({ version: 1, condition: { ...of, window } });
}

/** A length of time behind a word of the sentence, such as "quiet" and "within", and before others where `behind` is given. */
export function checkDuration(word: string, of: Duration, at: Keys, report: Report, behind = ""): void {
  const write = (amount: number, unit: Duration["unit"]): string =>
    `${word} ${amount} ${unit}${amount === 1 ? "" : "s"}${behind}`;
  if (of.unit === "month" || of.unit === "year") {
    const days = of.amount * (of.unit === "month" ? 30 : 365);
    const message = `\`${word}\` cannot be counted in ${of.unit}s, for ${of.unit}s differ in length; write \`${write(days, "day")}\``;
    report([...at, "unit"], "no_sliding_months", message, write(days, "day"));
    return;
  }
  checkLength(of.amount, of.unit, [...at, "amount"], report, (amount) => write(amount, of.unit));
}

function lengthOf({ amount, unit }: Duration): number {
  return unit === "month" || unit === "year" ? Number.POSITIVE_INFINITY : amount * DURATION_MS[unit];
}
