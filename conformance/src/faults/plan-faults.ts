import { HOUR_MS } from "@habitus/kernel";
import type {
  Filter,
  HomeDays,
  Leaf,
  LocalTime,
  NumberOp,
  Pattern,
  Plan,
  PlanNode,
  TraitLeaf,
  ValueTest,
  WhenWindow,
  Window,
} from "@habitus/segments";
import { ACCOUNTS } from "../world/names.ts";

/** A mistake that an evaluator could make, written as a plan that means something slightly else. Null: it cannot be made here. */
export type PlanFault = { readonly name: string; readonly change: (plan: Plan) => Plan | null };

/** Changes every part it can; null when there is none. */
type Change<T> = (part: T) => T | null;

const OTHER_OP: Readonly<Record<NumberOp, NumberOp>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "=": ">=",
};

export const PLAN_FAULTS: readonly PlanFault[] = [
  leafFault("one more is asked for", (leaf) =>
    leaf.kind === "count" ? { ...leaf, atLeast: leaf.atLeast + 1 } : null,
  ),
  leafFault("an aggregate is compared with < for <=", (leaf) =>
    leaf.kind === "aggregate" ? { ...leaf, op: OTHER_OP[leaf.op] } : null,
  ),
  leafFault("an average is taken for a sum", (leaf) =>
    leaf.kind === "aggregate" && leaf.of === "avg" ? { ...leaf, of: "sum" } : null,
  ),
  leafFault("a median is taken for an average", (leaf) =>
    leaf.kind === "aggregate" && leaf.of === "median" ? { ...leaf, of: "avg" } : null,
  ),
  leafFault("the last is taken for the first", (leaf) =>
    leaf.kind === "aggregate" && leaf.of === "first" ? { ...leaf, of: "last" } : null,
  ),
  leafFault("items count that do not meet the condition", (leaf) => {
    if (leaf.kind !== "aggregate" || leaf.items === undefined) return null;
    const { items: _, ...all } = leaf;
    return all;
  }),
  leafFault("a gap of just the quiet ends a session", (leaf) =>
    leaf.kind === "sessions" ? { ...leaf, quietMs: leaf.quietMs - 1 } : null,
  ),
  leafFault("sessions are compared with < for <=", (leaf) =>
    leaf.kind === "sessions" ? { ...leaf, op: OTHER_OP[leaf.op] } : null,
  ),
  leafFault("the longest session is taken for all together", (leaf) =>
    leaf.kind === "sessions" && leaf.of === "sum" ? { ...leaf, of: "max" } : null,
  ),
  leafFault("one gap fewer is usual", (leaf) =>
    leaf.kind === "overdue" && leaf.atLeast > 2 ? { ...leaf, atLeast: leaf.atLeast - 1 } : null,
  ),
  leafFault("silence is measured by another gap", (leaf) =>
    leaf.kind === "overdue" ? { ...leaf, factor: leaf.factor === "1" ? "1.1" : "1" } : null,
  ),
  leafFault("one favourite more is let through", (leaf) =>
    leaf.kind === "favourite" ? { ...leaf, top: leaf.top + 1 } : null,
  ),
  leafFault("a ratio is compared with < for <=", (leaf) =>
    leaf.kind === "ratio" ? { ...leaf, op: OTHER_OP[leaf.op] } : null,
  ),
  leafFault("a ratio is turned over", (leaf) =>
    leaf.kind === "ratio"
      ? { ...leaf, part: leaf.events, events: { ...leaf.part, window: leaf.events.window } }
      : null,
  ),
  leafFault("the last event is taken for the first", (leaf) =>
    leaf.kind === "outermost" && leaf.of === "first" ? { ...leaf, of: "last" } : null,
  ),
  leafFault("the first event is taken for the last", (leaf) =>
    leaf.kind === "outermost" && leaf.of === "last" ? { ...leaf, of: "first" } : null,
  ),
  leafFault("the beginning of a name is taken for the name", (leaf) =>
    "events" in leaf && leaf.kind !== "sequence" && typeof leaf.events.name !== "string"
      ? { ...leaf, events: { ...leaf.events, name: leaf.events.name.startsWith } }
      : null,
  ),
  leafFault("what is no activity is one", (leaf) =>
    "events" in leaf &&
    leaf.kind !== "sequence" &&
    typeof leaf.events.name !== "string" &&
    leaf.events.name.except !== undefined
      ? { ...leaf, events: { ...leaf.events, name: { startsWith: leaf.events.name.startsWith } } }
      : null,
  ),
  leafFault("days are those of UTC", (leaf) =>
    leaf.kind === "days" && (leaf.zone.kind === "home" || leaf.zone.name !== "UTC")
      ? { ...leaf, zone: { kind: "named", name: "UTC" } }
      : null,
  ),
  testFault("the beginning of the text is anywhere", (test) => {
    const pattern = test.kind === "matches" ? anywhere(test.pattern) : null;
    return test.kind !== "matches" || pattern === null ? null : { ...test, pattern };
  }),
  testFault("a place a little too far away is near", (test) =>
    test.kind === "near" ? { ...test, most: String((BigInt(test.most) * 10_001n) / 10_000n) } : null,
  ),
  testFault("what was just too old at the event is not", (test) =>
    test.kind === "age" && test.toMs !== null ? { ...test, toMs: test.toMs + 1 } : null,
  ),
  testFault("what was not old enough at the event is", (test) =>
    test.kind === "age" && test.fromMs !== null ? { ...test, fromMs: test.fromMs - 1 } : null,
  ),
  localFault("a time of day ends an hour later", ({ hours, ...local }) =>
    hours === null ? null : { ...local, hours: { ...hours, toMs: hours.toMs + HOUR_MS } },
  ),
  localFault("a time of day does not pass midnight", ({ hours, ...local }) =>
    hours === null || hours.fromMs < hours.toMs
      ? null
      : { ...local, hours: { fromMs: hours.toMs, toMs: hours.fromMs } },
  ),
  localFault("days of the week are a day late", ({ days, ...local }) =>
    days === null ? null : { ...local, days: days.map((day) => (day % 7) + 1) },
  ),
  {
    name: "one part fewer is enough",
    change: (plan) =>
      inRoot(plan, (node) => (node.kind === "some" ? { ...node, least: node.least - 1 } : null)),
  },
  {
    name: "elements of a score count alike",
    change: (plan) =>
      inRoot(plan, (node) =>
        node.kind === "some" && node.weights !== undefined
          ? { kind: "some", least: node.least, of: node.of }
          : null,
      ),
  },
  leafFault("who was taken off a list is on it", (leaf) => isSaid(leaf, "$list/")),
  leafFault("who left an account is in it", (leaf) => isSaid(leaf, "$account/")),
  leafFault("an account that passed is forgotten", (leaf) => inPassing(leaf, (texts) => texts.slice(1))),
  leafFault("an account passed that did not", (leaf) => inPassing(leaf, (texts) => [...texts, ...ACCOUNTS])),
  leafFault("who left a subscription has it", (leaf) => isSaid(leaf, "$subscription/")),
  leafFault("a refusal is taken for consent", (leaf) => isSaid(leaf, "$consent/")),
  {
    name: "nobody is asked for consent",
    change: (plan) =>
      inRoot(plan, (node) =>
        node.kind === "leaf" && isOf(plan.leaves[node.leaf], "$consent/")
          ? { kind: "always", value: true }
          : null,
      ),
  },
  leafFault("a trait's window is a millisecond short", (leaf) =>
    leaf.kind === "trait" && leaf.test.kind === "when" ? inWhen(leaf, leaf.test.window) : null,
  ),
  daysFault("days around now are one more", (days) => ({ ...days, count: days.count + 1 })),
  daysFault("days around now lie one nearer", (days) => ({ ...days, endsAgo: days.endsAgo + 1 })),
  daysFault("days around now are those of UTC", (days) =>
    days.otherwise === "UTC" ? null : { ...days, otherwise: "UTC" },
  ),
  leafFault("a date is taken for one that comes round", (leaf) =>
    leaf.kind === "trait" && leaf.test.kind === "day"
      ? { ...leaf, test: { kind: "yearly", days: leaf.test.days } }
      : null,
  ),
  leafFault("days told of a value are a day late", (leaf) => {
    if (leaf.kind !== "trait" || leaf.test.kind !== "dated") return null;
    const dates = leaf.test.dates.map(({ of, days }) => ({ of, days: days.map((day) => day + 1) }));
    return { ...leaf, test: { ...leaf.test, dates } };
  }),
  leafFault("a value is held a millisecond too briefly", (leaf) =>
    leaf.kind === "held" ? { ...leaf, forMs: leaf.forMs - 1 } : null,
  ),
  leafFault("what a change leads to is left out of account", (leaf) =>
    leaf.kind === "changed" ? { ...leaf, to: { kind: "and", of: [] } } : null,
  ),
  leafFault("what a change leads from is left out of account", (leaf) =>
    leaf.kind === "changed" ? { ...leaf, from: { kind: "and", of: [] } } : null,
  ),
  testFault("a bucket begins one later", (test) =>
    test.kind === "bucket" && test.from < test.to ? { ...test, from: test.from + 1 } : null,
  ),
  testFault("buckets are told by another name", (test) =>
    test.kind === "bucket" ? { ...test, salt: "another" } : null,
  ),
  testFault("a number is compared with < for <=", (test) =>
    test.kind === "number" ? { ...test, op: OTHER_OP[test.op] } : null,
  ),
  testFault("a time is compared with < for <=", (test) =>
    test.kind === "time" ? { ...test, op: OTHER_OP[test.op] } : null,
  ),
  testFault("letter case is minded the other way", (test) =>
    test.kind === "text" ? { ...test, ignoreCase: !test.ignoreCase } : null,
  ),
  testFault("text is sought anywhere", (test) =>
    test.kind === "text" && test.op !== "contains" ? { ...test, op: "contains" } : null,
  ),
  testFault("only the first of several values is tried", (test) =>
    test.kind === "any" && test.of.length > 1 ? { ...test, of: test.of.slice(0, 1) } : null,
  ),
  testFault("one item more is asked for", (test) =>
    test.kind === "items" ? { ...test, atLeast: test.atLeast + 1 } : null,
  ),
  testFault("any item will do", (test) =>
    test.kind === "items" ? { ...test, of: { kind: "and", of: [] } } : null,
  ),
  windowFault("a sliding window is a millisecond short", (window) =>
    window.kind === "sliding" && window.fromMs !== null ? { ...window, fromMs: window.fromMs - 1 } : null,
  ),
  windowFault("a window in the past ends a millisecond early", (window) =>
    window.kind === "sliding" && window.toMs > 0 ? { ...window, toMs: window.toMs + 1 } : null,
  ),
  windowFault("the end of a fixed window is included", (window) =>
    window.kind === "fixed" && window.to !== null ? { ...window, to: window.to + 1 } : null,
  ),
  windowFault("the beginning of a fixed window is left out", (window) =>
    window.kind === "fixed" && window.from !== null ? { ...window, from: window.from + 1 } : null,
  ),
  windowFault("calendar days are those of UTC", (window) =>
    window.kind === "calendar" && window.zone.kind === "named" && window.zone.name !== "UTC"
      ? { ...window, zone: { kind: "named", name: "UTC" } }
      : null,
  ),
  windowFault("the home zone is left out of account", (window) =>
    window.kind === "calendar" && window.zone.kind === "home"
      ? { ...window, zone: { kind: "named", name: window.zone.otherwise } }
      : null,
  ),
  windowFault("weeks begin a day later", (window) =>
    window.kind === "calendar" && window.unit === "week"
      ? { ...window, weekStart: (window.weekStart % 7) + 1 }
      : null,
  ),
  windowFault("one period more is counted", (window) =>
    window.kind === "calendar" ? { ...window, count: window.count + 1 } : null,
  ),
  { name: "and is taken for or", change: (plan) => inRoot(plan, swapJoin) },
  {
    name: "a negation is lost",
    change: (plan) => inRoot(plan, (node) => (node.kind === "not" ? node.of : null)),
  },
  {
    name: "a negation among properties is lost",
    change: (plan) =>
      inLeaves(plan, (leaf) => inFilter(leaf, (filter) => (filter.kind === "not" ? filter.of : null))),
  },
];

export const { change: withCaseMinded } = testFault("letter case is always minded", (test) =>
  test.kind === "text" && test.ignoreCase ? { ...test, ignoreCase: false } : null,
);

export const { change: withNothingBetween } = leafFault("what lies between does not matter", (leaf) =>
  leaf.kind === "sequence"
    ? { ...leaf, following: leaf.following.map((step) => ({ ...step, without: null })) }
    : null,
);

const isOf = (leaf: Leaf | undefined, reserved: string): leaf is TraitLeaf =>
  leaf?.kind === "trait" && leaf.path[0]?.startsWith(reserved) === true;

/** The leaf that asks for any word where it asks for a yes. */
function isSaid(leaf: Leaf, reserved: string): Leaf | null {
  return isOf(leaf, reserved) && leaf.test.kind === "boolean" && leaf.test.value
    ? { ...leaf, test: { kind: "exists" } }
    : null;
}

/** The accounts that a condition on their people is true of. */
function inPassing(leaf: Leaf, change: (texts: readonly string[]) => readonly string[]): Leaf | null {
  if (leaf.kind !== "trait" || leaf.test.kind !== "items" || leaf.test.of.kind !== "test") return null;
  const { of } = leaf.test;
  if (of.test.kind !== "one of") return null;
  return {
    ...leaf,
    test: { ...leaf.test, of: { ...of, test: { ...of.test, texts: change(of.test.texts) } } },
  };
}

/** Without the beginnings that a pattern asks for; null when it asks for none. */
function anywhere(pattern: Pattern): Pattern | null {
  switch (pattern.kind) {
    case "start":
      return { kind: "all", of: [] };
    case "one":
    case "end":
      return null;
    case "repeat": {
      const of = anywhere(pattern.of);
      return of === null ? null : { ...pattern, of };
    }
    case "all":
    case "any": {
      const of = changeAll(pattern.of, anywhere);
      return of === null ? null : { ...pattern, of };
    }
  }
}

function inWhen(leaf: TraitLeaf, window: WhenWindow): TraitLeaf | null {
  if (window.kind !== "sliding") return null;
  const { fromMs, toMs } = window;
  const moved = toMs === null ? { fromMs: fromMs === null ? null : fromMs - 1 } : { toMs: toMs + 1 };
  return { ...leaf, test: { kind: "when", window: { ...window, ...moved } } };
}

function leafFault(name: string, change: Change<Leaf>): PlanFault {
  return { name, change: (plan) => inLeaves(plan, change) };
}

function daysFault(name: string, change: Change<HomeDays>): PlanFault {
  return leafFault(name, (leaf) => {
    if (leaf.kind !== "trait" || !("days" in leaf.test)) return null;
    const days = change(leaf.test.days);
    return days === null ? null : { ...leaf, test: { ...leaf.test, days } };
  });
}

function windowFault(name: string, change: Change<Window>): PlanFault {
  return leafFault(name, (leaf) => {
    if (leaf.kind === "changed") {
      const own = change(leaf.window);
      return own === null ? null : { ...leaf, window: own };
    }
    if (!("events" in leaf)) return null;
    const window = change(leaf.events.window);
    return window === null ? null : { ...leaf, events: { ...leaf.events, window } };
  });
}

function localFault(name: string, change: Change<LocalTime>): PlanFault {
  return leafFault(name, (leaf) => {
    const local = "events" in leaf ? leaf.events.local : undefined;
    const changed = local === undefined ? null : change(local);
    if (!("events" in leaf) || changed === null) return null;
    return { ...leaf, events: { ...leaf.events, local: changed } };
  });
}

function testFault(name: string, change: Change<ValueTest>): PlanFault {
  return leafFault(name, (leaf) => {
    if (leaf.kind !== "trait") {
      return inFilter(leaf, (filter) => {
        const test = filter.kind === "test" ? change(filter.test) : null;
        return test === null || filter.kind !== "test" ? null : { ...filter, test };
      });
    }
    const { test: own } = leaf;
    const isPlain = own.kind !== "when" && !("days" in own);
    const test = isPlain ? change(own) : null;
    return test === null ? null : { ...leaf, test };
  });
}

function inLeaves(plan: Plan, change: Change<Leaf>): Plan | null {
  const leaves = changeAll(plan.leaves, change);
  return leaves === null ? null : { ...plan, leaves };
}

function changeAll<T>(parts: readonly T[], change: Change<T>): readonly T[] | null {
  const changed = parts.map(change);
  return changed.every((part) => part === null) ? null : changed.map((part, at) => part ?? (parts[at] as T));
}

function inFilter(leaf: Leaf, change: Change<Filter>): Leaf | null {
  if (!("events" in leaf)) return null;
  const where = deepFilter(leaf.events.where, change);
  return where === null ? null : { ...leaf, events: { ...leaf.events, where } };
}

function deepFilter(filter: Filter, change: Change<Filter>): Filter | null {
  const own = change(filter);
  if (own !== null || filter.kind === "test") return own;
  if (filter.kind === "not") {
    const of = deepFilter(filter.of, change);
    return of === null ? null : { ...filter, of };
  }
  const of = changeAll(filter.of, (part) => deepFilter(part, change));
  return of === null ? null : { ...filter, of };
}

function inRoot(plan: Plan, change: Change<PlanNode>): Plan | null {
  const root = deepNode(plan.root, change);
  return root === null ? null : { ...plan, root };
}

function deepNode(node: PlanNode, change: Change<PlanNode>): PlanNode | null {
  const own = change(node);
  if (own !== null || node.kind === "leaf" || node.kind === "always") return own;
  if (node.kind === "not") {
    const of = deepNode(node.of, change);
    return of === null ? null : { ...node, of };
  }
  const of = changeAll(node.of, (part) => deepNode(part, change));
  return of === null ? null : { ...node, of };
}

function swapJoin(node: PlanNode): PlanNode | null {
  if ((node.kind !== "and" && node.kind !== "or") || node.of.length < 2) return null;
  return { ...node, kind: node.kind === "and" ? "or" : "and" };
}
