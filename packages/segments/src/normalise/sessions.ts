import { MINUTE_MS } from "@habitus/kernel";
import type { EventMatch, PlanNode, SessionsLeaf } from "../plan/plan.ts";
import type { PlannedMeasure } from "../plan/population.ts";
import type {
  Duration,
  DurationKind,
  EventName,
  SessionDurationCondition,
  SessionsChoice,
  SessionsCondition,
  SessionsMeasure,
} from "../tree/definition.ts";
import { countNode, type Leaves } from "./nodes.ts";
import { lengthOf } from "./window-of.ts";

/** What ends a session unless the definition says otherwise. */
const SESSION_QUIET_MS = 30 * MINUTE_MS;

/** Every event but transitions of segments. */
const ANY_EVENT: EventName = { startsWith: "" };

const FIGURES: Readonly<Record<DurationKind, SessionsLeaf["of"]>> = {
  sum: "sum",
  average: "avg",
  minimum: "min",
  maximum: "max",
};

/** Which events, in which window. */
export type OfEvents = Pick<SessionsChoice, "window" | "where"> & { readonly event: EventName };

type Sessions = Pick<SessionsLeaf, "kind" | "events" | "quietMs">;

function sessionsOf(choice: SessionsChoice, match: (of: OfEvents) => EventMatch): Sessions {
  const { event = ANY_EVENT, quiet, window, where } = choice;
  const events = match({
    event,
    ...(window === undefined ? {} : { window }),
    ...(where === undefined ? {} : { where }),
  });
  return { kind: "sessions", events, quietMs: quiet === undefined ? SESSION_QUIET_MS : msOf(quiet) };
}

const msOf = ({ amount, unit }: Duration): number => lengthOf(amount, unit);

/** As of counts of events, every number is asked with "at least". */
export function sessionsNode(
  condition: SessionsCondition | SessionDurationCondition,
  match: (of: OfEvents) => EventMatch,
  leaves: Leaves,
): PlanNode {
  const sessions = sessionsOf(condition, match);
  if (condition.kind === "session duration") {
    const value = String(msOf(condition.length));
    return leaves.nodeOf({ ...sessions, of: FIGURES[condition.of], op: condition.op, value });
  }
  return countNode(condition.count, (n) =>
    leaves.nodeOf({ ...sessions, of: "count", op: ">=", value: String(n) }),
  );
}

export function sessionsMeasure(
  by: SessionsMeasure,
  match: (of: OfEvents) => EventMatch,
): Extract<PlannedMeasure, { readonly kind: "sessions" }> {
  const of = by.kind === "sessions" ? "count" : FIGURES[by.of];
  return { ...sessionsOf(by, match), of };
}
