import { assert, bug, unreachable } from "@habitus/kernel";
import type { WhenWindow, Window, Zone } from "../plan/plan.ts";
import type { CalendarUnit, DurationUnit, TraitWindow, WindowChoice } from "../tree/definition.ts";
import type { PlanContext } from "./context.ts";
import { windowInstant } from "./dates.ts";
import { DURATION_MS } from "./duration.ts";

/** The periods of "in at least 4 of last 5 weeks", the newest first. */
export function periodsOf(
  choice: Extract<WindowChoice, { readonly kind: "regular" }>,
  { workspaceZone, weekStart }: PlanContext,
): readonly Window[] {
  const { count, unit, each, calendar } = choice;
  const periods = Array.from({ length: count }, (_, ago) => ago);
  if (calendar !== true) {
    const length = lengthOf(each ?? 1, unit);
    return periods.map((ago) => ({ kind: "sliding", fromMs: (ago + 1) * length, toMs: ago * length }));
  }
  const zone = zoneOf(choice, workspaceZone);
  return periods.map((ago) => ({
    kind: "calendar",
    unit: unit as CalendarUnit,
    count: 1,
    endsAgo: ago + 1,
    zone,
    weekStart,
  }));
}

/** The home zone for what is in their time zone, else the workspace's. */
export function zoneOf(window: { readonly inTheirTimeZone?: true }, workspaceZone: string): Zone {
  return window.inTheirTimeZone === true
    ? { kind: "home", otherwise: workspaceZone }
    : { kind: "named", name: workspaceZone };
}

/** What a written window covers. */
export function windowOf(choice: WindowChoice, { workspaceZone, weekStart }: PlanContext): Window {
  const zone = (window: { readonly inTheirTimeZone?: true }): Zone => zoneOf(window, workspaceZone);
  switch (choice.kind) {
    case "ever":
      return { kind: "ever" };
    case "last":
      return { kind: "sliding", fromMs: lengthOf(choice.amount, choice.unit), toMs: 0 };
    case "between":
      return {
        kind: "sliding",
        fromMs: lengthOf(choice.from, choice.unit),
        toMs: lengthOf(choice.to, choice.unit),
      };
    case "older":
      return { kind: "sliding", fromMs: null, toMs: lengthOf(choice.amount, choice.unit) };
    case "this":
      return { kind: "calendar", unit: choice.unit, count: 1, endsAgo: 0, zone: zone(choice), weekStart };
    case "previous":
      return { kind: "calendar", unit: choice.unit, count: 1, endsAgo: 1, zone: zone(choice), weekStart };
    case "calendar":
      return {
        kind: "calendar",
        unit: choice.unit,
        count: choice.count,
        endsAgo: 1,
        zone: zone(choice),
        weekStart,
      };
    case "regular":
      return bug("only a count asks for regular periods");
    case "since":
      return { kind: "fixed", from: windowInstant(choice.from, workspaceZone), to: null };
    case "before":
      return { kind: "fixed", from: null, to: windowInstant(choice.to, workspaceZone) };
    case "range":
      return {
        kind: "fixed",
        from: windowInstant(choice.from, workspaceZone),
        to: windowInstant(choice.to, workspaceZone),
      };
    default:
      return unreachable(choice);
  }
}

/** A window that the value of a trait lies in. */
export function whenWindowOf(choice: TraitWindow, context: PlanContext): WhenWindow {
  const { weekStart } = context;
  switch (choice.kind) {
    case "next":
      return { kind: "sliding", fromMs: 0, toMs: -lengthOf(choice.amount, choice.unit) };
    case "between ahead":
      return {
        kind: "sliding",
        fromMs: ahead(choice.from, choice.unit),
        toMs: ahead(choice.to, choice.unit),
      };
    case "side":
      return sideOf(choice);
    case "period":
      return { kind: "calendar", unit: choice.unit, count: 1, endsAgo: ago(choice.offset), weekStart };
    case "coming":
      return { kind: "calendar", unit: choice.unit, count: choice.count, endsAgo: -choice.count, weekStart };
    case "last":
    case "between":
    case "older":
    case "this":
    case "previous":
    case "calendar": {
      const window = windowOf(choice, context);
      if (window.kind === "sliding") return window;
      assert(window.kind === "calendar", "check lets through no other window");
      const { kind, unit, count, endsAgo } = window;
      return { kind, unit, count, endsAgo, weekStart };
    }
    case "ever":
    case "regular":
    case "since":
    case "before":
    case "range":
      return bug("check lets through no other window");
    default:
      return unreachable(choice);
  }
}

/** Before and after an instant; values are whole milliseconds, so "on or after" begins one earlier than "after". */
function sideOf({ op, amount, unit, ...rest }: Extract<TraitWindow, { readonly kind: "side" }>): WhenWindow {
  const at = rest.ahead === true ? ahead(amount, unit) : lengthOf(amount, unit);
  switch (op) {
    case "after":
      return { kind: "sliding", fromMs: at, toMs: null };
    case "on or after":
      return { kind: "sliding", fromMs: at + 1, toMs: null };
    case "before":
      return { kind: "sliding", fromMs: null, toMs: at + 1 };
    case "on or before":
      return { kind: "sliding", fromMs: null, toMs: at };
    default:
      return unreachable(op);
  }
}

function ahead(amount: number, unit: DurationUnit): number {
  return ago(lengthOf(amount, unit));
}

/** Without the zero that has a sign, which is another value where plans are compared. */
function ago(offset: number): number {
  return offset === 0 ? 0 : -offset;
}

export function lengthOf(amount: number, unit: DurationUnit): number {
  assert(unit !== "month" && unit !== "year", "check refuses sliding months and years");
  return amount * DURATION_MS[unit];
}
