import {
  ACCOUNTS_TRAIT,
  assert,
  BUCKET_TRAIT,
  HabitusError,
  must,
  reservedTrait,
  unreachable,
} from "@habitus/kernel";
import type {
  AggregateLeaf,
  EventKind,
  EventMatch,
  Filter,
  Leaf,
  Plan,
  PlanNode,
  RatioLeaf,
  SequenceLeaf,
  TraitLeaf,
} from "../plan/plan.ts";
import type { PlannedMeasure, Population } from "../plan/population.ts";
import type {
  AccountCondition,
  AccountsCondition,
  AggregateCondition,
  AggregateKind,
  BucketCondition,
  Condition,
  DaysCondition,
  Definition,
  DidCondition,
  EventChoice,
  FavouriteCondition,
  HeldTest,
  ListCondition,
  OutermostCondition,
  OverdueCondition,
  RankMeasure,
  RatioCondition,
  ScoreCondition,
  SequenceCondition,
  ShareCondition,
  SubscribedCondition,
  TraitCondition,
  WindowChoice,
} from "../tree/definition.ts";
import { NO_ACTIVITY, NOT_BY_MACHINE } from "../vocabulary/activity.ts";
import { isZoneName } from "../zone/zone.ts";
import { consentNode, purposesOf } from "./consent.ts";
import type { PlanContext } from "./context.ts";
import { traitNode } from "./decay.ts";
import { comparisonFilter, filterOf } from "./filter-of.ts";
import { occasionLeaf } from "./occasion.ts";
import { homeDaysOf } from "./home-days.ts";
import { inlineSegments, isPutIn } from "./inline.ts";
import { LeafTable } from "./leaf-table.ts";
import { entryOf } from "./look-up.ts";
import { firstTimeNode, lifecycleNode } from "./lifecycle.ts";
import { localTimeOf } from "./local-time.ts";
import { countNode, type Leaves, negation, row, some } from "./nodes.ts";
import type { Planner } from "./ranked.ts";
import { refreshedNode } from "./refreshed.ts";
import { MissingThresholds, pinnedThresholds, type Thresholds } from "./thresholds.ts";
import { changedLeaf, heldLeaf } from "./trait-history.ts";
import { type PlannedElement, scoreNode } from "./score.ts";
import { narrowedWhere, shareComparison } from "./ratio.ts";
import { sequenceLeaf } from "./sequence.ts";
import { withSurveyNames } from "./survey-names.ts";
import { sessionsMeasure, sessionsNode } from "./sessions.ts";
import { transitionCount } from "./transitions.ts";
import { decimalTextOf, textFormOf } from "./tests-of.ts";
import { periodsOf, whenWindowOf, windowOf, zoneOf } from "./window-of.ts";

/**
 * Settles what a checked definition means in a workspace. Definitions that differ only in spelling ("did not" or "at most 0
 * times", parentheses, double negation, the order of "and") get the same leaves.
 * @throws HabitusError unknown_segment, segment_cycle and what else the names in it come to when the workspace has changed since
 * it was checked; unknown_purpose; threshold_missing when it asks for a place among people and `context` has no threshold for it
 * (see `missingPopulations`); unknown_zone, bad_week_start when the workspace's settings are no zone and no weekday.
 */
export function planDefinition(definition: Definition, context: PlanContext): Plan {
  const { workspaceZone, weekStart } = context;
  if (!isZoneName(workspaceZone)) {
    throw new HabitusError("unknown_zone", `"${workspaceZone}" is no IANA time zone`);
  }
  if (!Number.isInteger(weekStart) || weekStart < 1 || weekStart > 7) {
    throw new HabitusError("bad_week_start", "A week starts on a day from 1 (Monday) to 7 (Sunday)");
  }
  return planWith(definition, context, pinnedThresholds(context));
}

/**
 * The populations whose thresholds a plan of the definition needs and the context lacks. Where an audience is itself a place among people,
 * its own comes first: ask again with the thresholds of those that were told, until none is missing.
 * @throws HabitusError as `planDefinition`, but for `threshold_missing`.
 */
export function missingPopulations(definition: Definition, context: PlanContext): readonly Population[] {
  const missing = new MissingThresholds(context);
  planWith(definition, context, missing);
  return missing.populations();
}

function planWith(definition: Definition, context: PlanContext, thresholds: Thresholds): Plan {
  const inlined = inlineSegments(definition, context);
  const { condition, purposes } = inlined;
  const leaves = new LeafTable(inlined, thresholds);
  const root = planCondition(condition, context, leaves);
  const own = [context.purpose, context.channel, ...purposes].filter((purpose) => purpose !== null);
  const asked = purposesOf(own, leaves.all(), context.dataPurposes);
  const { roots, ...plan } = leaves.planWith([row("and", [root, consentNode(asked, context, leaves)])]);
  return { version: 1, root: must(roots[0], "a root each"), ...plan };
}

const EVER: WindowChoice = { kind: "ever" };
/** Without two gaps nothing is usual. */
const USUAL_EVENTS = 3;

function planCondition(condition: Condition, context: PlanContext, leaves: LeafTable): PlanNode {
  assert(!isPutIn(condition), "segments and computed traits are put in before");
  switch (condition.kind) {
    case "everyone":
      return { kind: "always", value: true };
    case "list":
    case "account":
    case "accounts":
    case "subscribed":
    case "bucket":
      return factNode(condition, context, leaves);
    case "score":
    case "predicted":
      return scoredNode(condition, context, leaves);
    case "not":
      return negation(planCondition(condition.of, context, leaves));
    case "and":
    case "or":
      return row(
        condition.kind,
        condition.of.map((of) => planCondition(of, context, leaves)),
      );
    case "occasion":
      return leaves.nodeOf(occasionLeaf(condition, context));
    case "trait":
      return traitConditionNode(condition, context, leaves);
    case "did":
      return didNode(condition, context, leaves);
    case "entered":
    case "left":
      return didNode(transitionCount(condition, context), context, leaves);
    case "aggregate":
      return leaves.nodeOf(aggregateLeaf(condition, context));
    case "days active":
      return leaves.nodeOf(daysLeaf(condition, context));
    case "sessions":
    case "session duration":
      return sessionsNode(condition, (of) => eventMatch(of, context), leaves);
    case "first event":
    case "last event":
    case "overdue":
    case "favourite":
    case "share":
    case "ratio":
      return leaves.nodeOf(measuredLeaf(condition, context));
    case "ranked":
    case "rfm":
    case "members":
      return refreshedNode(condition, plannerIn(context), leaves);
    case "sequence":
      return leaves.nodeOf(sequenceNode(condition, context));
    case "stopped":
    case "restarted":
      return lifecycleNode(condition, eventMatch({ ...condition, window: EVER }, context), leaves);
    default:
      return unreachable(condition);
  }
}

function traitConditionNode({ path, test }: TraitCondition, context: PlanContext, leaves: Leaves): PlanNode {
  if (test.op === "when" && "inTheirTimeZone" in test.window) {
    assert(test.window.kind !== "regular", "check lets through no other window");
    const day = { kind: "day", days: homeDaysOf(test.window, context) } as const;
    return traitNode({ kind: "trait", path, test: day }, context, leaves);
  }
  if (test.op === "when") {
    const when = { kind: "when", window: whenWindowOf(test.window, context) } as const;
    return traitNode({ kind: "trait", path, test: when }, context, leaves);
  }
  if (test.op === "anniversary") {
    const yearly = { kind: "yearly", days: homeDaysOf(test.window, context) } as const;
    return traitNode({ kind: "trait", path, test: yearly }, context, leaves);
  }
  const trait = must(path[0], "a path has a key");
  const filter = (of: HeldTest): Filter => comparisonFilter(path, of);
  if (test.op === "changed") return leaves.nodeOf(changedLeaf(path, trait, test, filter, context));
  if (test.op === "held") return traitNode(heldLeaf(trait, test, filter), context, leaves);
  return filterNode(comparisonFilter(path, test), context, leaves);
}

function scoredNode(scored: ScoreCondition, context: PlanContext, leaves: LeafTable): PlanNode {
  const { kind, score, op, value } = scored;
  if (kind === "predicted") {
    const test = { kind: "number", op, value: decimalTextOf(value) } as const;
    return leaves.nodeOf({ kind: "trait", path: [reservedTrait("score", score)], test });
  }
  return scoreNode(elementsOf(score, context, leaves), op, value);
}

function elementsOf(score: string, context: PlanContext, leaves: LeafTable): readonly PlannedElement[] {
  const elements = must(leaves.inlined.scores.get(score), "scores are looked up before");
  return elements.map(({ when, value }) => ({ when: planCondition(when, context, leaves), value }));
}

function plannerIn(context: PlanContext): Planner {
  return {
    context,
    condition: (condition, leaves) => planCondition(condition, context, leaves),
    elements: (score, leaves) => elementsOf(score, context, leaves),
    measure: (by) => measureOf(by, context),
  };
}

/** The values of a score's elements are told where they are planned. */
function measureOf(by: RankMeasure, context: PlanContext): PlannedMeasure {
  switch (by.kind) {
    case "trait":
      return { kind: "trait", path: by.path };
    case "predicted":
      return { kind: "trait", path: [reservedTrait("score", by.score)] };
    case "score":
      return { kind: "score", values: [] };
    case "count":
    case "recency":
      return { kind: by.kind, events: eventMatch(by, context) };
    case "days active":
      return { kind: "days", events: eventMatch(by, context), zone: zoneOf(by, context.workspaceZone) };
    case "sessions":
    case "session duration":
      return sessionsMeasure(by, (of) => eventMatch(of, context));
    case "aggregate": {
      const events = eventMatch(by, context);
      const items = by.items === undefined ? {} : { items: filterOf(by.items) };
      return { kind: "aggregate", of: AGGREGATES[by.of], path: by.property, ...items, events };
    }
    default:
      return unreachable(by);
  }
}

type Measured = OutermostCondition | ShareCondition | RatioCondition | OverdueCondition | FavouriteCondition;

function measuredLeaf(condition: Measured, context: PlanContext): Leaf {
  switch (condition.kind) {
    case "first event":
    case "last event": {
      const events = eventMatch(condition, context);
      const of = condition.kind === "first event" ? "first" : "last";
      const has = withSurveyNames(events.name, filterOf(condition.has), context);
      return { kind: "outermost", of, events, has };
    }
    case "share":
      return shareLeaf(condition, context);
    case "ratio":
      return {
        kind: "ratio",
        part: kindOf(condition.part, context),
        events: eventMatch({ ...condition.whole, ...windowIn(condition) }, context),
        op: condition.op,
        value: decimalTextOf(condition.value),
      };
    case "overdue":
      return {
        kind: "overdue",
        events: eventMatch(condition, context),
        atLeast: condition.count?.n ?? USUAL_EVENTS,
        factor: decimalTextOf(condition.factor),
      };
    case "favourite":
      return {
        kind: "favourite",
        events: eventMatch(condition, context),
        path: condition.property,
        ...(condition.clock === undefined
          ? {}
          : { clock: { unit: condition.clock, otherwise: context.workspaceZone } }),
        value: textFormOf(condition.value),
        top: condition.top ?? 1,
      };
  }
}

type FactCondition =
  | ListCondition
  | AccountCondition
  | AccountsCondition
  | SubscribedCondition
  | BucketCondition;

/** What is known of a person besides what they did and said. */
function factNode(condition: FactCondition, context: PlanContext, leaves: LeafTable): PlanNode {
  switch (condition.kind) {
    case "list":
      return leaves.nodeOf(factLeaf(reservedTrait("list", condition.list), true));
    case "account":
      return leaves.nodeOf(factLeaf(reservedTrait("account", condition.account), true));
    case "accounts":
      return filterNode(comparisonFilter([ACCOUNTS_TRAIT], { ...condition, op: "items" }), context, leaves);
    case "subscribed":
      return subscribedNode(condition.group, context, leaves);
    case "bucket":
      return leaves.nodeOf(bucketLeaf(condition));
  }
}

function factLeaf(name: string, value: boolean): TraitLeaf {
  return { kind: "trait", path: [name], test: { kind: "boolean", value } };
}

function bucketLeaf({ from, to, of, by }: BucketCondition): TraitLeaf {
  return { kind: "trait", path: [BUCKET_TRAIT], test: { kind: "bucket", salt: by, of, from, to } };
}

/** The fact is true, false or absent, so where silence counts as yes only a no is looked for. */
function subscribedNode(group: string, { subscriptions }: PlanContext, leaves: LeafTable): PlanNode {
  const { otherwise } = must(entryOf(subscriptions, group), "the names were checked");
  const said = leaves.nodeOf(factLeaf(reservedTrait("subscription", group), !otherwise));
  return otherwise ? negation(said) : said;
}

/** The current values of traits meet a filter whose paths begin with their names. */
function filterNode(filter: Filter, context: PlanContext, leaves: Leaves): PlanNode {
  switch (filter.kind) {
    case "test":
      return traitNode({ kind: "trait", path: filter.path, test: filter.test }, context, leaves);
    case "not":
      return negation(filterNode(filter.of, context, leaves));
    case "and":
    case "or":
      return row(
        filter.kind,
        filter.of.map((of) => filterNode(of, context, leaves)),
      );
    default:
      return unreachable(filter);
  }
}

function didNode(did: DidCondition, context: PlanContext, leaves: LeafTable): PlanNode {
  if (did.window?.kind === "regular") {
    const { window } = did;
    const windows = periodsOf(window, context);
    return some(
      window.least,
      windows.map((one) =>
        countOf(did, { ...eventMatch({ ...did, window: EVER }, context), window: one }, leaves),
      ),
    );
  }
  const events = eventMatch(did, context);
  return did.first === true ? firstTimeNode(events, leaves) : countOf(did, events, leaves);
}

function countOf(did: DidCondition, events: EventMatch, leaves: Leaves): PlanNode {
  return countNode(did.count ?? { op: "at least", n: 1 }, (atLeast) =>
    leaves.nodeOf({ kind: "count", events, atLeast }),
  );
}

function daysLeaf(days: DaysCondition, context: PlanContext): Leaf {
  return {
    kind: "days",
    events: eventMatch(days, context),
    zone: zoneOf(days, context.workspaceZone),
    op: days.op,
    value: decimalTextOf(days.value),
  };
}

const AGGREGATES: Readonly<Record<AggregateKind, AggregateLeaf["of"]>> = {
  sum: "sum",
  average: "avg",
  minimum: "min",
  maximum: "max",
  median: "median",
  first: "first",
  last: "last",
  "distinct count": "distinct",
};

function aggregateLeaf(aggregate: AggregateCondition, context: PlanContext): AggregateLeaf {
  return {
    kind: "aggregate",
    of: AGGREGATES[aggregate.of],
    path: aggregate.property,
    ...(aggregate.items === undefined ? {} : { items: filterOf(aggregate.items) }),
    events: eventMatch(aggregate, context),
    op: aggregate.op,
    value: decimalTextOf(aggregate.value),
  };
}

function sequenceNode(sequence: SequenceCondition, context: PlanContext): SequenceLeaf {
  const { first, window } = sequence;
  const kind = (choice: EventChoice): EventKind => kindOf(choice, context);
  const events = { ...kind(first), window: windowOf(window ?? EVER, context) };
  return sequenceLeaf(sequence, events, kind);
}

function shareLeaf(share: ShareCondition, context: PlanContext): RatioLeaf {
  const { event, among, local } = share;
  const all = { event, ...(among === undefined ? {} : { where: among }) };
  return {
    kind: "ratio",
    part: kindOf({ event, ...(local === undefined ? {} : { local }), ...narrowedWhere(share) }, context),
    events: eventMatch({ ...all, ...windowIn(share) }, context),
    ...shareComparison(share),
  };
}

function windowIn({ window }: Pick<DidCondition, "window">): Pick<DidCondition, "window"> {
  return window === undefined ? {} : { window };
}

type OfEvents = EventChoice & Pick<DidCondition, "window">;

function eventMatch(of: OfEvents, context: PlanContext): EventMatch {
  return { ...kindOf(of, context), window: windowOf(of.window ?? EVER, context) };
}

/** What machines open and click is no activity of the person. */
function namesAndTests(
  event: EventChoice["event"],
  where: EventChoice["where"],
): Pick<EventKind, "name" | "where"> {
  const asked = where === undefined ? [] : [where];
  if (typeof event !== "string" && "activity" in event) {
    const tests = [NOT_BY_MACHINE, ...asked];
    return { name: { startsWith: "", except: NO_ACTIVITY }, where: filterOf({ kind: "and", of: tests }) };
  }
  return { name: event, where: where === undefined ? { kind: "and", of: [] } : filterOf(where) };
}

function kindOf({ event, local, where }: EventChoice, context: PlanContext): EventKind {
  const time = local === undefined ? null : localTimeOf(local, context.workspaceZone);
  const { name, where: tests } = namesAndTests(event, where);
  const kind = { name, where: withSurveyNames(name, tests, context) };
  return time === null ? kind : { ...kind, local: time };
}
