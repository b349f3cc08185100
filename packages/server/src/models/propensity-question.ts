import { DAY_MS, HabitusError, type Instant, must } from "@habitus/kernel";
import { type Behaviour, type BehaviourFigure, BEHAVIOURS, LONG_SPANS } from "@habitus/models";
import {
  type Condition,
  type EventName,
  isMeant,
  type Leaf,
  mergePlans,
  type Plan,
  type PlanSet,
} from "@habitus/segments";
import type { Figure } from "@habitus/segments-sql";
import { LIMITS } from "@habitus/contract";
import { meaningOf, type PlanContexts, planIn } from "../segments/plan-contexts.ts";
import { lastWholeDay } from "./model-question.ts";
import type { AskedOutcome } from "./model-runs.ts";
import { type PropensityContent, shownOutcome } from "./model-store.ts";

/** A behaviour with the places of its figures among those that are read. */
export type AskedBehaviour = Behaviour & { readonly places: readonly number[] };

/** All that a run of a propensity reads and how it reckons: plain data, handed to the thread that does it. */
export type PropensityQuestion = {
  readonly kind: "propensity";
  /** Who is looked at, who ever did anything, and to whom it happened. */
  readonly plans: PlanSet;
  readonly behaviours: readonly AskedBehaviour[];
  readonly figures: readonly Figure[];
  readonly spanDays: number;
  readonly horizonDays: number;
  /** The last whole day of the workspace, and its last millisecond. */
  readonly newestDay: number;
  readonly at: Instant;
  /** What is in force is read at, and scores are said for. */
  readonly present: Instant;
  readonly asked: AskedOutcome;
  /** Whether what was told last stands where nothing can be told: it is of the same outcome and audience. */
  readonly keeps: boolean;
};

type Context = ReturnType<PlanContexts>;

/** Most frequent events that are looked at besides those of the outcome. */
const FREQUENT_EVENTS = 5;
/** How many names are asked for, as some of the most frequent tell of nothing that people did. */
export const NAMES_ASKED = 30;
const SPAN_DAYS = { least: 7, most: 90 } as const;
const ANYTHING: EventName = { activity: true };
const OF_EVENT = ["recency", "frequency", "trend"] as const;

/** @throws HabitusError `definition_refused` when it names what is no longer there; `not_an_audience`; as `horizonOf`. */
export function propensityQuestion(
  content: PropensityContent,
  context: Context,
  present: Instant,
  frequent: readonly string[],
): Omit<PropensityQuestion, "keeps"> {
  const { outcome, audience, valueProperty } = content;
  if (audience !== null && isRanked(audience, context)) throw noAudience();
  const horizonDays = horizonOf(outcome, context);
  const spanDays = spanOf(horizonDays);
  const events = [...new Set(eventsOf(planOf(outcome, context)))];
  const behaviours: readonly Behaviour[] = [
    ...events.flatMap(ofEvent),
    ...(["days", "recency", "trend", "tenure"] as const).map((of) => ({ of, event: null })),
    ...(valueProperty === null ? [] : [{ of: "value", event: null } as const]),
    ...frequent
      .filter((name) => isMeant(ANYTHING, name) && !events.includes(name))
      .slice(0, FREQUENT_EVENTS)
      .flatMap(ofEvent),
  ];
  const { newestDay, at } = lastWholeDay(context.workspaceZone, present);
  const read = askedOf({ ...content, behaviours, spanDays }, context);
  const asked = { ...shownOutcome(content), valueProperty };
  return { kind: "propensity", ...read, spanDays, horizonDays, newestDay, at, present, asked };
}

const ofEvent = (event: string): readonly Behaviour[] => OF_EVENT.map((of) => ({ of, event }));

/** Who is looked at, and the behaviours with the figures they are made of. */
export function askedOf(
  {
    outcome,
    audience,
    valueProperty,
    purpose,
    behaviours,
    spanDays,
  }: Pick<PropensityContent, "outcome" | "audience" | "valueProperty" | "purpose"> & {
    readonly behaviours: readonly Behaviour[];
    readonly spanDays: number;
  },
  context: Context,
): Pick<PropensityQuestion, "plans" | "behaviours" | "figures"> {
  const path = valueProperty?.split(".") ?? [];
  const read: Condition[] = [];
  const figures: Figure[] = [];
  const asked = behaviours.map((behaviour): AskedBehaviour => {
    const places = BEHAVIOURS[behaviour.of].map((of) => {
      const condition = conditionOf(of, behaviour.event ?? ANYTHING, spanDays, path);
      read.push(condition);
      return figures.push(figureOf(of, planOf(condition, context), path)) - 1;
    });
    return { ...behaviour, places };
  });
  const plans = mergePlans([
    planOf(lookedAt(audience, [...read, outcome]), context, purpose),
    planOf(KNOWN, context),
    planOf(outcome, context),
  ]);
  return { plans, behaviours: asked, figures };
}

/** What is read of the value of what people do, as a segment would say it. */
export function valuesAhead(
  content: Pick<PropensityContent, "outcome" | "valueProperty">,
  context: Context,
): readonly Condition[] {
  const path = content.valueProperty?.split(".") ?? null;
  return path === null
    ? []
    : [conditionOf("sum", ANYTHING, spanOf(horizonOf(content.outcome, context)), path)];
}

const spanOf = (horizonDays: number): number =>
  Math.min(SPAN_DAYS.most, Math.max(SPAN_DAYS.least, horizonDays));

const KNOWN: Condition = { kind: "did", event: ANYTHING };

/** Holds for those of the audience who did anything, and reads all that the model reads: what people allow is asked of these data. */
function lookedAt(audience: Condition | null, read: readonly Condition[]): Condition {
  const besides = read.map((condition): Condition => ({ kind: "and", of: [KNOWN, condition] }));
  const known: Condition = { kind: "or", of: [KNOWN, ...besides] as [Condition, Condition] };
  return audience === null ? known : { kind: "and", of: [audience, known] };
}

const planOf = (condition: Condition, context: Context, purpose: string | null = null): Plan =>
  planIn(context, { definition: { version: 1, condition }, purpose });

function conditionOf(
  of: BehaviourFigure,
  event: EventName,
  days: number,
  path: readonly string[],
): Condition {
  const last = (amount: number) => ({ kind: "last", amount, unit: "day" }) as const;
  switch (of) {
    case "newest":
    case "oldest":
      return { kind: "did", event };
    case "recent":
      return { kind: "did", event, window: last(days) };
    case "before":
      return { kind: "did", event, window: { kind: "between", from: 2 * days, to: days, unit: "day" } };
    case "long":
      return { kind: "did", event, window: last(LONG_SPANS * days) };
    case "days":
      return { kind: "days active", event, window: last(days), op: ">=", value: ONE };
    case "sum": {
      const property = [...path];
      const window = last(LONG_SPANS * days);
      return { kind: "aggregate", of: "sum", event, property, window, op: ">=", value: ONE };
    }
  }
}

const ONE = { kind: "number", value: "1" } as const;

function figureOf(of: BehaviourFigure, { leaves }: Plan, path: readonly string[]): Figure {
  const leaf = must(leaves.find(readsEvents), "a figure is made of events");
  const { events } = leaf;
  if (of === "sum") return { events, of, path };
  if (leaf.kind === "days") return { events, of: "days", zone: leaf.zone };
  return { events, of: of === "newest" || of === "oldest" ? of : "count" };
}

type EventLeaf = Extract<Leaf, { readonly events: unknown }>;
const readsEvents = (leaf: Leaf): leaf is EventLeaf => "events" in leaf;

const eventsOf = ({ leaves }: Plan): readonly string[] =>
  leaves.flatMap((leaf) =>
    readsEvents(leaf) && typeof leaf.events.name === "string" ? [leaf.events.name] : [],
  );

/**
 * So many days as the outcome looks back: as it is then asked once they have passed, it is told so many days ahead.
 * @throws HabitusError `not_an_outcome` of one that reads anything else, or no one length of time; `definition_refused`.
 */
export function horizonOf(outcome: Condition, context: Context): number {
  if (isRanked(outcome, context)) throw noOutcome();
  const { leaves } = planOf(outcome, context);
  // What people allow is asked beside it.
  const read = leaves.filter((leaf) => !(leaf.kind === "trait" && leaf.inForce === true));
  const [days = null, ...others] = [...new Set(read.map(daysOf))];
  if (days !== null && others.length === 0 && days <= LIMITS.modelDays) return days;
  throw noOutcome();
}

function noOutcome(): HabitusError {
  return new HabitusError("not_an_outcome", "This does not say what happens within a number of days.", {
    fix: 'Write what is done, or not done, in one number of the last days, as did "Order Completed" in last 30 days.',
  });
}

/** Whether it compares people with others. Where they stood is worked out for the present alone, and it is learnt from people as they were. */
function isRanked(condition: Condition, context: Context): boolean {
  const question = { definition: { version: 1, condition }, purpose: null } as const;
  return meaningOf(context, question).populations.length > 0;
}

function noAudience(): HabitusError {
  const message = "The audience compares people with others, and where they stood before is not known.";
  return new HabitusError("not_an_audience", message, {
    fix: 'Say it by what people did or are themselves, as did "Order Completed" at least 3 times in place of in top 20%.',
  });
}

/** How many days before now what is learnt from reaches back. */
export const daysRead = (horizonDays: number): number => LONG_SPANS * spanOf(horizonDays) + horizonDays;

function daysOf(leaf: Leaf): number | null {
  if (!readsEvents(leaf)) return null;
  const { window } = leaf.events;
  const from = window.kind === "sliding" && window.toMs === 0 ? window.fromMs : null;
  return from === null || from % DAY_MS !== 0 ? null : from / DAY_MS;
}
