import type {
  SessionDurationCondition,
  SessionsChoice,
  SessionsCondition,
  SessionsMeasure,
} from "../tree/definition.ts";
import type { Printers } from "./print-ranked.ts";
import { counted, printWindow } from "./print-window.ts";

/** "at least 3 sessions of EVENT ..." and "sum of session duration ... >= 10 minutes". */
export function printSessions(of: SessionsCondition | SessionDurationCondition, print: Printers): string {
  const window = of.window === undefined ? [] : [printWindow(of.window)];
  if (of.kind === "sessions") {
    const { op, n } = of.count;
    const where = of.where === undefined ? [] : [`where ${print.property(of.where)}`];
    return [`${op} ${counted(n, "session")}${ofEvents(of, print)}`, ...window, ...where].join(" ");
  }
  return [
    `${of.of} of session duration${ofEvents(of, print)}`,
    ...window,
    ...(of.where === undefined ? [] : [`where (${print.property(of.where)})`]),
    `${of.op} ${counted(of.length.amount, of.length.unit)}`,
  ].join(" ");
}

/** What people are ranked by. */
export function printSessionsMeasure(by: SessionsMeasure, print: Printers): string {
  const subject = by.kind === "sessions" ? "number of sessions" : `${by.of} of session duration`;
  return [
    `${subject}${ofEvents(by, print)}`,
    ...(by.window === undefined ? [] : [printWindow(by.window)]),
    ...(by.where === undefined ? [] : [`where (${print.property(by.where)})`]),
  ].join(" ");
}

/** " of EVENT (quiet 20 minutes)", or nothing. */
function ofEvents({ event, quiet }: SessionsChoice, print: Printers): string {
  const of = event === undefined ? "" : ` of ${print.event(event)}`;
  return quiet === undefined ? of : `${of} (quiet ${counted(quiet.amount, quiet.unit)})`;
}
