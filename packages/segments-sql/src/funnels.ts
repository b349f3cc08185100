import { AUDIENCE, type Audience, audienceJoins, isInAudience } from "./audience.ts";
import { type Instant, must } from "@habitus/kernel";
import type { SequenceLeaf } from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { PERSON } from "./rewrite/people.ts";
import { rewriteFunnel, VALUE, WAYS } from "./rewrite/rewrite-plan.ts";
import { type Page, peopleCount, peoplePage, type PeopleRows } from "./statements.ts";
import {
  all,
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  integer,
  lambda,
  text,
  TRUE,
} from "./tree/expression.ts";
import { type OutputColumn, output, type Select, select, subquery } from "./tree/query.ts";

export type Funnel = {
  /** Its steps are events: none of them is absent. */
  readonly chain: SequenceLeaf;
  /** All steps lie so near to the first, the end included; null where each is reckoned from the step before it. */
  readonly wholeMs: number | null;
  readonly at: Instant;
  readonly audience: Audience | null;
};

/** A group: everybody who is looked at, those of a further root, or those of a value, of no value, or of none that was named. */
export type FunnelGroup =
  | { readonly kind: "all" | "none" | "rest" }
  | { readonly kind: "root" | "value"; readonly place: number };

export type FunnelRow = Readonly<Record<string, string | number>>;
export type FunnelStep = {
  readonly people: number;
  /** Nearest-rank quantiles of how long it took, in ms; 0 of nobody. */
  readonly medianMs: number;
  readonly lateMs: number;
};

const LATE = 90;
const HALF = 50;

const REACHED = "reached";
const GROUPS = "groups";

/** Rows of each group with somebody in it, for `readFunnel`. @param values of the trait that make a group each. */
export function funnelStatement(funnel: Funnel, values: readonly string[]): Statement {
  const steps = stepsOf(funnel);
  const people = enteredBy(funnel, groupsOf(funnel, values));
  const joined = select({
    columns: [output(WAYS, column(WAYS)), output("group", call("arrayJoin", column(GROUPS)))],
    from: subquery(people, "entered"),
  });
  const gathered = select({
    columns: [
      output("group", column("group")),
      ...steps.map((step) =>
        output(`ways${step}`, call("arraySort", call("groupArrayIf", wayOf(step), isReached(step)))),
      ),
    ],
    from: subquery(joined, "joined"),
    groupBy: [column("group")],
  });
  const figures = steps.flatMap((step): readonly OutputColumn[] => {
    const ways = column(`ways${step}`);
    return [
      output(`people${step}`, call("length", ways)),
      output(`median${step}`, quantile(ways, HALF)),
      output(`late${step}`, quantile(ways, LATE)),
    ];
  });
  return emit(
    select({ columns: [output("group", column("group")), ...figures], from: subquery(gathered, "gathered") }),
  );
}

export function readFunnel(
  row: FunnelRow,
  steps: number,
): { readonly group: FunnelGroup; readonly steps: readonly FunnelStep[] } {
  const figure = (name: string): number => Number(must(row[name], "the statement gives every figure"));
  return {
    group: readGroup(String(row["group"])),
    steps: Array.from({ length: steps }, (_, index) => ({
      people: figure(`people${index + 1}`),
      medianMs: figure(`median${index + 1}`),
      lateMs: figure(`late${index + 1}`),
    })),
  };
}

/** Rows `{value}`: values of the trait of those who took the first step, the most frequent first. */
export function funnelValuesStatement(funnel: Funnel, limit: number): Statement {
  const people = enteredBy(funnel, column(VALUE, AUDIENCE));
  const counted = select({
    columns: [output(VALUE, column(GROUPS)), output("people", call("toInt64", call("count")))],
    from: subquery(people, "entered"),
    where: binary("!=", column(GROUPS), text("")),
    groupBy: [column(GROUPS)],
  });
  return emit(
    select({
      columns: [output(VALUE, column(VALUE))],
      from: subquery(counted, "counted"),
      orderBy: [binary("-", integer(0), column("people")), column(VALUE)],
      limit: bound("UInt64", limit),
    }),
  );
}

/** Who took a step, counted from 1, or of these only who took none behind it. */
export type FunnelPlace = {
  readonly step: number;
  readonly isLast: boolean;
  readonly group: FunnelGroup;
  readonly values: readonly string[];
};

/** Rows `{person}`, ascending. */
export function funnelPeopleStatement(funnel: Funnel, place: FunnelPlace, page: Page): Statement {
  return peoplePage(peopleAt(funnel, place), page);
}

/** One row `{count}`. */
export function funnelPeopleCount(funnel: Funnel, place: FunnelPlace): Statement {
  return peopleCount(peopleAt(funnel, place));
}

function peopleAt(funnel: Funnel, place: FunnelPlace): PeopleRows {
  const entered = enteredBy(funnel, groupsOf(funnel, place.values));
  return { from: subquery(entered, "entered"), where: isAt(funnel, place), hasRepeats: false };
}

const stepsOf = ({ chain }: Funnel): readonly number[] =>
  Array.from({ length: chain.following.length + 1 }, (_, index) => index + 1);

const wayOf = (step: number): Expression => call("arrayElement", column(WAYS), integer(step));
const isReached = (step: number): Expression => binary(">=", wayOf(step), integer(0));

function isAt(funnel: Funnel, { step, isLast, group }: FunnelPlace): Expression {
  const next = step + 1;
  const stays = isLast && next <= stepsOf(funnel).length ? binary("<", wayOf(next), integer(0)) : TRUE;
  const isOfGroup = binary(">", call("indexOf", column(GROUPS), text(codeOf(group))), integer(0));
  return all([isReached(step), stays, isOfGroup]);
}

/** The value that so many percent do not exceed: the nearest rank. */
function quantile(sorted: Expression, percent: number): Expression {
  const rank = call(
    "intDiv",
    binary("+", binary("*", call("length", sorted), integer(percent)), integer(99)),
    integer(100),
  );
  return call("arrayElement", sorted, call("greatest", rank, integer(1)));
}

/** Rows `{person, ways, groups}` of who took the first step and is looked at. */
function enteredBy({ chain, wholeMs, at, audience }: Funnel, groups: Expression): Select {
  const reached = rewriteFunnel(chain, wholeMs, { at, present: at });
  const entered = binary(">=", call("arrayElement", column(WAYS, REACHED), integer(1)), integer(0));
  const columns = [
    output(PERSON, column(PERSON, REACHED)),
    output(WAYS, column(WAYS, REACHED)),
    output(GROUPS, groups),
  ];
  // Who has no step has an empty list, whose first entry would be 0.
  const isRead = binary(">", call("length", column(WAYS, REACHED)), integer(0));
  return select({
    columns,
    from: subquery(reached, REACHED),
    joins: audienceJoins(audience, REACHED),
    where: all([isRead, entered, isInAudience(audience)]),
  });
}

/** Codes of the groups that somebody is in. */
function groupsOf({ audience }: Funnel, values: readonly string[]): Expression {
  const everybody = call("array", text(codeOf({ kind: "all" })));
  if (audience === null) return everybody;
  const roots = audience.plans.roots.slice(1).map((_, place) => {
    const code = call("array", text(codeOf({ kind: "root", place })));
    return call("arrayFilter", lambda(["code"], equals(column(`in${place}`, AUDIENCE), integer(1))), code);
  });
  const ofValue = audience.trait === null ? [] : [call("array", codeOfValue(values))];
  return call("arrayConcat", everybody, ...roots, ...ofValue);
}

function codeOfValue(values: readonly string[]): Expression {
  const value = column(VALUE, AUDIENCE);
  const known = values.flatMap((each, place) => [
    equals(value, bound("String", each)),
    text(codeOf({ kind: "value", place })),
  ]);
  return call(
    "multiIf",
    equals(value, text("")),
    text(codeOf({ kind: "none" })),
    ...known,
    text(codeOf({ kind: "rest" })),
  );
}

const codeOf = (group: FunnelGroup): string =>
  "place" in group ? `${group.kind} ${group.place}` : group.kind;

function readGroup(code: string): FunnelGroup {
  const [kind, place] = code.split(" ");
  if (kind === "root" || kind === "value") return { kind, place: Number(place) };
  return { kind: kind === "none" || kind === "rest" ? kind : "all" };
}
