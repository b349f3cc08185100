import { unreachable } from "@habitus/kernel";
import type {
  AccountsCondition,
  AggregateCondition,
  ChangedComparison,
  Condition,
  CountTest,
  DateOp,
  Definition,
  DaysCondition,
  DidCondition,
  EventChoice,
  EventName,
  FavouriteCondition,
  HeldTest,
  MembersCondition,
  NearComparison,
  OccasionCondition,
  OutermostCondition,
  OverdueCondition,
  PropertyCondition,
  PropertyPath,
  RankMeasure,
  RatioCondition,
  RestartedCondition,
  SequenceCondition,
  ShareCondition,
  StoppedCondition,
  ThenStep,
  TransitionCondition,
  ValueComparison,
} from "../tree/definition.ts";
import { inWords, type InWords } from "./event-words.ts";
import { printName, printText, printLiteral } from "./literals.ts";
import { printMembers, printNamed, printWhich } from "./print-names.ts";
import { printLocal } from "./print-local.ts";
import { printSessions } from "./print-sessions.ts";
import { endsInWhere, isRow } from "./print-shape.ts";
import { counted, printDaysZone, printFromEvent, printWindow } from "./print-window.ts";
import { type Printers, printAmong, printMeasure, printRanked, printRfm } from "./print-ranked.ts";
import { BIRTHDAY } from "./read-anniversary.ts";

/** The canonical sentence of a definition. Reading it back gives the same tree. */
export function printDefinition(definition: Definition): string {
  return printCondition(definition.condition);
}

/**
 * The canonical sentence in lines: a row of conditions that is longer than `width` has each of them on a line of its own. Joined
 * by white space it is what `printDefinition` gives.
 */
export function printDefinitionLines({ condition }: Definition, width: number): readonly string[] {
  const sentence = printCondition(condition);
  if (sentence.length <= width || !(condition.kind === "and" || condition.kind === "or")) return [sentence];
  return condition.of.map((of, index) => `${index === 0 ? "" : `${condition.kind} `}${printOperand(of)}`);
}

function printCondition(condition: Condition): string {
  switch (condition.kind) {
    case "everyone":
    case "list":
    case "account":
    case "subscribed":
    case "segment":
    case "score":
    case "predicted":
    case "computed":
    case "bucket":
      return printNamed(condition);
    case "accounts":
    case "members":
      return printByAccount(condition);
    case "entered":
    case "left":
      return printTransition(condition);
    case "did":
      return printDid(condition, false);
    case "aggregate":
    case "days active":
      return printFigure(condition);
    case "stopped":
    case "restarted":
      return printLifecycle(condition);
    case "sessions":
    case "session duration":
      return printSessions(condition, PRINTERS);
    case "first event":
    case "last event":
      return printOutermost(condition);
    case "overdue":
    case "favourite":
      return printHabit(condition);
    case "ranked":
    case "rfm":
      return condition.kind === "rfm" ? printRfm(condition, PRINTERS) : printRanked(condition, PRINTERS);
    case "share":
      return printShare(condition);
    case "ratio":
      return printRatio(condition);
    case "sequence":
      return `did ${sequenceParts(condition)}`;
    case "occasion":
      return printOccasion(condition);
    case "trait":
      return printTest(printPath(condition.path), condition.test, false);
    case "computed value":
      return printTest(`computed ${printText(condition.computed)}`, condition.test, false);
    case "not":
      return printNot(condition.of);
    case "and":
    case "or":
      return condition.of.map(printOperand).join(` ${condition.kind} `);
    default:
      return unreachable(condition);
  }
}

function printByAccount(condition: AccountsCondition | MembersCondition): string {
  if (condition.kind === "members")
    return `${printMembers(condition.which)} (${printCondition(condition.of)})`;
  return `in ${printWhich(condition, "account")}${printItems(condition.where)}`;
}

function printTransition({ kind, segment, count, window }: TransitionCondition): string {
  return [
    `${kind} segment ${printText(segment)}`,
    ...(count === undefined ? [] : [printCount(count)]),
    ...(window === undefined ? [] : [printWindow(window)]),
  ].join(" ");
}

function printOccasion({ occasion, window, country }: OccasionCondition): string {
  const whose = country === undefined ? "for their country" : `in ${printText(country)}`;
  return `occasion ${printText(occasion)} ${printWindow(window)} ${whose}`;
}

function printRatio({ part, whole, window, op, value }: RatioCondition): string {
  return [
    `${printChoice(part)} / ${printChoice(whole)}`,
    ...(window === undefined ? [] : [printWindow(window)]),
    op,
    printLiteral(value),
  ].join(" ");
}

const PRINTERS: Printers = {
  values: (event, { property, items }) => `${printEvent(event)}.${printPath(property)}${printItems(items)}`,
  event: printEvent,
  property: printProperty,
  condition: printCondition,
};

/** What people are ranked by, in words. */
export function measureText(by: RankMeasure): string {
  return printMeasure(by, PRINTERS);
}

/** `among ...`, or nothing. */
export function amongText(among: Condition | undefined): readonly string[] {
  return printAmong(among, PRINTERS);
}

function printNot(of: Condition): string {
  if (of.kind === "did") return printDid(of, true);
  if (of.kind === "sequence") return `did not ${sequenceParts(of)}`;
  if (of.kind === "trait") return printTest(printPath(of.path), of.test, true);
  if (of.kind === "computed value") return printTest(`computed ${printText(of.computed)}`, of.test, true);
  return `not ${printOperand(of)}`;
}

// A where clause takes every property test behind it, and rfm takes `and frequency >= 4`, so inside a row they stand in parentheses.
function printOperand(condition: Condition): string {
  const printed = printCondition(condition);
  return isRow(condition) || endsInWhere(condition) ? `(${printed})` : printed;
}

/** Some events have words of their own: `opened message "Spring"`. */
function printDid(did: DidCondition, negated: boolean): string {
  const said = inWords(did);
  const where = said === null ? did.where : said.where;
  const not = negated ? "did not " : "";
  return [
    said === null
      ? `${negated ? not : "did "}${printEvent(did.event)}`
      : `${not}${printInWords(said, negated ? "does" : "did")}`,
    ...(did.first === true ? ["for the first time"] : []),
    ...(did.count === undefined ? [] : [printCount(did.count)]),
    ...printLocal(did.local),
    ...(did.window === undefined ? [] : [printWindow(did.window)]),
    ...(where === undefined ? [] : [`${said?.words.behind ?? "where"} ${printProperty(where)}`]),
  ].join(" ");
}

function printInWords({ words, name }: InWords, form: "did" | "does"): string {
  return name === null ? words[form] : `${words[form]} ${printText(name)}`;
}

function sequenceParts({ first, following, same, window }: SequenceCondition): string {
  return [
    printChoice(first, "does"),
    ...following.map(printThen),
    ...(same === undefined ? [] : [`with same ${printPath(same)}`]),
    ...(window === undefined ? [] : [printWindow(window)]),
  ].join(" ");
}

function printThen({ event, absent, within, without }: ThenStep): string {
  return [
    `then ${absent === true ? "not " : ""}${printChoice(event, "does")}`,
    ...(within === undefined ? [] : [`within ${counted(within.amount, within.unit)}`]),
    ...(without === undefined ? [] : [`without ${printChoice(without, "does")} between`]),
  ].join(" ");
}

function printChoice({ event, local, where: all }: EventChoice, form: "did" | "does" = "did"): string {
  const said = inWords({ event, where: all });
  const where = said === null ? all : said.where;
  const name = said === null ? printEvent(event) : printInWords(said, form);
  const narrowed = [...printLocal(local), ...(where === undefined ? [] : [`where ${printProperty(where)}`])];
  return narrowed.length === 0 ? name : `${name} (${narrowed.join(" ")})`;
}

function printOutermost({ kind, window, has, ...choice }: OutermostCondition): string {
  return [
    `${kind} ${printChoice(choice)}`,
    ...(window === undefined ? [] : [printWindow(window)]),
    `has ${printProperty(has)}`,
  ].join(" ");
}

function printHabit(of: OverdueCondition | FavouriteCondition): string {
  return [
    ...(of.kind === "overdue" ? overdueParts(of) : [printFavourite(of)]),
    ...printLocal(of.local),
    ...(of.window === undefined ? [] : [printWindow(of.window)]),
    ...(of.where === undefined ? [] : [`where ${printProperty(of.where)}`]),
  ].join(" ");
}

function overdueParts({ event, factor, count }: OverdueCondition): readonly string[] {
  return [
    `overdue ${printEvent(event)} (${printLiteral(factor)} times the usual gap)`,
    ...(count === undefined ? [] : [printCount(count)]),
  ];
}

function printFavourite({ event, property, value, top }: FavouriteCondition): string {
  const subject = `${printEvent(event)}.${printPath(property)}`;
  return top === undefined
    ? `mostly ${subject} is ${printLiteral(value)}`
    : `top ${top} of ${subject} has ${printLiteral(value)}`;
}

function printShare({ op, value, event, among, local, window, where }: ShareCondition): string {
  return [
    `${op} ${printLiteral(value)} of ${printChoice({ event, ...(among === undefined ? {} : { where: among }) })}`,
    ...printLocal(local),
    ...(window === undefined ? [] : [printWindow(window)]),
    ...(where === undefined ? [] : [`where ${printProperty(where)}`]),
  ].join(" ");
}

function printEvent(event: EventName): string {
  if (typeof event === "string") return printName(event);
  return "activity" in event ? "any activity" : `any event starting with ${printText(event.startsWith)}`;
}

function printLifecycle(of: StoppedCondition | RestartedCondition): string {
  return [
    `${of.kind} ${printEvent(of.event)} (quiet ${counted(of.quiet.amount, of.quiet.unit)})`,
    ...printLocal(of.local),
    ...(of.window === undefined ? [] : [printWindow(of.window)]),
    ...(of.where === undefined ? [] : [`where ${printProperty(of.where)}`]),
  ].join(" ");
}

function printFigure(condition: AggregateCondition | DaysCondition): string {
  const event = printEvent(condition.event);
  if (condition.kind === "days active") return printAggregate(`days active of ${event}`, condition);
  const { of, property, items } = condition;
  return printAggregate(`${of} of ${event}.${printPath(property)}${printItems(items)}`, condition);
}

function printAggregate(subject: string, aggregate: AggregateCondition | DaysCondition): string {
  return [
    subject,
    ...printLocal(aggregate.local),
    ...(aggregate.window === undefined ? [] : [printWindow(aggregate.window)]),
    ...printDaysZone(aggregate),
    ...(aggregate.where === undefined ? [] : [`where (${printProperty(aggregate.where)})`]),
    aggregate.op,
    printLiteral(aggregate.value),
  ].join(" ");
}

function printCount({ op, n }: CountTest): string {
  return `${op} ${n} ${n === 1 ? "time" : "times"}`;
}

function printProperty(property: PropertyCondition): string {
  switch (property.kind) {
    case "property":
      return printTest(printPath(property.path), property.test, false);
    case "not":
      return property.of.kind === "property"
        ? printTest(printPath(property.of.path), property.of.test, true)
        : `not ${printPropertyOperand(property.of)}`;
    case "and":
    case "or":
      return property.of.map(printPropertyOperand).join(` ${property.kind} `);
    default:
      return unreachable(property);
  }
}

function printPropertyOperand(property: PropertyCondition): string {
  return isRow(property) ? `(${printProperty(property)})` : printProperty(property);
}

function printPath(path: PropertyPath): string {
  return path.map(printName).join(".");
}

/** @param subject in words. */
function printTest(subject: string, test: ValueComparison, negated: boolean): string {
  switch (test.op) {
    case "exists":
      return negated ? `${subject} does not exist` : `${subject} exists`;
    case "is":
      return `${subject} is ${negated ? "not " : ""}${printLiteral(test.value)}${printCase(test)}`;
    case "in":
      return `${subject} ${negated ? "not in" : "in"} (${test.values.map(printLiteral).join(", ")})${printCase(test)}`;
    case "contains":
    case "starts with":
    case "ends with":
    case "matches": {
      const verb = negated ? `does not ${test.op.replace(/e?s(?= |$)/, "")}` : test.op;
      return `${subject} ${verb} ${printText(test.value.value)}${printCase(test)}`;
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "before":
    case "after":
    case "on or before":
    case "on or after":
      return `${negated ? "not " : ""}${subject} ${test.op} ${printLiteral(test.value)}`;
    case "when":
      return `${negated ? "not " : ""}${readsAsBirthday(subject) ? printText(subject) : subject} ${printWindow(test.window)}`;
    case "near":
    case "from event":
      return `${negated ? "not " : ""}${subject} ${test.op === "near" ? printNear(test) : printFromEvent(test)}`;
    case "anniversary": {
      const day = subject === BIRTHDAY ? BIRTHDAY : `anniversary of ${subject}`;
      return `${negated ? "not " : ""}${day} ${printWindow(test.window)}`;
    }
    case "includes":
      return `${subject} ${printIncludes(test, negated)}${printCase(test)}`;
    case "items":
      return `${negated ? "not " : ""}${printWhich(test, "item")} of ${subject}${printItems(test.where)}`;
    case "held": {
      const { amount, unit } = test.for;
      return `${negated ? "not " : ""}${subject} has been ${printHeld(test.of)} for ${counted(amount, unit)}`;
    }
    case "changed":
      return `${negated ? "not " : ""}${subject} changed${printChange(test)}`;
    case "between":
      return `${negated ? "not " : ""}${subject} between ${printLiteral(test.from)} and ${printLiteral(test.to)}`;
    default:
      return unreachable(test);
  }
}

function printNear({ within, unit, lat, lon }: NearComparison): string {
  const units = unit === "mile" && within.value !== "1" ? "miles" : unit;
  const [length, north, east] = [within, lat, lon].map(printLiteral);
  return `within ${length} ${units} of ${north},${east}`;
}

/** Before days the bare word, in any letter case, is the day of the year. */
function readsAsBirthday(subject: string): boolean {
  return subject.toLowerCase() === BIRTHDAY;
}

type Includes = Extract<ValueComparison, { readonly op: "includes" }>;

function printIncludes({ values, all }: Includes, negated: boolean): string {
  const verb = negated ? "does not include" : "includes";
  const list = `(${values.map(printLiteral).join(", ")})`;
  if (all === true) return `${verb} all of ${list}`;
  const [first] = values;
  if (first !== undefined && values.length === 1) return `${verb} ${printLiteral(first)}`;
  return `includes ${negated ? "none" : "any"} of ${list}`;
}

function printItems(where: PropertyCondition | undefined): string {
  return where === undefined ? "" : ` (where ${printProperty(where)})`;
}

function printChange({ from, to, window }: ChangedComparison): string {
  return [
    ...(from === undefined ? [] : [` from ${printHeld(from)}`]),
    ...(to === undefined ? [] : [` to ${printHeld(to)}`]),
    ...(window === undefined ? [] : [` ${printWindow(window)}`]),
  ].join("");
}

const DATE_SIGNS: Readonly<Record<DateOp, string>> = {
  before: "<",
  "on or before": "<=",
  after: ">",
  "on or after": ">=",
};

/** What a value was like, behind "has been", "from" and "to". */
function printHeld(test: HeldTest): string {
  switch (test.op) {
    case "is":
      return `${printLiteral(test.value)}${printCase(test)}`;
    case "in":
      return `in (${test.values.map(printLiteral).join(", ")})${printCase(test)}`;
    case "<":
    case "<=":
    case ">":
    case ">=":
      return `${test.op} ${printLiteral(test.value)}`;
    case "before":
    case "after":
    case "on or before":
    case "on or after":
      return `${DATE_SIGNS[test.op]} ${printLiteral(test.value)}`;
    case "between":
      return `between ${printLiteral(test.from)} and ${printLiteral(test.to)}`;
    default:
      return unreachable(test);
  }
}

function printCase(test: { readonly ignoreCase?: true }): string {
  return test.ignoreCase === true ? " ignoring case" : "";
}
