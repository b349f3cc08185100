import { ACCOUNTS_TRAIT, type Instant, must, unreachable } from "@habitus/kernel";
import type {
  AccountPopulation,
  AggregateLeaf,
  DaysLeaf,
  EventMatch,
  Leaf,
  NumberOp,
  Path,
  PlannedMeasure,
  PlanNode,
  PlanSet,
  RankedPopulation,
  RatioLeaf,
  SequenceLeaf,
  SessionsLeaf,
  TraitLeaf,
} from "@habitus/segments";
import {
  all,
  any,
  binary,
  call,
  column,
  equals,
  type Expression,
  FALSE,
  integer,
  not,
  text,
  TRUE,
} from "../tree/expression.ts";
import { layer, layered, output, type OutputColumn, type Select } from "../tree/query.ts";
import { chainMatches } from "./chain.ts";
import { Counts } from "./counts.ts";
import { datedExpression } from "./dated.ts";
import { EventFacts } from "./event-facts.ts";
import { zoneReaders } from "./home-days.ts";
import type { HomeZones } from "./home-zones.ts";
import { homeZonesOf } from "./homes-of-plan.ts";
import { leavesOfMeasure, measureValue, scoreValue } from "./measure.ts";
import { periodBit } from "./periods.ts";
import { PERSON, peopleFacts, type Within } from "./people.ts";
import { eventsOfSessions, sessionsFigure } from "./sessions.ts";
import { TraitFacts } from "./trait-facts.ts";
import { testExpression } from "./filter.ts";
import { decimalLiteral, orFalse } from "./value-test.ts";
import { whenExpression } from "./when.ts";
import { dayExpression, yearlyExpression } from "./yearly.ts";
import { isEmpty, isHome, windowInterval } from "./window.ts";

/** Plans as SQL: one row per person with a flag per leaf, and each whole condition over these flags. */
export type RewrittenPlans = {
  /** All for whom some root holds, and others; but see `RewrittenRoot`. */
  readonly people: Select;
  /** In the order of the roots. */
  readonly roots: readonly RewrittenRoot[];
};

export type RewrittenRoot = {
  readonly holds: Expression;
  /** True when it holds for those known people who are not among `people`. */
  readonly holdsForOthers: boolean;
};

/** The instants a plan is evaluated at; see `At`. */
export type Instants = { readonly at: Instant; readonly present: Instant };

/** What becomes of known people of whom nothing is read: they are `listed` where a root holds for them, left `apart`, or no matter. */
type Others = "listed" | "apart" | "no matter";

/** @param others of whom nothing is read: `listed` among `people` where a root holds for them, or left `apart`. */
export function rewritePlans(
  plan: PlanSet,
  instants: Instants,
  others: Exclude<Others, "no matter">,
): RewrittenPlans {
  return rewrite(plan, instants, others, NOTHING_BESIDE);
}

/** People with what they are ranked by. */
export type RewrittenRanked = {
  readonly people: Select;
  readonly audience: Expression;
  /** A Nullable(Decimal(38, 9)); NULL of who is not ranked. */
  readonly value: Expression;
};

export function rewriteRanked(
  { people: plan, measure }: RankedPopulation,
  instants: Instants,
): RewrittenRanked {
  // Whoever has no rows has nothing to be ranked by, unless it is a score.
  const others = measure.kind === "score" ? "listed" : "no matter";
  const { people, roots } = rewrite(plan, instants, others, measured(measure, instants));
  const [audience = FALSE, ...held] = roots.map((root) => root.holds);
  const value = measure.kind === "score" ? scoreValue(measure.values, held) : column(MEASURE);
  return { people, audience, value };
}

const MEASURE = "measure";

/** People with the ids of the accounts they belong to, and whether they are counted and meet the condition. */
export type RewrittenMembers = {
  readonly people: Select;
  readonly counted: Expression;
  readonly holds: Expression;
  /** A list of texts. */
  readonly accounts: Expression;
};

/** Whoever belongs to an account has rows, and nobody else is counted. */
export function rewriteMembers({ people: plan }: AccountPopulation, instants: Instants): RewrittenMembers {
  const { people, roots } = rewrite(plan, instants, "no matter", {
    ...NOTHING_BESIDE,
    columns: (_, traits) => [output(ACCOUNT_IDS, traits.accounts.ids())],
  });
  const [counted = FALSE, holds = FALSE] = roots.map((root) => root.holds);
  return { people, counted, holds, accounts: column(ACCOUNT_IDS) };
}

const ACCOUNT_IDS = "account_ids";

/** What is read of each person beside what the plans ask. */
type Beside = {
  /** Leaves that read the same events. */
  readonly leaves: readonly Leaf[];
  readonly within: Within | null;
  readonly columns: (events: EventFacts, traits: TraitFacts, inForce: TraitFacts) => readonly OutputColumn[];
};

const NOTHING_BESIDE: Beside = { leaves: [], within: null, columns: () => [] };

function measured(measure: PlannedMeasure, { at }: Instants): Beside {
  if (measure.kind === "score") return NOTHING_BESIDE;
  return {
    leaves: leavesOfMeasure(measure),
    within: null,
    columns: (events, traits) => [output(MEASURE, measureValue(measure, events, traits, at))],
  };
}

/** Rows `{person, ways}` of everybody who did some event of the chain: how far they came (see `funnelStages`). */
export function rewriteFunnel(chain: SequenceLeaf, wholeMs: number | null, instants: Instants): Select {
  return rewrite({ roots: [], leaves: [] }, instants, "no matter", {
    leaves: [chain],
    within: null,
    columns: (events) => [output(WAYS, events.funnel(chain, wholeMs))],
  }).people;
}

export const WAYS = "ways";

/** Who comes back after what, in which of the periods between the bounds. */
export type ReturnsRead = {
  readonly start: EventMatch;
  readonly back: EventMatch;
  /** Ascending; one more than there are periods. */
  readonly bounds: readonly Instant[];
  /** A person begins once, in the period of the first event of all. */
  readonly isFirst: boolean;
};

/** Rows `{person, began, back}` of everybody who did one of both: the periods they began in and came back in, a bit each. */
export function rewriteReturns({ start, back, bounds, isFirst }: ReturnsRead, instants: Instants): Select {
  return rewrite({ roots: [], leaves: [] }, instants, "no matter", {
    leaves: [start, back].map((events) => ({ kind: "count", events, atLeast: 1 })),
    within: null,
    columns: (events) => [
      output(
        BEGAN,
        isFirst
          ? periodBit(bounds, events.fact(start, { of: "oldest" }))
          : events.fact(start, { of: "periods", bounds }),
      ),
      output(BACK, events.fact(back, { of: "periods", bounds })),
    ],
  }).people;
}

export const BEGAN = "began";
export const BACK = "back";

/** People with the text form (see `TextTest`) of a trait's value; '' without one, and where no trait is asked for. */
export function rewriteAudience(plans: PlanSet, trait: Path | null, instants: Instants): RewrittenPlans {
  return rewrite(plans, instants, "listed", {
    ...NOTHING_BESIDE,
    columns: (_, traits) => [output(VALUE, trait === null ? text("") : traits.at(trait).read("form"))],
  });
}

export const VALUE = "value";

/** The plans, and what is read beside them. */
export function rewrite(
  plan: PlanSet,
  { at, present }: Instants,
  others: Others,
  beside: Beside,
): RewrittenPlans {
  const read = [...plan.leaves, ...beside.leaves];
  const homes = homeZonesOf(read, at);
  const matches = read.flatMap((leaf) => matchesOf(leaf, homes, at));
  const events = new EventFacts(matches, homes, at);
  const traits = new TraitFacts(at, "");
  // Where the two instants are one, so are the facts.
  const inForce = present === at ? traits : new TraitFacts(present, "present_");
  const counts = new Counts(plan.leaves, at);
  const flags = plan.leaves.map((leaf, index) => {
    const asked = {
      events,
      counts,
      traits: leaf.kind === "trait" && leaf.inForce === true ? inForce : traits,
    };
    return output(`leaf${index}`, leafExpression(leaf, asked, at));
  });
  flags.push(...beside.columns(events, traits, inForce));
  const known = [...new Set([traits, inForce])];
  const readings = known.flatMap((facts) => facts.layers());
  const wanted = [PERSON, ...flags.map(({ name }) => name)];
  const sources = [events.source(), ...known.flatMap((facts) => facts.sources())].filter(
    (source) => source !== null,
  );
  const isTrueForNobody = plan.leaves.map(holdsWithoutRows);
  const forOthers = plan.roots.map((root) => holds(root, isTrueForNobody));
  const areApart = others === "apart" && sources.length > 0;
  const everybody = others !== "no matter" && forOthers.includes(true) && !areApart;
  return {
    people: layered(
      peopleFacts(sources, everybody, beside.within),
      [...readings, layer(flags)],
      wanted,
      "people",
    ),
    roots: plan.roots.map((root, index) => ({
      holds: nodeExpression(root),
      holdsForOthers: areApart && forOthers[index] === true,
    })),
  };
}

/** All events that a leaf reads. */
function matchesOf(leaf: Leaf, homes: HomeZones, at: Instant): readonly EventMatch[] {
  if (!("events" in leaf)) return [];
  if (leaf.kind === "ratio") return [leaf.events, partOf(leaf)];
  if (leaf.kind !== "sequence" && leaf.kind !== "sessions") return [leaf.events];
  const { window } = leaf.events;
  const interval = isHome(window) ? homes.hull(window) : windowInterval(window, at);
  if (leaf.kind === "sessions") return isEmpty(interval) ? [] : [eventsOfSessions(leaf, interval)];
  return isEmpty(interval) ? [] : chainMatches(leaf, interval.from);
}

type Asked = { readonly events: EventFacts; readonly counts: Counts; readonly traits: TraitFacts };

function leafExpression(leaf: Leaf, { events, counts, traits }: Asked, at: Instant): Expression {
  switch (leaf.kind) {
    case "count":
      return counts.isReached(leaf, events);
    case "aggregate":
      return aggregateExpression(leaf, events);
    case "days":
      return comparesWhole(leaf, events.fact(leaf.events, { of: "days", zone: leaf.zone }));
    case "sessions":
      return sessionsExpression(leaf, events);
    case "outermost": {
      const of = leaf.of === "first" ? "firstHas" : "lastHas";
      return equals(events.fact(leaf.events, { of, has: leaf.has }), integer(1));
    }
    case "overdue": {
      const { atLeast, factor } = leaf;
      return equals(events.fact(leaf.events, { of: "overdue", atLeast, factor }), integer(1));
    }
    case "favourite": {
      const { kind: of, events: match, ...rest } = leaf;
      return equals(events.fact(match, { of, ...rest }), integer(1));
    }
    case "ratio":
      return ratioExpression(leaf, events);
    case "sequence":
      return equals(events.chain(leaf), integer(1));
    case "trait":
      return traitExpression(leaf, traits, at);
    case "held":
    case "changed":
      return equals(traits.history(leaf), integer(1));
    default:
      return unreachable(leaf);
  }
}

function traitExpression({ path, test }: TraitLeaf, traits: TraitFacts, at: Instant): Expression {
  if (test.kind === "day") return dayExpression(test, traits.at(path), zoneReaders(traits), at);
  if (test.kind === "yearly") return yearlyExpression(test, traits.at(path), zoneReaders(traits), at);
  if (test.kind === "dated") return datedExpression(test, traits.at(path), zoneReaders(traits), at);
  if (test.kind === "items" && path[0] === ACCOUNTS_TRAIT) return traits.accounts.items(test);
  return test.kind === "when"
    ? whenExpression(test, traits.at(path), at)
    : testExpression(test, path, (of) => traits.at(of));
}

function aggregateExpression(leaf: AggregateLeaf, events: EventFacts): Expression {
  const values = { path: leaf.path, ...(leaf.items === undefined ? {} : { items: leaf.items }) };
  const literal = decimalLiteral(leaf.value);
  switch (leaf.of) {
    case "sum":
      return binary(leaf.op, events.fact(leaf.events, { of: "sum", ...values }), literal);
    case "min":
      return orFalse(binary(leaf.op, events.fact(leaf.events, { of: "least", ...values }), literal));
    case "max":
      return orFalse(binary(leaf.op, events.fact(leaf.events, { of: "greatest", ...values }), literal));
    case "avg": {
      const numbers = events.fact(leaf.events, { of: "numbers", ...values });
      const sum = events.fact(leaf.events, { of: "sum", ...values });
      // 76 digits: the literal's 27 times a count cannot leave them.
      const wide = call("toDecimal256", literal, integer(9));
      return all([binary(">", numbers, integer(0)), binary(leaf.op, sum, binary("*", wide, numbers))]);
    }
    case "median": {
      const low = events.fact(leaf.events, { of: "lowMedian", ...values });
      const high = events.fact(leaf.events, { of: "highMedian", ...values });
      return orFalse(binary(leaf.op, binary("+", low, high), binary("+", literal, literal)));
    }
    case "first":
    case "last":
      return orFalse(binary(leaf.op, events.fact(leaf.events, { of: leaf.of, ...values }), literal));
    case "distinct":
      return comparesWhole(leaf, events.fact(leaf.events, { of: "distinct", ...values }));
    default:
      return unreachable(leaf.of);
  }
}

function sessionsExpression(leaf: SessionsLeaf, events: EventFacts): Expression {
  const literal = decimalLiteral(leaf.value);
  switch (leaf.of) {
    case "count":
      return comparesWhole(leaf, events.sessions(leaf, "count"));
    case "sum":
      return binary(leaf.op, sessionsFigure("sum", events.sessions(leaf, "durations")), literal);
    case "min":
    case "max":
      return orFalse(binary(leaf.op, sessionsFigure(leaf.of, events.sessions(leaf, "durations")), literal));
    case "avg": {
      const durations = events.sessions(leaf, "durations");
      const count = sessionsFigure("count", durations);
      // 76 digits: the literal's 27 times a count cannot leave them.
      const wide = call("toDecimal256", literal, integer(9));
      const average = binary(leaf.op, sessionsFigure("sum", durations), binary("*", wide, count));
      return all([binary(">", count, integer(0)), average]);
    }
    default:
      return unreachable(leaf.of);
  }
}

const partOf = ({ part, events }: RatioLeaf): EventMatch => ({ ...part, window: events.window });

function ratioExpression(leaf: RatioLeaf, events: EventFacts): Expression {
  const whole = events.fact(leaf.events, { of: "count" });
  const part = call("toDecimal256", events.fact(partOf(leaf), { of: "count" }), integer(9));
  // 76 digits: the literal's 27 times a count cannot leave them.
  const wide = call("toDecimal256", decimalLiteral(leaf.value), integer(9));
  return all([binary(">", whole, integer(0)), binary(leaf.op, part, binary("*", wide, whole))]);
}

/** A count compared with a decimal. */
function comparesWhole({ op, value }: Pick<AggregateLeaf, "op" | "value">, count: Expression): Expression {
  return binary(op, call("toDecimal128", count, integer(9)), decimalLiteral(value));
}

function nodeExpression(node: PlanNode): Expression {
  switch (node.kind) {
    case "always":
      return node.value ? TRUE : FALSE;
    case "leaf":
      return column(`leaf${node.leaf}`);
    case "not":
      return not(nodeExpression(node.of));
    case "and":
      return all(node.of.map(nodeExpression));
    case "or":
      return any(node.of.map(nodeExpression));
    case "some": {
      const [first = FALSE, ...others] = node.of.map((of, place) =>
        call("if", nodeExpression(of), integer(node.weights?.[place] ?? 1), integer(0)),
      );
      const held = others.reduce((sum, one) => binary("+", sum, one), first);
      return binary(">=", held, integer(node.least));
    }
    default:
      return unreachable(node);
  }
}

/** Whether the leaf is true of a person without a single event or trait. */
function holdsWithoutRows(leaf: Leaf): boolean {
  if (!isZeroOfNothing(leaf)) return false;
  const isNegative = leaf.value.startsWith("-");
  const isZero = leaf.value === "0";
  return ZERO_COMPARES[leaf.op](isZero, isNegative);
}

type ZeroLeaf = DaysLeaf | AggregateLeaf | SessionsLeaf;

function isZeroOfNothing(leaf: Leaf): leaf is ZeroLeaf {
  if (leaf.kind === "sessions") return leaf.of === "count" || leaf.of === "sum";
  return leaf.kind === "days" || (leaf.kind === "aggregate" && (leaf.of === "sum" || leaf.of === "distinct"));
}

/** 0 op value. */
const ZERO_COMPARES: Readonly<Record<NumberOp, (isZero: boolean, isNegative: boolean) => boolean>> = {
  "=": (isZero) => isZero,
  "<": (isZero, isNegative) => !isZero && !isNegative,
  "<=": (isZero, isNegative) => isZero || !isNegative,
  ">": (_, isNegative) => isNegative,
  ">=": (isZero, isNegative) => isZero || isNegative,
};

function heldWeight(
  { of, weights }: Extract<PlanNode, { readonly kind: "some" }>,
  isHeld: (part: PlanNode) => boolean,
): number {
  return of.reduce((sum, part, place) => sum + (isHeld(part) ? (weights?.[place] ?? 1) : 0), 0);
}

function holds(node: PlanNode, leaves: readonly boolean[]): boolean {
  switch (node.kind) {
    case "always":
      return node.value;
    case "leaf":
      return must(leaves[node.leaf], "a plan names a leaf it does not have");
    case "not":
      return !holds(node.of, leaves);
    case "and":
      return node.of.every((each) => holds(each, leaves));
    case "or":
      return node.of.some((each) => holds(each, leaves));
    case "some":
      return heldWeight(node, (each) => holds(each, leaves)) >= node.least;
    default:
      return unreachable(node);
  }
}
