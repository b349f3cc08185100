import {
  DAY_MS,
  decimalToText,
  formatInstant,
  HOUR_MS,
  type Instant,
  type JsonValue,
  must,
  parseJson,
  unreachable,
} from "@habitus/kernel";
import type { History, HistoryEvent } from "../history.ts";
import type { PlanContext } from "../normalise/context.ts";
import { countingLeaf } from "../normalise/decay.ts";
import { WEEK } from "../normalise/local-time.ts";
import { entryOf } from "../normalise/look-up.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import type { AggregateLeaf, EventMatch, Leaf, Path, TraitLeaf } from "../plan/plan.ts";
import { aggregateOf, daysOf } from "../reference/aggregate.ts";
import { homeZoneAt, leafTruth, matchingEvents, traitsAt } from "../reference/evaluate.ts";
import { localTimeOf } from "../reference/local-time.ts";
import { asText, valueAt } from "../reference/values.ts";
import { constantOf } from "./constant.ts";
import type { ComputedDefinition, Measure } from "./measure.ts";

/** A computed trait with every default, window edge and zone settled. */
export type ComputedPlan = { readonly measures: readonly PlannedMeasure[]; readonly zone: string };

type PlannedMeasure = {
  readonly measure: Measure;
  readonly leaf: Leaf | null;
  /** True while the value of the trait that the measure is of counts; null when it counts for ever. */
  readonly counting: TraitLeaf | null;
};

/**
 * Settles what a computed trait means in a workspace.
 * @throws HabitusError as `planDefinition`.
 */
export function planComputed({ measures }: ComputedDefinition, context: PlanContext): ComputedPlan {
  return {
    measures: measures.map((measure) => ({
      measure,
      leaf: leafOf(measure, context),
      counting: countingOf(measure, context),
    })),
    zone: context.workspaceZone,
  };
}

function countingOf(measure: Measure, { decays }: PlanContext): TraitLeaf | null {
  const decay = measure.kind === "trait" ? entryOf(decays, measure.path[0] ?? "") : null;
  return decay === null ? null : countingLeaf(decay);
}

function leafOf(measure: Measure, context: PlanContext): Leaf | null {
  if (!("of" in measure)) return null;
  // A value is shown to whoever may see the person; no segment is run with it, so no purpose is asked for.
  const plan = planDefinition(
    { version: 1, condition: measure.of },
    { ...context, purpose: null, dataPurposes: { events: {}, properties: {}, traits: {} } },
  );
  return must(plan.leaves[0], "a plain condition on events is one leaf");
}

/** Who a computed trait is of. */
export type ComputedPerson = { readonly history: History; readonly userId: string | null };

/**
 * The value at `now`; null where it is absent. Numbers are exact; an average or median that has no end is cut behind the ninth digit. Times
 * are ISO text. Days since are whole days of 24 hours. Of values that are equally frequent the one that came last counts.
 */
export function compute({ measures, zone }: ComputedPlan, of: ComputedPerson, now: Instant): JsonValue {
  for (const planned of measures) {
    const value = valueOf(planned, of, zone, now);
    if (value !== null) return value;
  }
  return null;
}

function valueOf(
  { measure, leaf, counting }: PlannedMeasure,
  of: ComputedPerson,
  zone: string,
  now: Instant,
): JsonValue {
  const { history, userId } = of;
  if (measure.kind === "user id") return userId;
  if (measure.kind === "constant") return constantOf(measure.value);
  if (measure.kind === "trait") {
    const counts = counting === null || leafTruth(counting, history, now);
    return counts ? valueAt(traitsAt(history, now), measure.path) : null;
  }
  const known = must(leaf, "a measure of events has a leaf");
  const home = homeZoneAt(history, now);
  const events = matchingEvents(eventsOf(known), history, now);
  const values = (): readonly JsonValue[] => valuesAt(pathOf(known), events);
  switch (measure.kind) {
    case "figure":
      return figure(known, events, home);
    case "count":
      return events.length;
    case "time of first":
      return timeOf(events[0]);
    case "time of last":
      return timeOf(events.at(-1));
    case "days since first":
      return daysSince(events[0], now);
    case "days since last":
      return daysSince(events.at(-1), now);
    case "most frequent hour":
      return mostFrequent(events.map((event) => Math.floor(localTimeOf(zone, event, home).clock / HOUR_MS)));
    case "most frequent weekday":
      return mostFrequent(events.map((event) => WEEK[localTimeOf(zone, event, home).weekday - 1] ?? null));
    case "most frequent":
      return mostFrequent(values());
    case "oldest":
      return values()[0] ?? null;
    case "newest":
      return values().at(-1) ?? null;
    default:
      return unreachable(measure);
  }
}

function eventsOf(leaf: Leaf): EventMatch {
  return must("events" in leaf ? leaf.events : null, "a measure is of events");
}

/** Empty for the properties as a whole. */
function pathOf(leaf: Leaf): Path {
  return leaf.kind === "aggregate" ? leaf.path : [];
}

function valuesAt(path: Path, events: readonly HistoryEvent[]): readonly JsonValue[] {
  return events.map(({ properties }) => valueAt(properties, path)).filter((value) => value !== null);
}

function figure(leaf: Leaf, events: readonly HistoryEvent[], homeZone: JsonValue): JsonValue {
  if (leaf.kind === "days") return daysOf(leaf, events, homeZone);
  const value = aggregateOf(leaf as AggregateLeaf, events);
  return value === null ? null : parseJson(decimalToText(value.sum / BigInt(value.parts)));
}

function timeOf(event: HistoryEvent | undefined): string | null {
  return event === undefined ? null : formatInstant(event.time);
}

function daysSince(event: HistoryEvent | undefined, now: Instant): number | null {
  return event === undefined ? null : Math.floor((now - event.time) / DAY_MS);
}

/** By text form, as favourites are; values without one are passed over. */
function mostFrequent(values: readonly JsonValue[]): JsonValue {
  const counts = new Map<string, number>();
  let best: JsonValue = null;
  let most = 0;
  const texts = values.map(asText);
  for (const text of texts) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const [at, text] of texts.entries()) {
    const count = text === null ? 0 : (counts.get(text) ?? 0);
    if (count === 0 || count < most) continue;
    best = values[at] ?? null;
    most = count;
  }
  return best;
}
