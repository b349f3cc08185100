import { DAY_MS, type Instant, must } from "@habitus/kernel";
import type { BuyerModelName } from "@habitus/models";
import {
  type Condition,
  type DidCondition,
  type EventMatch,
  firstInstantAt,
  type Plan,
} from "@habitus/segments";
import { localDay } from "../segments/local-day.ts";
import { type PlanContexts, planIn } from "../segments/plan-contexts.ts";
import type { BuyingContent } from "./model-store.ts";

/** All that a run of a model of buying reads and how it reckons: plain data, handed to the thread that does it. */
export type BuyingQuestion = {
  /** Who may be looked at, which is nobody without an order. */
  readonly people: Plan;
  readonly matches: readonly EventMatch[];
  readonly path: readonly string[] | null;
  /** Traits that are read beside. */
  readonly covariates: readonly string[];
  readonly zone: string;
  /** The last whole day of the workspace, and its last millisecond. */
  readonly newestDay: number;
  readonly at: Instant;
  /** What is in force is read at, and scores are said for. */
  readonly present: Instant;
  readonly kind: BuyerModelName;
  readonly unitDays: number;
  readonly holdoutDays: number;
  readonly horizonDays: number;
  /** In a year, 0.1 for 10 %. */
  readonly discount: number;
};

const UNIT_DAYS = { day: 1, week: 7 } as const;

/** @throws HabitusError `definition_refused` when an order names what is no longer there. */
export function buyingQuestion(
  content: BuyingContent,
  context: ReturnType<PlanContexts>,
  present: Instant,
): BuyingQuestion {
  const zone = context.workspaceZone;
  const { orders, valueProperty, kind, unit, holdoutDays, horizonDays, discountPercent, purpose } = content;
  const { covariates = [] } = content;
  const path = valueProperty?.split(".") ?? null;
  const condition = besides(readBy(orders, path), covariates);
  const people = planIn(context, { definition: { version: 1, condition }, purpose });
  const { newestDay, at } = lastWholeDay(zone, present);
  return {
    people,
    // What people allow is read of traits, so all that is counted are the orders.
    matches: people.leaves.flatMap((leaf) => (leaf.kind === "count" ? [leaf.events] : [])),
    path,
    covariates,
    zone,
    newestDay,
    at,
    present,
    kind,
    unitDays: UNIT_DAYS[unit],
    holdoutDays,
    horizonDays,
    discount: discountPercent / 100,
  };
}

/** What the model reads of the values of orders, as a segment would say it. */
export function valuesOf({
  orders,
  valueProperty,
}: Pick<BuyingContent, "orders" | "valueProperty">): readonly Condition[] {
  const path = valueProperty?.split(".") ?? null;
  return path === null ? [] : orders.map((order) => valueOf(order, path));
}

/** Holds for whoever has an order, and reads all that the model reads: what people allow is asked of these data. */
function readBy(orders: readonly DidCondition[], path: readonly string[] | null): Condition {
  const values = path === null ? [] : orders.map((order) => valueOf(order, path));
  const [first, ...others] = [...orders, ...values];
  const only = must(first, "a model has an order");
  return others.length === 0 ? only : { kind: "or", of: [only, ...others] };
}

/** Holds for whoever it held for, and reads the traits too: what people allow is asked of them as well. */
function besides(condition: Condition, traits: readonly string[]): Condition {
  const known = traits.map(
    (trait): Condition => ({
      kind: "and",
      of: [condition, { kind: "trait", path: [trait], test: { op: "exists" } }],
    }),
  );
  return known.length === 0 ? condition : { kind: "or", of: [condition, ...known] };
}

function valueOf({ event, local, where }: DidCondition, property: readonly string[]): Condition {
  return {
    kind: "aggregate",
    of: "average",
    event,
    property: [...property],
    ...(local === undefined ? {} : { local }),
    ...(where === undefined ? {} : { where }),
    op: ">=",
    value: { kind: "number", value: "0" },
  };
}

/** The day before the one that the clock of the zone shows, and its last millisecond: a day that is not over would look like silence. */
export function lastWholeDay(
  zone: string,
  present: Instant,
): { readonly newestDay: number; readonly at: Instant } {
  const today = localDay(zone, present);
  return { newestDay: today - 1, at: firstInstantAt(zone, today * DAY_MS) - 1 };
}
