import { civilFromDays, DAY_MS, type Instant, isZoneTrait } from "@habitus/kernel";
import type { History, HistoryEvent, TraitChange } from "../history.ts";
import type { EventMatch, HomeDays, Leaf, Plan, WhenWindow, Window } from "../plan/plan.ts";
import { partOf } from "../reference/aggregate.ts";
import { evaluateReference, isNamed, matchingEvents, meets } from "../reference/evaluate.ts";
import { daysOf } from "../reference/dated.ts";
import { overdueFrom } from "../reference/habit.ts";
import { asTime, valueAt } from "../reference/values.ts";
import { zoneName } from "../reference/window.ts";
import { dayInYear } from "../reference/yearly.ts";
import { dayAt, periodStart, startOfDay } from "../zone/zone.ts";

/**
 * The first instant after `now` at which the truth differs from that at `now` if nothing more happens; null when it never
 * does. Events and trait changes of the history dated after now happen at their time.
 *
 * Truth can only change where an event becomes visible, enters or leaves a window, or a trait changes. These instants are
 * gathered from the history and tried in order.
 * @param present As for `evaluateReference`; it stays behind no instant that is tried.
 */
export function nextFlip(plan: Plan, history: History, now: Instant, present = now): Instant | null {
  const matches = plan.leaves.flatMap(matchesOf);
  const relevant: History = {
    events: history.events.filter((event) => matches.some((match) => concerns(match, event))),
    traits: history.traits.filter((change) => isRead(plan, change)),
  };
  const edges = new Set(relevant.traits.map((change) => change.time));
  for (const match of matches) addEdges(edges, match, relevant);
  for (const deadline of plan.leaves.flatMap(deadlinesOf)) {
    for (const event of relevant.events) edges.add(event.time + deadline);
  }
  for (const edge of plan.leaves.flatMap((leaf) => whenEdges(leaf, relevant))) edges.add(edge);
  for (const edge of plan.leaves.flatMap((leaf) => historyEdges(leaf, relevant))) edges.add(edge);
  for (const edge of plan.leaves.flatMap((leaf) => dayEdges(leaf, relevant))) edges.add(edge);
  for (const edge of yearlyEdges(plan, relevant, [now, ...edges])) edges.add(edge);
  for (const edge of plan.leaves.flatMap((leaf) => datedEdges(leaf, relevant))) edges.add(edge);
  for (const edge of silenceEdges(plan, relevant, [now, ...[...edges].filter((edge) => edge > now)]))
    edges.add(edge);
  const truthAt = (at: Instant): boolean => evaluateReference(plan, relevant, at, Math.max(at, present));
  const truth = evaluateReference(plan, relevant, now, present);
  const ahead = [...edges].filter((edge) => edge > now).sort((a, b) => a - b);
  return ahead.find((edge) => truthAt(edge) !== truth) ?? null;
}

/** All events that a leaf looks at. */
function matchesOf(leaf: Leaf): readonly EventMatch[] {
  if (!("events" in leaf)) return [];
  if (leaf.kind === "ratio") return [leaf.events, partOf(leaf)];
  if (leaf.kind !== "sequence") return [leaf.events];
  const others = leaf.following.flatMap(({ event, without }) =>
    without === null ? [event] : [event, without],
  );
  return [leaf.events, ...others.map((kind): EventMatch => ({ ...kind, window: { kind: "ever" } }))];
}

/** When the silence behind what lies in a window at one of the instants becomes too long. */
function silenceEdges(plan: Plan, history: History, instants: readonly Instant[]): readonly Instant[] {
  return plan.leaves.flatMap((leaf) =>
    leaf.kind === "overdue"
      ? instants.flatMap((at) => overdueFrom(leaf, matchingEvents(leaf.events, history, at)) ?? [])
      : [],
  );
}

/** How long after an event a leaf may become true by itself. */
function deadlinesOf(leaf: Leaf): readonly number[] {
  if (leaf.kind !== "sequence") return [];
  return leaf.following.flatMap(({ absent, withinMs }) => (absent && withinMs !== null ? [withinMs] : []));
}

/** The instants at which a value that the trait ever has enters or leaves the window it is compared with. */
function whenEdges(leaf: Leaf, { traits }: History): readonly Instant[] {
  if (leaf.kind !== "trait" || leaf.test.kind !== "when") return [];
  const { path, test } = leaf;
  const { window } = test;
  return traits.flatMap(({ name, value }) => {
    const held = name === path[0] ? valueAt({ [name]: value }, path) : null;
    const at = held === null ? null : asTime(held);
    if (at === null) return [];
    if (window.kind === "sliding") return slidingEdges(window, at);
    return windowEdges({ ...window, zone: { kind: "named", name: "UTC" } }, ["UTC"], at);
  });
}

/**
 * When the days on which a value comes round begin and end, in every zone: from the year of now to where all else has happened and
 * the value has come round for the first time.
 */
function yearlyEdges(plan: Plan, { traits }: History, instants: readonly Instant[]): readonly Instant[] {
  return plan.leaves.flatMap((leaf) => {
    if (leaf.kind !== "trait" || leaf.test.kind !== "yearly") return [];
    const { path } = leaf;
    const { days } = leaf.test;
    const zones = homesOf(days.otherwise, traits);
    const values = traits.flatMap(({ name, value }) => {
      const held = name === path[0] ? valueAt({ [name]: value }, path) : null;
      return held === null ? [] : (asTime(held) ?? []);
    });
    const first = yearOf(instants[0] ?? 0) - YEARS_AROUND;
    return values.flatMap((value) => {
      const last = yearOf(Math.max(value, ...instants)) + YEARS_AROUND;
      return zones.flatMap((zone) => edgesInYears(value, days, zone, Math.max(first, yearOf(value)), last));
    });
  });
}

/** A day and the stretch that it begins or ends lie no further apart, and whatever comes round does so once more. */
const YEARS_AROUND = 3;

const yearOf = (at: Instant): number => civilFromDays(Math.floor(at / DAY_MS)).year;

function edgesInYears(value: Instant, days: HomeDays, zone: string, first: number, last: number): Instant[] {
  const edges: Instant[] = [];
  for (let year = first; year <= last; year++) {
    const day = dayInYear(value, year);
    if (day === null) continue;
    edges.push(...stayEdges(day, days, zone));
  }
  return edges;
}

/** When a day enters and leaves the days around now in a zone. */
function stayEdges(day: number, days: HomeDays, zone: string): readonly Instant[] {
  const start = (periods: number): Instant =>
    startOfDay(zone, periodStart(days.unit, days.weekStart, day, periods));
  return [start(days.endsAgo), start(days.endsAgo + days.count)];
}

/** When the dates of values that the trait ever has enter and leave the days around now, in every zone. */
function dayEdges(leaf: Leaf, { traits }: History): readonly Instant[] {
  if (leaf.kind !== "trait" || leaf.test.kind !== "day") return [];
  const { path } = leaf;
  const { days } = leaf.test;
  const dates = traits.flatMap(({ name, value }) => {
    const held = name === path[0] ? valueAt({ [name]: value }, path) : null;
    const at = held === null ? null : asTime(held);
    return at === null ? [] : [Math.floor(at / DAY_MS)];
  });
  return homesOf(days.otherwise, traits).flatMap((zone) =>
    dates.flatMap((day) => stayEdges(day, days, zone)),
  );
}

/** When the days that are told of a value that the trait ever has enter and leave those around now, in every zone. */
function datedEdges(leaf: Leaf, { traits }: History): readonly Instant[] {
  if (leaf.kind !== "trait" || leaf.test.kind !== "dated") return [];
  const { path, test } = leaf;
  const own = traits.filter(({ name }) => name === path[0]);
  const told = new Set(own.flatMap(({ name, value }) => daysOf(test, valueAt({ [name]: value }, path))));
  return homesOf(test.days.otherwise, traits).flatMap((zone) =>
    [...told].flatMap((day) => stayEdges(day, test.days, zone)),
  );
}

function isRead(plan: Plan, change: TraitChange): boolean {
  return isZoneTrait(change.name) || plan.leaves.some((leaf) => traitOf(leaf) === change.name);
}

function traitOf(leaf: Leaf): string | undefined {
  if (leaf.kind === "trait") return leaf.path[0];
  return leaf.kind === "held" || leaf.kind === "changed" ? leaf.trait : undefined;
}

/** The instants at which a value has been held for long enough, or a change enters or leaves the window. */
function historyEdges(leaf: Leaf, { traits }: History): readonly Instant[] {
  if (leaf.kind !== "held" && leaf.kind !== "changed") return [];
  const own = traits.filter((change) => change.name === leaf.trait);
  return own.flatMap(({ time }) =>
    leaf.kind === "held"
      ? [time + leaf.forMs]
      : windowEdges(leaf.window, zonesOf(leaf.window, NO_HISTORY), time),
  );
}

const NO_HISTORY: History = { events: [], traits: [] };

function concerns(match: EventMatch, event: HistoryEvent): boolean {
  return isNamed(match.name, event) && meets(match.where, event);
}

function addEdges(edges: Set<Instant>, match: EventMatch, history: History): void {
  const zones = zonesOf(match.window, history);
  for (const event of history.events) {
    if (!concerns(match, event)) continue;
    edges.add(event.time);
    for (const edge of windowEdges(match.window, zones, event.time)) edges.add(edge);
  }
}

/** Every zone the window may be reckoned in: each that the person ever said or calls ever did, and the one without any. */
function zonesOf(window: Window, { traits }: History): readonly string[] {
  if (window.kind !== "calendar") return [];
  return window.zone.kind === "named" ? [window.zone.name] : homesOf(window.zone.otherwise, traits);
}

function homesOf(otherwise: string, traits: History["traits"]): readonly string[] {
  const homes = traits.filter(({ name }) => isZoneTrait(name)).map((change) => change.value);
  return [...new Set([null, ...homes].map((home) => zoneName({ kind: "home", otherwise }, home)))];
}

function slidingEdges(
  { fromMs, toMs }: Extract<WhenWindow, { readonly kind: "sliding" }>,
  time: Instant,
): readonly Instant[] {
  return [toMs, fromMs].flatMap((ms) => (ms === null ? [] : [time + ms]));
}

/** The instants of now at which an event of `time` enters or leaves the window. */
function windowEdges(window: Window, zones: readonly string[], time: Instant): readonly Instant[] {
  switch (window.kind) {
    case "ever":
    case "fixed":
      return [];
    case "sliding":
      return slidingEdges(window, time);
    case "calendar":
      return zones.flatMap((zone) => {
        const start = (periods: number): Instant =>
          startOfDay(zone, periodStart(window.unit, window.weekStart, dayAt(zone, time), periods));
        return [start(window.endsAgo), start(window.endsAgo + window.count)];
      });
  }
}
