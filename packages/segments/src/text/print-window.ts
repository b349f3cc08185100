import { unreachable } from "@habitus/kernel";
import type {
  AggregateCondition,
  DaysCondition,
  Duration,
  EventMeasure,
  FromEventComparison,
  TraitWindow,
  WindowChoice,
} from "../tree/definition.ts";

export function printWindow(window: TraitWindow): string {
  switch (window.kind) {
    case "ever":
      return "ever";
    case "last":
      return `in last ${counted(window.amount, window.unit)}`;
    case "between":
      return `between ${window.from} and ${counted(window.to, window.unit)} ago`;
    case "older":
      return `more than ${counted(window.amount, window.unit)} ago`;
    case "this":
      return (window.unit === "day" ? "today" : `this ${window.unit}`) + printZone(window);
    case "previous":
      return (window.unit === "day" ? "yesterday" : `previous ${window.unit}`) + printZone(window);
    case "calendar":
      return `last ${counted(window.count, `calendar ${window.unit}`)}${printZone(window)}`;
    case "regular":
      return `in at least ${window.least} of last ${printPeriods(window)}${printZone(window)}`;
    case "since":
      return `since ${window.from}`;
    case "before":
      return `before ${window.to}`;
    case "range":
      return `from ${window.from} to ${window.to}`;
    case "next":
      return `in next ${counted(window.amount, window.unit)}`;
    case "between ahead":
      return `between ${window.from} and ${counted(window.to, window.unit)} ahead`;
    case "side":
      return `${window.op} ${counted(window.amount, window.unit)} ${window.ahead === true ? "ahead" : "ago"}`;
    case "period":
      return printPeriod(window) + printZone(window);
    case "coming":
      return `next ${counted(window.count, `calendar ${window.unit}`)}${printZone(window)}`;
    default:
      return unreachable(window);
  }
}

function printPeriods({ count, unit, each, calendar }: Extract<WindowChoice, { kind: "regular" }>): string {
  if (calendar === true) return counted(count, `calendar ${unit}`);
  return each === undefined ? counted(count, unit) : `${counted(count, "period")} of ${counted(each, unit)}`;
}

function printPeriod({ unit, offset }: Extract<TraitWindow, { readonly kind: "period" }>): string {
  if (offset === 1) return unit === "day" ? "tomorrow" : `next ${unit}`;
  const periods = counted(Math.abs(offset), `calendar ${unit}`);
  return offset < 0 ? `${periods} ago` : `in ${periods}`;
}

export function printDuration({ amount, unit }: Duration): string {
  return counted(amount, unit);
}

/** "within 14 days before the event". */
export function printFromEvent({ far, length, side }: FromEventComparison): string {
  return `${far} ${printDuration(length)} ${side} the event`;
}

/** "1 day", "2 days". */
export function counted(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? "" : "s"}`;
}

/** The zone of days active, unless the window has said it. */
export function printDaysZone(of: AggregateCondition | DaysCondition | EventMeasure): readonly string[] {
  if (of.kind !== "days active" || of.inTheirTimeZone !== true) return [];
  return of.window !== undefined && "inTheirTimeZone" in of.window ? [] : ["in their time zone"];
}

function printZone(window: { readonly inTheirTimeZone?: true }): string {
  return window.inTheirTimeZone === true ? " in their time zone" : "";
}
