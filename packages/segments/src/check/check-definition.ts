import { LIMITS } from "../limits.ts";
import type { ComputedCondition, ComputedValueCondition } from "../tree/computed-condition.ts";
import type {
  AccountCondition,
  AccountsCondition,
  AggregateCondition,
  AndCondition,
  BucketCondition,
  Condition,
  DaysCondition,
  Definition,
  DidCondition,
  EveryoneCondition,
  EventChoice,
  EventName,
  EventValues,
  FavouriteCondition,
  ItemsComparison,
  ListCondition,
  MembersCondition,
  NotCondition,
  OccasionCondition,
  OrCondition,
  OutermostCondition,
  OverdueCondition,
  PropertyCondition,
  RankedCondition,
  RatioCondition,
  RestartedCondition,
  RfmCondition,
  ScoreCondition,
  SegmentCondition,
  SequenceCondition,
  SessionDurationCondition,
  SessionsCondition,
  SessionsMeasure,
  ShareCondition,
  StoppedCondition,
  SubscribedCondition,
  TraitCondition,
  TransitionCondition,
  ValueComparison,
} from "../tree/definition.ts";
import { definitionSchema } from "../tree/schema.ts";
import { refuseReserved } from "./check-reserved.ts";
import { checkNames, withSegmentKeys } from "./check-names.ts";
import type { PlanContext } from "../normalise/context.ts";
import { checkComparison, checkEventName, checkName, checkNumber, checkPath } from "./check-value.ts";
import { checkAnniversary, checkOccasion } from "./check-anniversary.ts";
import { checkFirst, checkLifecycle, refuseRegular } from "./check-lifecycle.ts";
import { checkFromEvent } from "./check-from-event.ts";
import { checkChanged, checkHeld } from "./check-history.ts";
import { checkDaysZone, checkLocal } from "./check-local.ts";
import { checkBucket } from "./check-bucket.ts";
import { checkOverdue, checkTop } from "./check-habit.ts";
import { checkSessionsChoice, checkSessionsTest } from "./check-sessions.ts";
import { checkShare } from "./check-share.ts";
import { checkMeasure, checkPlace, checkRfm } from "./check-ranked.ts";
import { checkSteps } from "./check-sequence.ts";
import { shapeProblem, tooDeep } from "./check-shape.ts";
import { checkCount, checkWhen, checkWindow } from "./check-window.ts";
import { type Keys, pointer, type TreeProblem, type TreeWarning } from "./problem.ts";
import type { Report } from "./report.ts";

export type CheckedDefinition =
  | { readonly kind: "ok"; readonly definition: Definition; readonly warnings: readonly TreeWarning[] }
  | { readonly kind: "refused"; readonly problems: readonly TreeProblem[] };

/**
 * Decides whether anything is a definition that every evaluator can run. All problems are named at once; only a wrong
 * shape hides the problems behind it. What passes here is never refused later.
 * @param context Where it is given, names are looked up in it too, and segments come back called by their keys. What they stand
 * for may have changed by the time a plan is made.
 */
export function checkDefinition(input: unknown, context?: PlanContext): CheckedDefinition {
  const deep = tooDeep(input);
  if (deep !== null) return { kind: "refused", problems: [deep] };
  const parsed = definitionSchema.safeParse(input);
  if (!parsed.success) return { kind: "refused", problems: parsed.error.issues.map(shapeProblem) };
  const problems = checkRules(parsed.data);
  if (problems.length > 0) return { kind: "refused", problems };
  if (context === undefined) return { kind: "ok", definition: parsed.data, warnings: [] };
  const names = checkNames(parsed.data, context);
  if (names.problems.length > 0) return { kind: "refused", problems: names.problems };
  return { kind: "ok", definition: withSegmentKeys(parsed.data, context), warnings: names.warnings };
}

/** The rules beyond the shape, for a tree that is known to have it. */
export function checkRules(definition: Definition): readonly TreeProblem[] {
  const deep = tooDeep(definition);
  if (deep !== null) return [deep];
  const problems: TreeProblem[] = [];
  let conditions = 0;
  const report: Report = (at, code, message, suggestion = null) => {
    problems.push({ code, message, path: pointer(at), suggestion });
  };
  const count = (): void => {
    conditions++;
  };
  checkCondition(definition.condition, ["condition"], { report, count });
  if (conditions > LIMITS.conditions) {
    const message = `A definition has at most ${LIMITS.conditions} conditions, this one has ${conditions}`;
    report(["condition"], "too_many_conditions", message);
  }
  return problems;
}

type Walk = {
  readonly report: Report;
  readonly count: () => void;
  /** What is looked at is a trait's, and no event's. */
  readonly ofTrait?: true;
};

function checkCondition(condition: Condition, at: Keys, walk: Walk): void {
  switch (condition.kind) {
    case "everyone":
    case "list":
    case "account":
    case "subscribed":
    case "segment":
    case "entered":
    case "left":
      checkReferred(condition, at, walk);
      return;
    case "score":
    case "predicted":
    case "computed":
    case "computed value":
      checkScored(condition, at, walk);
      return;
    case "not":
    case "and":
    case "or":
    case "members":
      checkNested(condition, at, walk);
      return;
    case "accounts":
    case "bucket":
    case "occasion":
    case "trait":
      checkPerson(condition, at, walk);
      return;
    case "did":
      checkDid(condition, at, walk);
      return;
    case "first event":
    case "last event":
    case "share":
    case "ratio":
    case "overdue":
    case "favourite":
      checkMeasured(condition, at, walk);
      return;
    case "ranked":
    case "rfm":
      checkRanked(condition, at, walk);
      return;
    case "sequence":
      checkSequence(condition, at, walk);
      return;
    case "stopped":
    case "restarted":
    case "sessions":
    case "session duration":
      checkStretches(condition, at, walk);
      return;
    case "aggregate":
    case "days active":
      checkFigure(condition, at, walk);
      return;
  }
}

type NestedCondition = NotCondition | AndCondition | OrCondition | MembersCondition;

function checkNested(condition: NestedCondition, at: Keys, walk: Walk): void {
  if (condition.kind === "and" || condition.kind === "or") {
    for (const [index, of] of condition.of.entries()) checkCondition(of, [...at, "of", index], walk);
    return;
  }
  if (condition.kind === "members") {
    walk.count();
    const { which } = condition;
    if (which.kind === "count")
      checkCount(which.count, [...at, "which", "count"], walk.report, "member of their account");
  }
  checkCondition(condition.of, [...at, "of"], walk);
}

type Scored = ScoreCondition | ComputedCondition | ComputedValueCondition;

function checkScored(condition: Scored, at: Keys, walk: Walk): void {
  walk.count();
  if (condition.kind === "computed value") {
    checkName(condition.computed, [...at, "computed"], walk.report);
    checkComparison(condition.test, [...at, "test"], walk.report);
    return;
  }
  if (condition.kind === "computed") checkName(condition.computed, [...at, "computed"], walk.report);
  else checkName(condition.score, [...at, "score"], walk.report);
  checkNumber(condition.value, [...at, "value"], walk.report);
}

function checkDid(did: DidCondition, at: Keys, walk: Walk): void {
  checkEvents(did, at, walk);
  if (did.count !== undefined) checkCount(did.count, [...at, "count"], walk.report);
  if (did.first === true) checkFirst(did, at, walk.report);
}

function checkFigure(condition: AggregateCondition | DaysCondition, at: Keys, walk: Walk): void {
  checkEvents(condition, at, walk);
  refuseRegular(condition.window, [...at, "window"], walk.report);
  if (condition.kind === "aggregate") {
    checkPath(condition.property, [...at, "property"], walk.report);
    if (condition.items !== undefined) checkItemsOf(condition, at, walk);
  } else checkDaysZone(condition, at, walk.report);
  checkNumber(condition.value, [...at, "value"], walk.report);
}

type Stretches = StoppedCondition | RestartedCondition | SessionsCondition | SessionDurationCondition;

/** Conditions on what a quiet time parts. */
function checkStretches(condition: Stretches, at: Keys, walk: Walk): void {
  if (condition.kind === "stopped" || condition.kind === "restarted") {
    checkEvents(condition, at, walk);
    checkLifecycle(condition, at, walk.report);
    return;
  }
  checkSessions(condition, at, walk);
  checkSessionsTest(condition, at, walk.report);
}

/** A condition on sessions, or what people are ranked by. */
function checkSessions(
  of: SessionsCondition | SessionDurationCondition | SessionsMeasure,
  at: Keys,
  walk: Walk,
): void {
  walk.count();
  checkSessionsChoice(of, at, walk.report);
  if (of.where !== undefined) checkProperty(of.where, [...at, "where"], walk);
}

function checkItemsOf({ items, property }: EventValues, at: Keys, walk: Walk): void {
  if (items !== undefined) checkProperty(items, [...at, "items"], walk);
  if (property.length > 1) return;
  const message =
    "Items are those of a list on the way to the value, so name it: `sum of EVENT.list.property (where ...)`";
  walk.report([...at, "items"], "no_items", message);
}

function checkRanked(condition: RankedCondition | RfmCondition, at: Keys, walk: Walk): void {
  const { by, among } = condition;
  const place = [...at, "by"];
  if (by !== undefined && "property" in by && by.items !== undefined) checkItemsOf(by, place, walk);
  if (by !== undefined && "kind" in by && (by.kind === "sessions" || by.kind === "session duration"))
    checkSessions(by, place, walk);
  else if (by !== undefined && "event" in by) checkChoice(by, place, walk);
  else walk.count();
  if (condition.kind === "ranked") {
    checkPlace(condition.place, [...at, "place"], walk.report);
    checkMeasure(condition.by, place, walk.report);
    if ("window" in condition.by && condition.by.window !== undefined)
      checkWindow(condition.by.window, [...place, "window"], walk.report);
  } else {
    checkRfm(condition, at, walk.report);
    if (condition.window !== undefined) checkWindow(condition.window, [...at, "window"], walk.report);
  }
  if (among !== undefined) checkCondition(among, [...at, "among"], walk);
}

type Measured = OutermostCondition | ShareCondition | RatioCondition | OverdueCondition | FavouriteCondition;

/** Conditions on one of the events, and on how they are to each other. */
function checkMeasured(condition: Measured, at: Keys, walk: Walk): void {
  const { kind, window } = condition;
  if (kind !== "ratio") checkEvents(condition, at, walk);
  refuseRegular(window, [...at, "window"], walk.report);
  switch (kind) {
    case "first event":
    case "last event":
      checkProperty(condition.has, [...at, "has"], walk);
      return;
    case "share":
      if (condition.among !== undefined) checkProperty(condition.among, [...at, "among"], walk);
      checkShare(condition, at, walk.report);
      return;
    case "overdue":
      checkOverdue(condition, at, walk.report);
      return;
    case "favourite":
      checkPath(condition.property, [...at, "property"], walk.report);
      checkComparison({ op: "is", value: condition.value }, at, walk.report);
      checkTop(condition, at, walk.report);
      return;
    case "ratio":
      checkChoice(condition.part, [...at, "part"], walk);
      checkChoice(condition.whole, [...at, "whole"], walk);
      if (window !== undefined) checkWindow(window, [...at, "window"], walk.report);
      checkNumber(condition.value, [...at, "value"], walk.report);
      return;
  }
}

type Referring =
  | ListCondition
  | AccountCondition
  | SubscribedCondition
  | SegmentCondition
  | TransitionCondition;

function checkReferred(condition: Referring | EveryoneCondition, at: Keys, walk: Walk): void {
  const { report } = walk;
  walk.count();
  if (condition.kind === "everyone") return;
  if (condition.kind === "list") checkName(condition.list, [...at, "list"], report);
  else if (condition.kind === "account") checkName(condition.account, [...at, "account"], report);
  else if (condition.kind === "subscribed") checkName(condition.group, [...at, "group"], report);
  else checkName(condition.segment, [...at, "segment"], report);
  if (condition.kind === "entered" || condition.kind === "left") checkTransition(condition, at, report);
}

function checkTransition({ count, window }: TransitionCondition, at: Keys, report: Report): void {
  if (count !== undefined) checkCount(count, [...at, "count"], report);
  if (window !== undefined) checkWindow(window, [...at, "window"], report);
}

function checkPerson(
  condition: AccountsCondition | BucketCondition | OccasionCondition | TraitCondition,
  at: Keys,
  walk: Walk,
): void {
  walk.count();
  if (condition.kind === "accounts") checkItems(condition, at, { ...walk, ofTrait: true });
  else if (condition.kind === "bucket") checkBucket(condition, at, walk.report);
  else if (condition.kind === "occasion") checkOccasion(condition, at, walk.report);
  else checkTrait(condition, at, walk);
}

function checkTrait(condition: TraitCondition, at: Keys, walk: Walk): void {
  const { report } = walk;
  checkPath(condition.path, [...at, "path"], report);
  refuseReserved(condition, at, report);
  if (condition.test.op === "items") checkItems(condition.test, [...at, "test"], { ...walk, ofTrait: true });
  else checkTraitTest(condition.test, [...at, "test"], report);
}

function checkItems({ which, where }: Pick<ItemsComparison, "which" | "where">, at: Keys, walk: Walk): void {
  if (which.kind === "count") checkCount(which.count, [...at, "which", "count"], walk.report, "item");
  if (which.kind === "every" && where === undefined) {
    walk.report(at, "nothing_asked", "Say what every item has to meet: `every item of LIST (where ...)`");
  }
  if (where !== undefined) checkProperty(where, [...at, "where"], walk);
}

/** What is said of a trait may look at its past and at now; other comparisons may not. */
function checkTraitTest(test: ValueComparison, at: Keys, report: Report): void {
  if (test.op === "when") checkWhen(test.window, [...at, "window"], report);
  else if (test.op === "anniversary") checkAnniversary(test.window, [...at, "window"], report);
  else if (test.op === "held") checkHeld(test, at, report);
  else if (test.op === "changed") checkChanged(test, at, report);
  else if (test.op === "from event") checkFromEvent(test, true, at, report);
  else checkComparison(test, at, report);
}

function checkSequence(sequence: SequenceCondition, at: Keys, walk: Walk): void {
  const { first, following, same, window } = sequence;
  checkChoice(first, [...at, "first"], walk);
  for (const [index, step] of following.entries()) {
    const place = [...at, "following", index];
    checkChoice(step.event, [...place, "event"], walk);
    if (step.without !== undefined) checkChoice(step.without, [...place, "without"], walk);
  }
  checkSteps(sequence, at, walk.report);
  if (same !== undefined) checkPath(same, [...at, "same"], walk.report);
  if (window === undefined) return;
  checkWindow(window, [...at, "window"], walk.report);
  refuseRegular(window, [...at, "window"], walk.report);
}

function checkChoice({ event, local, where }: EventChoice, at: Keys, walk: Walk): void {
  walk.count();
  checkEventName(event, [...at, "event"], walk.report);
  if (local !== undefined) checkLocal(local, [...at, "local"], walk.report);
  if (where !== undefined) checkProperty(where, [...at, "where"], walk);
}

function checkEvents(of: Extract<Condition, { readonly event: EventName }>, at: Keys, walk: Walk): void {
  walk.count();
  checkEventName(of.event, [...at, "event"], walk.report);
  if (of.local !== undefined) checkLocal(of.local, [...at, "local"], walk.report);
  if (of.window !== undefined) checkWindow(of.window, [...at, "window"], walk.report);
  if (of.where !== undefined) checkProperty(of.where, [...at, "where"], walk);
}

function checkProperty(property: PropertyCondition, at: Keys, walk: Walk): void {
  switch (property.kind) {
    case "property":
      walk.count();
      checkPath(property.path, [...at, "path"], walk.report);
      if (property.test.op === "items") checkItems(property.test, [...at, "test"], walk);
      else if (property.test.op === "from event")
        checkFromEvent(property.test, walk.ofTrait === true, [...at, "test"], walk.report);
      else checkComparison(property.test, [...at, "test"], walk.report);
      return;
    case "not":
      checkProperty(property.of, [...at, "of"], walk);
      return;
    case "and":
    case "or":
      for (const [index, of] of property.of.entries()) checkProperty(of, [...at, "of", index], walk);
      return;
  }
}
