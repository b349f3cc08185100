import { DAY_MS, type Instant, type Random } from "@habitus/kernel";
import type { Leaf, Plan, Window } from "@habitus/segments";
import { dayOf, type Scene } from "./scene.ts";

/** Candidates for the times of events: spread over the scene, in ties, and at edges of each other's windows. */
export function makeTimes(random: Random, scene: Scene, plan: Plan): readonly Instant[] {
  const { midnight, span } = scene;
  const times = Array.from({ length: 4 }, () => midnight + random.int(-2 * span, 2 * span));
  times.push(midnight, midnight - 1, ...fixedEdges(plan));
  for (let more = 0; more < 6; more++) {
    const base = random.pick(times);
    times.push(
      base +
        random.pick([0, 0, ...edgesOf(plan).flatMap((edge) => [edge, -edge])]) +
        random.pick([-1, 0, 0, 1]),
    );
  }
  return times;
}

function fixedEdges(plan: Plan): readonly Instant[] {
  return windowsOf(plan).flatMap((window) => {
    if (window.kind !== "fixed") return [];
    return [window.from, window.to].flatMap((edge) => (edge === null ? [] : [edge - 1, edge]));
  });
}

/** Distances from an event's time to the edges of sliding windows. */
export function edgesOf(plan: Plan): readonly number[] {
  const edges = windowsOf(plan).flatMap((window) =>
    window.kind === "sliding" ? [window.fromMs ?? window.toMs, window.toMs] : [],
  );
  return [...edges, ...plan.leaves.flatMap(delaysOf)];
}

function windowsOf(plan: Plan): readonly Window[] {
  return plan.leaves.flatMap((leaf) => {
    if (leaf.kind === "changed") return [leaf.window];
    return "events" in leaf ? [leaf.events.window] : [];
  });
}

function delaysOf(leaf: Leaf): readonly number[] {
  if (leaf.kind === "trait" && leaf.test.kind === "when") {
    const { window } = leaf.test;
    return window.kind === "sliding" ? [window.fromMs, window.toMs].filter((ms) => ms !== null) : [];
  }
  if (leaf.kind === "held") return [leaf.forMs];
  if (leaf.kind !== "sequence") return [];
  return leaf.following.flatMap(({ withinMs }) => (withinMs === null ? [] : [withinMs]));
}

/** A window of more periods stands for all time, which nothing leaves while anybody looks. */
const MOST_PERIODS = 400;
const LONGEST_DAYS = { day: 1, week: 7, month: 31, year: 366 } as const;

/** Midnights, nearly, of the scene's place at which days around now may begin and end. */
export function homeDayEdges(scene: Scene, plan: Plan): readonly Instant[] {
  const { midnight, span } = scene;
  return plan.leaves.flatMap((leaf) => {
    if (leaf.kind !== "trait" || !("days" in leaf.test)) return [];
    const { unit, count, endsAgo } = leaf.test.days;
    const days = LONGEST_DAYS[unit];
    const told = leaf.test.kind === "dated" ? leaf.test.dates.flatMap((one) => one.days) : [];
    const away = told.map((day) => day - dayOf(scene)).filter((day) => Math.abs(day) <= FARTHEST_DAYS);
    const edges = away.flatMap((day) => [day + endsAgo * days, day + (endsAgo + count) * days]);
    return [0, days, endsAgo * days, (endsAgo + count) * days, ...new Set(edges)].flatMap((ahead) => {
      const at = midnight + ahead * DAY_MS;
      return [at - 1, at, at + span];
    });
  });
}

const FARTHEST_DAYS = 40;

/** Instants by which what happens in the scene has entered and left the plan's calendar windows. */
export function calendarEnds({ midnight, span }: Scene, plan: Plan): readonly Instant[] {
  return windowsOf(plan).flatMap((window) => {
    if (window.kind !== "calendar" || window.count > MOST_PERIODS) return [];
    const period = LONGEST_DAYS[window.unit] * DAY_MS;
    return [window.endsAgo + 1, window.endsAgo + window.count + 1].map(
      (ahead) => midnight + 2 * span + ahead * period,
    );
  });
}
