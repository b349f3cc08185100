import {
  ACCOUNTS_TRAIT,
  type Instant,
  isTransitionEvent,
  isZoneTrait,
  type JsonValue,
  must,
  OWN_ZONE_TRAIT,
  SEEN_ZONE_TRAIT,
  unreachable,
} from "@habitus/kernel";
import type { History, HistoryEvent } from "../history.ts";
import type {
  EventKind,
  EventMatch,
  EventNames,
  Filter,
  Leaf,
  Plan,
  PlanNode,
  SessionsLeaf,
  TraitLeaf,
} from "../plan/plan.ts";
import { accountsOf } from "./accounts.ts";
import { aggregateHolds, daysHold, partOf, ratioHolds } from "./aggregate.ts";
import { meetsFilter, passes } from "./filter.ts";
import { changedHolds, heldHolds } from "./trait-history.ts";
import { favouriteHolds, overdueHolds } from "./habit.ts";
import { isAtLocalTime } from "./local-time.ts";
import { sequenceHolds } from "./sequence.ts";
import { hasDay } from "./dated.ts";
import { type Session, sessionsHold, sessionsOf } from "./sessions.ts";
import { comesRound, isAmong } from "./yearly.ts";
import { asTime, valueAt } from "./values.ts";
import { isZoneName } from "../zone/zone.ts";
import { spanAt, whenSpanAt } from "./window.ts";

/**
 * The meaning: whether a plan is true of a person's history at an instant. Slow and plain on purpose; the other evaluators
 * are fast and must agree with it.
 * @param present Where it is asked as of an earlier `now`: the instant that what is in force is read at.
 */
export function evaluateReference(plan: Plan, history: History, now: Instant, present = now): boolean {
  return nodeTruth(plan.root, (leaf) =>
    leafTruth(must(plan.leaves[leaf], "a node names a leaf"), history, now, present),
  );
}

/** What the parts count together that hold. */
export function heldWeight<T>(
  { of, weights }: { readonly of: readonly T[]; readonly weights?: readonly number[] },
  holds: (part: T) => boolean,
): number {
  return of.reduce((sum, part, place) => sum + (holds(part) ? (weights?.[place] ?? 1) : 0), 0);
}

function nodeTruth(node: PlanNode, truthOfLeaf: (leaf: number) => boolean): boolean {
  switch (node.kind) {
    case "always":
      return node.value;
    case "leaf":
      return truthOfLeaf(node.leaf);
    case "not":
      return !nodeTruth(node.of, truthOfLeaf);
    case "and":
      return node.of.every((of) => nodeTruth(of, truthOfLeaf));
    case "or":
      return node.of.some((of) => nodeTruth(of, truthOfLeaf));
    case "some":
      return heldWeight(node, (of) => nodeTruth(of, truthOfLeaf)) >= node.least;
    default:
      return unreachable(node);
  }
}

export function leafTruth(leaf: Leaf, history: History, now: Instant, present = now): boolean {
  switch (leaf.kind) {
    case "count":
      return matchingEvents(leaf.events, history, now).length >= leaf.atLeast;
    case "aggregate":
      return aggregateHolds(leaf, matchingEvents(leaf.events, history, now));
    case "days":
      return daysHold(leaf, matchingEvents(leaf.events, history, now), homeZoneAt(history, now));
    case "sessions":
      return sessionsHold(leaf, sessionsAt(leaf, history, now));
    case "outermost": {
      const event = matchingEvents(leaf.events, history, now).at(leaf.of === "first" ? 0 : -1);
      return event !== undefined && meets(leaf.has, event);
    }
    case "overdue":
      return overdueHolds(leaf, matchingEvents(leaf.events, history, now), now);
    case "favourite":
      return favouriteHolds(leaf, matchingEvents(leaf.events, history, now), homeZoneAt(history, now));
    case "ratio": {
      const whole = matchingEvents(leaf.events, history, now).length;
      return ratioHolds(leaf, matchingEvents(partOf(leaf), history, now).length, whole);
    }
    case "sequence": {
      const visible = history.events.filter((event) => event.time <= now).sort(byTimeAndId);
      const home = homeZoneAt(history, now);
      const isKind = (kind: EventKind, event: HistoryEvent): boolean => isOfKind(kind, event, home);
      return sequenceHolds(leaf, matchingEvents(leaf.events, history, now), visible, now, isKind);
    }
    case "trait":
      return traitHolds(
        leaf,
        valueAt(traitsAt(history, leaf.inForce === true ? present : now), leaf.path),
        now,
        homeZoneAt(history, now),
      );
    case "held":
      return heldHolds(leaf, history, now, meetsTrait);
    case "changed":
      return changedHolds(leaf, history, now, spanAt(leaf.window, now, null), meetsTrait);
    default:
      return unreachable(leaf);
  }
}

function meetsTrait(filter: Filter, object: JsonValue): boolean {
  return meetsFilter(filter, object, null);
}

function traitHolds({ test }: TraitLeaf, value: JsonValue, now: Instant, homeZone: JsonValue): boolean {
  if (test.kind === "dated") return hasDay(test, value, now, homeZone);
  if (test.kind !== "when" && test.kind !== "day" && test.kind !== "yearly") return passes(test, value, null);
  const at = value === null ? null : asTime(value);
  if (test.kind === "day") return at !== null && isAmong(at, test.days, now, homeZone);
  if (test.kind === "yearly") return at !== null && comesRound(at, test.days, now, homeZone);
  const span = whenSpanAt(test.window, now);
  return at !== null && at >= span.from && at < span.to;
}

/** The events a condition is about, in the order (time, id hash). */
export function matchingEvents(match: EventMatch, history: History, now: Instant): readonly HistoryEvent[] {
  const home = homeZoneAt(history, now);
  const span = spanAt(match.window, now, home);
  return history.events
    .filter((event) => event.time >= span.from && event.time < span.to && isOfKind(match, event, home))
    .sort(byTimeAndId);
}

/** The sessions that began inside the window. */
export function sessionsAt(
  { events, quietMs }: Pick<SessionsLeaf, "events" | "quietMs">,
  history: History,
  now: Instant,
): readonly Session[] {
  const visible = matchingEvents({ ...events, window: { kind: "ever" } }, history, now);
  const { from, to } = spanAt(events.window, now, homeZoneAt(history, now));
  return sessionsOf(visible, quietMs).filter(({ start }) => start >= from && start < to);
}

/** The current value of every trait; one that was removed is null. */
export function traitsAt(history: History, now: Instant): Readonly<Record<string, JsonValue>> {
  const visible = history.traits.filter((change) => change.time <= now).sort(byTimeAndId);
  const latest = Object.fromEntries(visible.map((change) => [change.name, change.value]));
  if (!Object.hasOwn(latest, ACCOUNTS_TRAIT)) return latest;
  return { ...latest, [ACCOUNTS_TRAIT]: accountsOf(visible.filter(({ name }) => name === ACCOUNTS_TRAIT)) };
}

type Ordered = { readonly time: Instant; readonly idHash: string };

function byTimeAndId(a: Ordered, b: Ordered): number {
  if (a.time !== b.time) return a.time - b.time;
  return a.idHash < b.idHash ? -1 : a.idHash > b.idHash ? 1 : 0;
}

function isOfKind({ name, where, local }: EventKind, event: HistoryEvent, homeZone: JsonValue): boolean {
  if (!isNamed(name, event) || !meets(where, event)) return false;
  return local === undefined || isAtLocalTime(local, event, homeZone);
}

/** The zone in which the person lives: that of the trait `timezone` where it names one, else what calls said, whatever that is. */
export function homeZoneAt(history: History, now: Instant): JsonValue {
  // It is asked for every leaf, and most of what is known of people is no zone.
  const zones = history.traits.filter(({ name }) => isZoneTrait(name));
  const traits = traitsAt({ ...history, traits: zones }, now);
  const own = valueAt(traits, [OWN_ZONE_TRAIT]);
  return typeof own === "string" && isZoneName(own) ? own : valueAt(traits, [SEEN_ZONE_TRAIT]);
}

export function isNamed(name: EventNames, event: HistoryEvent): boolean {
  if (typeof name === "string") return event.name === name;
  if (name.except?.includes(event.name) === true) return false;
  return event.name.startsWith(name.startsWith) && !isTransitionEvent(event.name);
}

/** Whether an event's properties meet a where clause. */
export function meets(filter: Filter, event: HistoryEvent): boolean {
  return meetsFilter(filter, event.properties, event.time);
}
