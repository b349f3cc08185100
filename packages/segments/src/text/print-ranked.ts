import { unreachable } from "@habitus/kernel";
import type {
  Condition,
  EventMeasure,
  EventName,
  EventValues,
  PropertyCondition,
  RankedCondition,
  RankMeasure,
  RankPlace,
  RfmCondition,
} from "../tree/definition.ts";
import { printName, printText } from "./literals.ts";
import { printLocal } from "./print-local.ts";
import { printSessionsMeasure } from "./print-sessions.ts";
import { printDaysZone, printWindow } from "./print-window.ts";

/** What the sentence form of other parts is. */
export type Printers = {
  /** "purchase.lines.price (where ...)". */
  readonly values: (event: EventName, values: EventValues) => string;
  readonly event: (event: EventName) => string;
  readonly property: (property: PropertyCondition) => string;
  readonly condition: (condition: Condition) => string;
};

export function printRanked({ place, by, among }: RankedCondition, print: Printers): string {
  return [`${printPlace(place)} by ${printMeasure(by, print)}`, ...printAmong(among, print)].join(" ");
}

export function printRfm(rfm: RfmCondition, print: Printers): string {
  const tests = (["recency", "frequency", "monetary"] as const).flatMap((score) => {
    const test = rfm[score];
    return test === undefined ? [] : [`${score} ${test.op === "=" ? "" : `${test.op} `}${test.n}`];
  });
  return [
    `rfm ${tests.join(" and ")}`,
    ...(rfm.by === undefined ? [] : [`by ${print.values(rfm.by.event, rfm.by)}`]),
    ...printLocal(rfm.by?.local),
    ...(rfm.window === undefined ? [] : [printWindow(rfm.window)]),
    ...printWhere(rfm.by?.where, print),
    ...printAmong(rfm.among, print),
  ].join(" ");
}

function printPlace(place: RankPlace): string {
  switch (place.kind) {
    case "top":
    case "bottom":
      return `in ${place.kind} ${place.percent.value}%`;
    case "percentiles":
      return `between percentiles ${place.from.value} and ${place.to.value}`;
    case "tier":
      return `quantile tier ${place.tier} of ${place.of}`;
    default:
      return unreachable(place);
  }
}

/** "sum of purchase.revenue in last 90 days where (...)". */
export function printMeasure(by: RankMeasure, print: Printers): string {
  switch (by.kind) {
    case "trait":
      return by.path.map(printName).join(".");
    case "score":
    case "predicted":
      return `${by.kind} ${printText(by.score)}`;
    case "aggregate":
      return printEvents(`${by.of} of ${print.values(by.event, by)}`, by, print);
    case "count":
    case "recency":
    case "days active":
      return printEvents(`${by.kind} of ${print.event(by.event)}`, by, print);
    case "sessions":
    case "session duration":
      return printSessionsMeasure(by, print);
    default:
      return unreachable(by);
  }
}

function printEvents(subject: string, by: EventMeasure, print: Printers): string {
  return [
    subject,
    ...printLocal(by.local),
    ...(by.window === undefined ? [] : [printWindow(by.window)]),
    ...printDaysZone(by),
    ...printWhere(by.where, print),
  ].join(" ");
}

function printWhere(where: PropertyCondition | undefined, print: Printers): readonly string[] {
  return where === undefined ? [] : [`where (${print.property(where)})`];
}

export function printAmong(among: Condition | undefined, print: Printers): readonly string[] {
  if (among === undefined) return [];
  if (among.kind === "segment") return [`among segment ${printText(among.segment)}`];
  if (among.kind === "list") return [`among list ${printText(among.list)}`];
  return [`among (${print.condition(among)})`];
}
