import { DAY_MS, HabitusError, type Instant } from "@habitus/kernel";
import {
  type Condition,
  type EventMatch,
  evaluateReference,
  mergePlans,
  type Plan,
  type PlanSet,
} from "@habitus/segments";
import { type PlanContexts, planIn } from "../segments/plan-contexts.ts";
import type { RatingContent, RatingKind, RatingRule } from "./rating-store.ts";

/** Of a part where its figures stand among what is read of people, with the points that each is worth. */
export type AskedPart = {
  readonly key: string;
  /** Places among what is left of deeds. */
  readonly deeds: readonly Worth[];
  /** Places among what holds. */
  readonly facts: readonly Worth[];
  /** The place of what says that the person surely seeks it, among what holds. */
  readonly said: number | null;
};

type Worth = { readonly place: number; readonly points: number };

/** All that a run reads: plain data. */
export type RatingQuestion = {
  readonly kind: RatingKind;
  readonly parts: readonly AskedPart[];
  readonly clearFrom: number;
  readonly plans: PlanSet;
  readonly matches: readonly EventMatch[];
  readonly halfLifeMs: number;
  readonly at: Instant;
  readonly present: Instant;
  readonly earlier: Instant | null;
};

/** How far back a trend looks. */
const TREND_DAYS = 28;
/** Of what is older by as many half-lives less than a millionth is left. */
const HALF_LIVES = 20;

/** @throws HabitusError `definition_refused` when it names what is no longer there. */
export function ratingQuestion(
  { kind, parts, halfLifeDays, clearFrom, purpose }: RatingContent,
  context: ReturnType<PlanContexts>,
  present: Instant,
): RatingQuestion {
  const lastDays = Math.ceil(HALF_LIVES * halfLifeDays) + TREND_DAYS;
  const plan = (condition: Condition, for_: string | null = null): Plan =>
    planIn(context, { definition: { version: 1, condition }, purpose: for_ });
  const all = parts.flatMap(({ rules, said }) => [
    ...rules.map(({ when }) => limited(when, lastDays)),
    ...(said === null ? [] : [said]),
  ]);
  const [only] = all;
  const everything: Condition =
    only !== undefined && all.length === 1 ? only : { kind: "or", of: all as [Condition, Condition] };
  const matches: EventMatch[] = [];
  const roots: Plan[] = [];
  const asked = parts.map((part): AskedPart => {
    const deeds: Worth[] = [];
    const facts: Worth[] = [];
    for (const { when, points } of part.rules) {
      const match = isDeed(when) ? eventsOf(plan(limited(when, lastDays))) : null;
      if (match !== null) deeds.push({ place: matches.push(match) - 1, points });
      else facts.push({ place: roots.push(plan(when)) - 1, points });
    }
    const said = part.said === null ? null : roots.push(plan(part.said)) - 1;
    return { key: part.key, deeds, facts, said };
  });
  return {
    kind,
    parts: asked,
    clearFrom,
    plans: mergePlans([plan(everything, purpose), ...roots]),
    matches,
    halfLifeMs: halfLifeDays * DAY_MS,
    at: present,
    present,
    earlier: kind === "engagement" ? present - TREND_DAYS * DAY_MS : null,
  };
}

/** Whether it says what is done, and neither how often nor when. */
function isDeed(condition: Condition): boolean {
  return (
    condition.kind === "did" &&
    condition.first === undefined &&
    condition.count === undefined &&
    condition.window === undefined
  );
}

/** A deed of so many days; anything else as it is. */
function limited(condition: Condition, days: number): Condition {
  if (condition.kind !== "did" || !isDeed(condition)) return condition;
  return { ...condition, window: { kind: "last", amount: days, unit: "day" } };
}

function eventsOf({ leaves }: Plan): EventMatch | null {
  const [only, ...others] = leaves.filter((leaf) => leaf.kind === "count");
  return only !== undefined && others.length === 0 ? only.events : null;
}

/**
 * Points for what people have not done are points for strangers: such a rule is refused.
 * @throws HabitusError `invalid_request`, `definition_refused`.
 */
export function refuseForStrangers(
  rules: readonly RatingRule[],
  context: ReturnType<PlanContexts>,
  at: Instant,
): void {
  for (const { when } of rules) {
    const plan = planIn(context, { definition: { version: 1, condition: when }, purpose: null });
    if (!evaluateReference(plan, { events: [], traits: [] }, at)) continue;
    throw new HabitusError("invalid_request", "A rule holds for people of whom nothing is known.", {
      fix: "Give points below 0 for the opposite instead.",
    });
  }
}
