import { assert, bug, unreachable } from "@habitus/kernel";
import type { EventMatch, PlanNode, Window } from "../plan/plan.ts";
import type { RestartedCondition, StoppedCondition } from "../tree/definition.ts";
import { type Leaves, negation, row } from "./nodes.ts";
import { lengthOf } from "./window-of.ts";

// Stopping, coming back and doing something for the first time are said by counts in windows that meet without a gap.

/** Stopped: done between the window's beginning and the quiet, and not since. Restarted: done in the window and before the quiet, not in it. */
export function lifecycleNode(
  of: StoppedCondition | RestartedCondition,
  events: EventMatch,
  leaves: Leaves,
): PlanNode {
  const did = (fromMs: number | null, toMs: number): PlanNode =>
    didIn({ kind: "sliding", fromMs, toMs }, events, leaves);
  const quiet = lengthOf(of.quiet.amount, of.quiet.unit);
  const { window } = of;
  assert(window === undefined || window.kind === "last", "check lets through no other window");
  const last = window === undefined ? null : lengthOf(window.amount, window.unit);
  if (of.kind === "stopped") return row("and", [did(last, quiet), negation(did(quiet, 0))]);
  assert(last !== null, "check asks for a window");
  return row("and", [did(last, 0), negation(did(last + quiet, last)), did(null, last + quiet)]);
}

/** Done in the window and never before it. */
export function firstTimeNode(events: EventMatch, leaves: Leaves): PlanNode {
  return row("and", [
    didIn(events.window, events, leaves),
    negation(didIn(before(events.window), events, leaves)),
  ]);
}

function didIn(window: Window, events: EventMatch, leaves: Leaves): PlanNode {
  return leaves.nodeOf({ kind: "count", events: { ...events, window }, atLeast: 1 });
}

/** Periods that lead from any instant an event may have back before the first such instant: 1970 to 2199. */
const PERIODS_TO_BEGINNING = { day: 84_500, week: 12_100, month: 2_800, year: 240 } as const;

/** All instants before a window begins. */
function before(window: Window): Window {
  switch (window.kind) {
    case "sliding":
      assert(window.fromMs !== null, "check asks for a window that has a beginning");
      return { kind: "sliding", fromMs: null, toMs: window.fromMs };
    case "fixed":
      return { kind: "fixed", from: null, to: window.from };
    case "calendar": {
      const { unit, endsAgo, count } = window;
      return { ...window, endsAgo: endsAgo + count, count: PERIODS_TO_BEGINNING[unit] };
    }
    case "ever":
      return bug("check asks for a window that has a beginning");
    default:
      return unreachable(window);
  }
}
