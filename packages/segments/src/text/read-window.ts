import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type {
  CalendarUnit,
  CountOp,
  CountTest,
  Duration,
  DateOp,
  DurationUnit,
  TraitWindow,
  WindowChoice,
} from "../tree/definition.ts";
import { children, placed, type Reader, refuse, textOf, words } from "./reader.ts";

const UNITS: readonly DurationUnit[] = ["second", "minute", "hour", "day", "week", "month", "year"];
const CALENDAR_UNITS: readonly string[] = ["day", "week", "month", "year"];

export const WINDOW_NODES: ReadonlySet<string> = new Set(
  "Ever Last Calendar Regular Ago Older This Previous Since Before Range".split(" "),
);

/**
 * Reads a window and, where one was written, its "in their time zone". Null when it was refused.
 * @param isZoneElsewhere true when something beside the window has a zone, so that a window without one is let through.
 */
export function readWindow(
  reader: Reader,
  node: SyntaxNode,
  zone: SyntaxNode | null,
  isZoneElsewhere = false,
): WindowChoice | null {
  const window = windowOf(reader, node);
  if (window === null) return null;
  const span = { from: node.from, to: (zone ?? node).to };
  if (zone === null) return placed(reader, span, window);
  if (hasZone(window)) {
    return placed<WindowChoice>(reader, span, { ...window, inTheirTimeZone: true });
  }
  if (isZoneElsewhere) return placed(reader, span, window);
  refuse(reader, zone, ZONE_NOT_HERE);
  return null;
}

/** Reads what the value of a trait may lie in and, where one was written, its "in their time zone". Null when it was refused. */
export function readTraitWindow(
  reader: Reader,
  node: SyntaxNode,
  zone: SyntaxNode | null = null,
): TraitWindow | null {
  const window = traitWindowOf(reader, node);
  if (window === null || zone === null) return window;
  if (window.kind === "period" || window.kind === "coming" || hasZone(window)) {
    return placed<TraitWindow>(
      reader,
      { from: node.from, to: zone.to },
      { ...window, inTheirTimeZone: true },
    );
  }
  refuse(reader, zone, ZONE_NOT_HERE);
  return null;
}

const ZONE_NOT_HERE = {
  code: "zone_not_here",
  message: "Only calendar windows (today, this week, last 3 calendar months ...) have a time zone",
} as const;

function traitWindowOf(reader: Reader, node: SyntaxNode): TraitWindow | null {
  const [amount = 0] = numbersOf(reader, node);
  switch (node.name) {
    case "Next":
      return placed<TraitWindow>(reader, node, { kind: "next", amount, unit: unitOf(reader, node) });
    case "BetweenAhead": {
      const [from = 0, to = 0] = numbersOf(reader, node);
      return placed<TraitWindow>(reader, node, {
        kind: "between ahead",
        from,
        to,
        unit: unitOf(reader, node),
      });
    }
    case "MoreAhead":
      return placed<TraitWindow>(reader, node, {
        kind: "side",
        op: "after",
        amount,
        unit: unitOf(reader, node),
        ahead: true,
      });
    case "Coming":
      return calendarWindow(reader, node, (unit) =>
        placed(reader, node, { kind: "coming", count: amount, unit }),
      );
    case "PeriodAhead":
      return node.getChild("Number") === null
        ? calendarWindow(reader, node, (unit) => placed(reader, node, { kind: "period", unit, offset: 1 }))
        : periodAway(reader, node, amount);
    case "PeriodAgo":
      return periodAway(reader, node, amount === 0 ? 0 : -amount);
    default:
      return readWindow(reader, node, null);
  }
}

/** "in 5 calendar days", "4 calendar days ago"; of days the word may be left out. */
function periodAway(reader: Reader, node: SyntaxNode, offset: number): TraitWindow | null {
  const unit = unitOf(reader, node);
  if (unit === "day" || words(node).includes("calendar")) {
    return calendarWindow(reader, node, (of) => placed(reader, node, { kind: "period", unit: of, offset }));
  }
  const written = textOf(reader, node);
  const isCalendar = CALENDAR_UNITS.includes(unit);
  const amount = Math.abs(offset);
  const sliding = offset < 0 ? `in last ${amount} ${unit}s` : `in next ${amount} ${unit}s`;
  const suggestion = isCalendar ? written.replace(/(\d)\s+/, "$1 calendar ") : sliding;
  refuse(reader, node, {
    code: "no_calendar_unit",
    message: `\`${written}\` is not clear enough; write \`${suggestion}\`${isCalendar ? ` for the whole ${unit}` : ""}`,
    suggestion,
  });
  return null;
}

/** Reads "before 5 days ago": the side of an instant. Its number was written as a literal. */
export function readSide(reader: Reader, node: SyntaxNode, op: DateOp): TraitWindow {
  const away = awayOf(node);
  const [amount = 0] = numbersOf(reader, node);
  const side = { kind: "side", op, amount, unit: unitOf(reader, away) } as const;
  return placed(reader, node, isAhead(away) ? { ...side, ahead: true } : side);
}

/** Reads "between 3 and 7 days ahead". */
export function readBetweenAway(reader: Reader, node: SyntaxNode): TraitWindow {
  const away = awayOf(node);
  const [from = 0, to = 0] = numbersOf(reader, node);
  const kind = isAhead(away) ? "between ahead" : "between";
  return placed(reader, node, { kind, from, to, unit: unitOf(reader, away) });
}

const awayOf = (node: SyntaxNode): SyntaxNode => must(node.getChild("Away"), "the caller has seen it");
const isAhead = (away: SyntaxNode): boolean => words(away).includes("ahead");

type ZonedWindow = Extract<WindowChoice, { readonly inTheirTimeZone?: true }>;

function hasZone(window: TraitWindow): window is ZonedWindow {
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

function calendarWindow<T extends TraitWindow>(
  reader: Reader,
  node: SyntaxNode,
  make: (unit: CalendarUnit) => T,
): T | null {
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
export function numbersOf(reader: Reader, node: SyntaxNode): readonly number[] {
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

/** What ends the words of a count. */
const COUNTED: ReadonlySet<string> = new Set(
  "time times item items session sessions account accounts".split(" "),
);

export function readCount(reader: Reader, node: SyntaxNode): CountTest {
  const [n = 1] = numbersOf(reader, node);
  const said = words(node);
  const end = said.findIndex((word) => COUNTED.has(word));
  const op = end < 0 ? said : said.slice(0, end);
  return placed(reader, node, { op: op.join(" ") as CountOp, n });
}

const CLAUSES: ReadonlySet<string> = new Set(
  "Count FirstTime OnDays Hours TheirZone Compare CompareLength".split(" "),
);

/** True for a node that can stand behind a condition without being a condition itself. */
function isClause(node: SyntaxNode): boolean {
  return WINDOW_NODES.has(node.name) || CLAUSES.has(node.name);
}

export function clausesOf(node: SyntaxNode): readonly SyntaxNode[] {
  return children(node).filter(isClause);
}
