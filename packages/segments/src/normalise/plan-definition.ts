import { assert, HabitusError, must, unreachable } from "@habitus/kernel";
import type {
  AggregateLeaf,
  EventMatch,
  Filter,
  Leaf,
  Path,
  Plan,
  PlanNode,
  Window,
  Zone,
} from "../plan/plan.ts";
import type {
  AggregateCondition,
  AggregateKind,
  Condition,
  Definition,
  DidCondition,
  DurationUnit,
  PropertyCondition,
  WindowChoice,
} from "../tree/definition.ts";
import { isZoneName } from "../zone/zone.ts";
import { windowInstant } from "./dates.ts";
import { DURATION_MS } from "./duration.ts";
import { filterKey, leafKey, nodeKey } from "./keys.ts";
import { decimalTextOf, type Tests, testsOf } from "./tests-of.ts";

/** What the workspace decides for all its definitions. */
export type PlanContext = {
  /** IANA name: the zone of calendar windows and of dates without an offset. */
  readonly workspaceZone: string;
  /** 1 Monday ... 7 Sunday. */
  readonly weekStart: number;
};

/**
 * Settles what a checked definition means in a workspace. Definitions that differ only in spelling ("did not" or "at most 0
 * times", parentheses, double negation, the order of "and") get the same leaves.
 * @throws HabitusError unknown_zone, bad_week_start when the workspace's settings are no zone and no weekday.
 */
export function planDefinition(definition: Definition, context: PlanContext): Plan {
  const { workspaceZone, weekStart } = context;
  if (!isZoneName(workspaceZone)) {
    throw new HabitusError("unknown_zone", `"${workspaceZone}" is no IANA time zone`);
  }
  if (!Number.isInteger(weekStart) || weekStart < 1 || weekStart > 7) {
    throw new HabitusError("bad_week_start", "A week starts on a day from 1 (Monday) to 7 (Sunday)");
  }
  const leaves = new LeafTable();
  const root = planCondition(definition.condition, context, leaves);
  return leaves.planWith(root);
}

/** Each leaf once, in the order first met. */
class LeafTable {
  readonly #indexes = new Map<string, number>();
  readonly #leaves: Leaf[] = [];

  nodeOf(leaf: Leaf): PlanNode {
    const key = leafKey(leaf);
    const known = this.#indexes.get(key);
    if (known !== undefined) return { kind: "leaf", leaf: known };
    this.#indexes.set(key, this.#leaves.length);
    return { kind: "leaf", leaf: this.#leaves.push(leaf) - 1 };
  }

  /** The plan of a root, with the leaves that simplification left over dropped and the rest renumbered. */
  planWith(root: PlanNode): Plan {
    const kept: Leaf[] = [];
    const moved = new Map<number, number>();
    const renumber = (node: PlanNode): PlanNode => {
      switch (node.kind) {
        case "always":
          return node;
        case "leaf": {
          const leaf =
            moved.get(node.leaf) ?? kept.push(must(this.#leaves[node.leaf], "a node names a leaf")) - 1;
          moved.set(node.leaf, leaf);
          return { kind: "leaf", leaf };
        }
        case "not":
          return { kind: "not", of: renumber(node.of) };
        case "and":
        case "or":
          return { kind: node.kind, of: node.of.map(renumber) };
      }
    };
    return { version: 1, root: renumber(root), leaves: kept };
  }
}

function planCondition(condition: Condition, context: PlanContext, leaves: LeafTable): PlanNode {
  switch (condition.kind) {
    case "everyone":
      return { kind: "always", value: true };
    case "not":
      return negation(planCondition(condition.of, context, leaves));
    case "and":
    case "or":
      return row(
        condition.kind,
        condition.of.map((of) => planCondition(of, context, leaves)),
      );
    case "trait":
      return traitNode(condition.path, testsOf(condition.test), leaves);
    case "did":
      return countNode(condition, context, leaves);
    case "aggregate":
      return leaves.nodeOf(aggregateLeaf(condition, context));
    default:
      return unreachable(condition);
  }
}

function negation(of: PlanNode): PlanNode {
  if (of.kind === "always") return { kind: "always", value: !of.value };
  return of.kind === "not" ? of.of : { kind: "not", of };
}

/** Flat, without repetition and without constants. */
function row(kind: "and" | "or", nodes: readonly PlanNode[]): PlanNode {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.of : [node]));
  const deciding = kind === "or";
  if (flat.some((node) => node.kind === "always" && node.value === deciding)) {
    return { kind: "always", value: deciding };
  }
  const open = flat.filter((node) => node.kind !== "always");
  const of = [...new Map(open.map((node) => [nodeKey(node), node])).values()];
  const [first] = of;
  if (first === undefined) return { kind: "always", value: !deciding };
  return of.length === 1 ? first : { kind, of };
}

function traitNode(path: Path, tests: Tests, leaves: LeafTable): PlanNode {
  if (tests.kind === "test") return leaves.nodeOf({ kind: "trait", path, test: tests.test });
  return row(
    tests.kind,
    tests.of.map((of) => traitNode(path, of, leaves)),
  );
}

function countNode(did: DidCondition, context: PlanContext, leaves: LeafTable): PlanNode {
  const events = eventMatch(did, context);
  const atLeast = (n: number): PlanNode =>
    n === 0 ? { kind: "always", value: true } : leaves.nodeOf({ kind: "count", events, atLeast: n });
  const { op, n } = did.count ?? { op: "at least", n: 1 };
  switch (op) {
    case "at least":
      return atLeast(n);
    case "more than":
      return atLeast(n + 1);
    case "at most":
      return negation(atLeast(n + 1));
    case "less than":
      return negation(atLeast(n));
    case "exactly":
      return row("and", [atLeast(n), negation(atLeast(n + 1))]);
    default:
      return unreachable(op);
  }
}

const AGGREGATES: Readonly<Record<AggregateKind, AggregateLeaf["of"]>> = {
  sum: "sum",
  average: "avg",
  minimum: "min",
  maximum: "max",
};

function aggregateLeaf(aggregate: AggregateCondition, context: PlanContext): AggregateLeaf {
  return {
    kind: "aggregate",
    of: AGGREGATES[aggregate.of],
    path: aggregate.property,
    events: eventMatch(aggregate, context),
    op: aggregate.op,
    value: decimalTextOf(aggregate.value),
  };
}

function eventMatch(of: DidCondition | AggregateCondition, context: PlanContext): EventMatch {
  return {
    name: of.event,
    where: of.where === undefined ? { kind: "and", of: [] } : filterOf(of.where),
    window: windowOf(of.window ?? { kind: "ever" }, context),
  };
}

function filterOf(property: PropertyCondition): Filter {
  switch (property.kind) {
    case "property":
      return filterOfTests(property.path, testsOf(property.test));
    case "not": {
      const of = filterOf(property.of);
      return of.kind === "not" ? of.of : { kind: "not", of };
    }
    case "and":
    case "or":
      return filterRow(property.kind, property.of.map(filterOf));
    default:
      return unreachable(property);
  }
}

function filterOfTests(path: Path, tests: Tests): Filter {
  if (tests.kind === "test") return { kind: "test", path, test: tests.test };
  return filterRow(
    tests.kind,
    tests.of.map((of) => filterOfTests(path, of)),
  );
}

function filterRow(kind: "and" | "or", filters: readonly Filter[]): Filter {
  const flat = filters.flatMap((filter) => (filter.kind === kind ? filter.of : [filter]));
  const of = [...new Map(flat.map((filter) => [filterKey(filter), filter])).values()];
  return of.length === 1 ? must(of[0], "not empty") : { kind, of };
}

function windowOf(choice: WindowChoice, { workspaceZone, weekStart }: PlanContext): Window {
  const zone = (window: { readonly inTheirTimeZone?: true }): Zone =>
    window.inTheirTimeZone === true
      ? { kind: "home", otherwise: workspaceZone }
      : { kind: "named", name: workspaceZone };
  switch (choice.kind) {
    case "ever":
      return { kind: "ever" };
    case "last":
      return { kind: "sliding", fromMs: lengthOf(choice.amount, choice.unit), toMs: 0 };
    case "between":
      return {
        kind: "sliding",
        fromMs: lengthOf(choice.from, choice.unit),
        toMs: lengthOf(choice.to, choice.unit),
      };
    case "older":
      return { kind: "sliding", fromMs: null, toMs: lengthOf(choice.amount, choice.unit) };
    case "this":
      return { kind: "calendar", unit: choice.unit, count: 1, endsAgo: 0, zone: zone(choice), weekStart };
    case "previous":
      return { kind: "calendar", unit: choice.unit, count: 1, endsAgo: 1, zone: zone(choice), weekStart };
    case "calendar":
      return {
        kind: "calendar",
        unit: choice.unit,
        count: choice.count,
        endsAgo: 1,
        zone: zone(choice),
        weekStart,
      };
    case "since":
      return { kind: "fixed", from: windowInstant(choice.from, workspaceZone), to: null };
    case "before":
      return { kind: "fixed", from: null, to: windowInstant(choice.to, workspaceZone) };
    case "range":
      return {
        kind: "fixed",
        from: windowInstant(choice.from, workspaceZone),
        to: windowInstant(choice.to, workspaceZone),
      };
    default:
      return unreachable(choice);
  }
}

function lengthOf(amount: number, unit: DurationUnit): number {
  assert(unit !== "month" && unit !== "year", "check refuses sliding months and years");
  return amount * DURATION_MS[unit];
}
