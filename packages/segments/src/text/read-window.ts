import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type {
  CalendarUnit,
  CountOp,
  CountTest,
  Duration,
  DurationUnit,
  WindowChoice,
} from "../tree/definition.ts";
import { children, placed, type Reader, refuse, textOf, words } from "./reader.ts";

const UNITS: readonly DurationUnit[] = ["second", "minute", "hour", "day", "week", "month", "year"];
const CALENDAR_UNITS: readonly string[] = ["day", "week", "month", "year"];

export const WINDOW_NODES: ReadonlySet<string> = new Set(
  "Ever Last Calendar Regular Ago Older This Previous Since Before Range".split(" "),
);

/** Reads a window and, where one was written, its "in their time zone". Null when it was refused. */
export function readWindow(reader: Reader, node: SyntaxNode, zone: SyntaxNode | null): WindowChoice | null {
  const window = windowOf(reader, node);
  if (window === null) return null;
  const span = { from: node.from, to: (zone ?? node).to };
  if (zone === null) return placed(reader, span, window);
  if (hasZone(window)) {
    return placed<WindowChoice>(reader, span, { ...window, inTheirTimeZone: true });
  }
  refuse(reader, zone, {
    code: "zone_not_here",
    message: "Only calendar windows (today, this week, last 3 calendar months ...) have a time zone",
  });
  return null;
}

type ZonedWindow = Extract<WindowChoice, { readonly inTheirTimeZone?: true }>;

function hasZone(window: WindowChoice): window is ZonedWindow {
  if (window.kind === "regular") return window.calendar === true;
  return window.kind === "this" || window.kind === "previous" || window.kind === "calendar";
}

function windowOf(reader: Reader, node: SyntaxNode): WindowChoice | null {
  const [first = 0, second = 0] = numbersOf(reader, node);
  const [from = "", to = ""] = node.getChildren("Date").map((date) => textOf(reader, date));
  switch (node.name) {
    case "Ever":
      return { kind: "ever" };
    case "Last":
      return { kind: "last", amount: first, unit: unitOf(reader, node) };
    case "Ago":
      return { kind: "between", from: first, to: second, unit: unitOf(reader, node) };
    case "Older":
      return { kind: "older", amount: first, unit: unitOf(reader, node) };
    case "Calendar":
      return calendarWindow(reader, node, (unit) => ({ kind: "calendar", count: first, unit }));
    case "Regular": {
      const periods = node.getChild("PeriodsOf");
      const [each] = periods === null ? [] : numbersOf(reader, periods);
      return {
        kind: "regular",
        least: first,
        count: second,
        unit: unitOf(reader, periods ?? node),
        ...(each === undefined ? {} : { each }),
        ...(words(node).includes("calendar") ? { calendar: true } : {}),
      };
    }
    case "This":
    case "Previous": {
      const kind = node.name === "This" ? "this" : "previous";
      return calendarWindow(reader, node, (unit) => ({ kind, unit }));
    }
    case "Since":
      return { kind: "since", from };
    case "Before":
      return { kind: "before", to: from };
    default:
      return { kind: "range", from, to };
  }
}

function calendarWindow(
  reader: Reader,
  node: SyntaxNode,
  make: (unit: CalendarUnit) => WindowChoice,
): WindowChoice | null {
  if (node.getChild("Unit") === null) return make("day");
  const unit = unitOf(reader, node);
  if (unit === "day" || unit === "week" || unit === "month" || unit === "year") return make(unit);
  refuse(reader, node, {
    code: "no_calendar_unit",
    message: `A calendar has days, weeks, months and years, no ${unit}s`,
    expected: CALENDAR_UNITS,
  });
  return null;
}

function unitOf(reader: Reader, node: SyntaxNode): DurationUnit {
  const written = textOf(reader, must(node.getChild("Unit"), "the grammar gives a unit")).toLowerCase();
  return must(
    UNITS.find((unit) => written === unit || written === `${unit}s`),
    "the grammar knows the units",
  );
}

/** Whole numbers of a phrase; anything else is refused and read as 1 so that reading can go on. */
function numbersOf(reader: Reader, node: SyntaxNode): readonly number[] {
  return node.getChildren("Number").map((child) => {
    const written = textOf(reader, child);
    if (/^\d{1,9}$/.test(written)) return Number(written);
    const message = /^\d+$/.test(written)
      ? `${written} is too large here`
      : `\`${written}\` is no whole number`;
    refuse(reader, child, { code: "not_a_whole_number", message, expected: ["a whole number"] });
    return 1;
  });
}

/** Reads "quiet 60 days". */
export function readDuration(reader: Reader, node: SyntaxNode): Duration {
  const [amount = 1] = numbersOf(reader, node);
  return placed(reader, node, { amount, unit: unitOf(reader, node) });
}

export function readCount(reader: Reader, node: SyntaxNode): CountTest {
  const [n = 1] = numbersOf(reader, node);
  const said = words(node).filter((word) => word !== "time" && word !== "times");
  return placed(reader, node, { op: said.join(" ") as CountOp, n });
}

/** True for a node that can stand behind a condition without being a condition itself. */
function isClause(node: SyntaxNode): boolean {
  return WINDOW_NODES.has(node.name) || ["Count", "FirstTime", "TheirZone", "Compare"].includes(node.name);
}

export function clausesOf(node: SyntaxNode): readonly SyntaxNode[] {
  return children(node).filter(isClause);
}
