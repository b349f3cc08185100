import {
  ACCOUNTS_TRAIT,
  DAY_MS,
  formatDay,
  formatInstant,
  HOUR_MS,
  MINUTE_MS,
  must,
  SECOND_MS,
  unreachable,
} from "@habitus/kernel";
import type {
  DatedTest,
  EventKind,
  EventMatch,
  EventNames,
  Filter,
  HomeDays,
  Leaf,
  LocalTime,
  Plan,
  PlanNode,
  SequenceLeaf,
  SequenceStep,
  SessionsLeaf,
  TraitLeaf,
  ValueTest,
  WhenTest,
  WhenWindow,
  Window,
  Zone,
} from "./plan.ts";
import type { CodeRanges, Pattern } from "./pattern.ts";

/** A plan as indented text: every default written out, each leaf once. One line per node, two spaces per level. */
export function describePlan(plan: Plan): string {
  const shown = new Set<number>();
  const describe = (node: PlanNode): readonly string[] => {
    switch (node.kind) {
      case "always":
        return [node.value ? "everyone" : "no one"];
      case "leaf": {
        const again = shown.has(node.leaf);
        shown.add(node.leaf);
        if (again) return [`#${node.leaf} again`];
        const [head = "", ...details] = describeLeaf(must(plan.leaves[node.leaf], "a node names a leaf"));
        return [`#${node.leaf} ${head}`, ...indent(details)];
      }
      case "not":
        return ["not", ...indent(describe(node.of))];
      case "and":
      case "or":
        return [node.kind, ...indent(node.of.flatMap(describe))];
      case "some":
        return [
          `at least ${node.least} of`,
          ...indent(node.of.flatMap((of, place) => weighed(describe(of), node.weights?.[place]))),
        ];
      default:
        return unreachable(node);
    }
  };
  return `${describe(plan.root).join("\n")}\n`;
}

/** A part that counts more than one says so in its first line. */
function weighed([first = "", ...others]: readonly string[], weight = 1): readonly string[] {
  return [weight === 1 ? first : `${weight} x ${first}`, ...others];
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** The lines of one leaf: what it asks, then what narrows it. */
export function describeLeaf(leaf: Leaf): readonly string[] {
  switch (leaf.kind) {
    case "count":
      return [`count of ${named(leaf.events.name)} >= ${leaf.atLeast}`, ...describeEvents(leaf.events)];
    case "aggregate": {
      const subject = `${leaf.of} of ${named(leaf.events.name)} ${path(leaf.path)}`;
      return [
        `${subject} ${leaf.op} ${leaf.value}`,
        ...(leaf.items === undefined ? [] : [`items with ${describeFilter(leaf.items)}`]),
        ...describeEvents(leaf.events),
      ];
    }
    case "days":
      return [
        `days with ${named(leaf.events.name)}, ${zone(leaf.zone)} ${leaf.op} ${leaf.value}`,
        ...describeEvents(leaf.events),
      ];
    case "sequence":
      return describeSequence(leaf);
    case "sessions":
      return describeSessions(leaf);
    case "overdue":
      return [
        `since ${named(leaf.events.name)} more than ${leaf.factor} x median gap, of at least ${leaf.atLeast}`,
        ...describeEvents(leaf.events),
      ];
    case "favourite":
      return [
        `in top ${leaf.top} of ${named(leaf.events.name)} ${leaf.clock?.unit ?? path(leaf.path)}: ${quote(leaf.value)}`,
        ...describeEvents(leaf.events),
      ];
    case "ratio":
      return [
        `number of ${describeKind(leaf.part)} / ${named(leaf.events.name)} ${leaf.op} ${leaf.value}`,
        ...describeEvents(leaf.events),
      ];
    case "outermost":
      return [
        `the ${leaf.of} ${named(leaf.events.name)} has ${describeFilter(leaf.has)}`,
        ...describeEvents(leaf.events),
      ];
    case "trait":
      return [describeTrait(leaf)];
    case "held":
      return [`trait ${quote(leaf.trait)} for ${length(leaf.forMs)}: ${describeFilter(leaf.where)}`];
    case "changed":
      return [
        `trait ${quote(leaf.trait)} changed`,
        `from ${describeFilter(leaf.from)}`,
        `to ${describeFilter(leaf.to)}`,
        `time ${describeWindow(leaf.window)}`,
      ];
    default:
      return unreachable(leaf);
  }
}

function describeSequence({ events, following, same }: SequenceLeaf): readonly string[] {
  return [
    `${named(events.name)}, then:`,
    ...describeEvents(events),
    ...following.map(describeStep),
    ...(same === null ? [] : [`all with the same ${path(same)}`]),
  ];
}

function describeSessions({ of, events, quietMs, op, value }: SessionsLeaf): readonly string[] {
  const sessions = `sessions of ${named(events.name)} with gaps up to ${length(quietMs)}`;
  const says =
    of === "count" ? `number of ${sessions} ${op} ${value}` : `${of} of ms of ${sessions} ${op} ${value}`;
  return [says, ...describeEvents(events)];
}

function describeTrait({ path: keys, test, inForce }: TraitLeaf): string {
  const named = keys[0] === ACCOUNTS_TRAIT ? "their accounts" : `trait ${path(keys)}`;
  const subject = `${named}${inForce === true ? " at present" : ""}`;
  if (test.kind === "day") return `${subject} as date ${describeDays(test.days)}`;
  if (test.kind === "yearly") return `${subject} as date comes round ${describeDays(test.days)}`;
  if (test.kind === "dated")
    return `${subject} as text has a day ${describeDays(test.days)}: ${describeDates(test)}`;
  return test.kind === "when"
    ? `${subject} as time ${describeWhen(test)}`
    : `${subject} ${describeTest(test)}`;
}

function describeEvents({ window, where, local }: EventMatch): readonly string[] {
  const unfiltered = where.kind === "and" && where.of.length === 0;
  return [
    `time ${describeWindow(window)}`,
    ...(local === undefined ? [] : [describeLocal(local)]),
    ...(unfiltered ? [] : [`where ${describeFilter(where)}`]),
  ];
}

function describeLocal({ days, hours, otherwise }: LocalTime): string {
  return [
    ...(days === null ? [] : [`on days ${days.join(", ")} of the week`]),
    ...(hours === null ? [] : [`from ${length(hours.fromMs)} to ${length(hours.toMs)} of the day`]),
    `by the event's own clock, home zone or ${otherwise}`,
  ].join(" ");
}

function describeStep({ event, withinMs, without, absent }: SequenceStep): string {
  return [
    `then ${absent ? "no " : ""}${describeKind(event)}`,
    ...(withinMs === null ? [] : [`within ${length(withinMs)}`]),
    ...(without === null ? [] : [`without ${describeKind(without)} between`]),
  ].join(" ");
}

function describeKind({ name, where, local }: EventKind): string {
  const unfiltered = where.kind === "and" && where.of.length === 0;
  const narrowed = [
    ...(local === undefined ? [] : [describeLocal(local)]),
    ...(unfiltered ? [] : [`where ${describeFilter(where)}`]),
  ];
  return narrowed.length === 0 ? named(name) : `${named(name)} (${narrowed.join(", ")})`;
}

function describeFilter(filter: Filter): string {
  switch (filter.kind) {
    case "test":
      return `${path(filter.path)} ${describeTest(filter.test)}`;
    case "not":
      return `not (${describeFilter(filter.of)})`;
    case "and":
    case "or":
      return filter.of
        .map((of) => (of.kind === "and" || of.kind === "or" ? `(${describeFilter(of)})` : describeFilter(of)))
        .join(` ${filter.kind} `);
    default:
      return unreachable(filter);
  }
}

function describeTest(test: ValueTest): string {
  switch (test.kind) {
    case "exists":
      return "exists";
    case "number":
      return `as number ${test.op} ${test.value}`;
    case "text":
      return `as text ${test.op} ${quote(test.value)}${test.ignoreCase ? " ignoring case" : ""}`;
    case "one of":
      return `as text is one of ${test.texts.length}`;
    case "matches":
      return `as text matches ${describePattern(test.pattern)}${test.ignoreCase ? " ignoring case" : ""}`;
    case "near":
      return `is a place within ${test.metres} m of ${test.lat} north, ${test.lon} east`;
    case "bucket":
      return `hashed with ${quote(test.salt)} is ${test.from} to ${test.to} of ${test.of}`;
    case "boolean":
      return `is ${test.value}`;
    case "time":
      return `as time ${test.op} ${formatInstant(test.at)}`;
    case "age":
      return `as time is ${test.fromMs ?? "-∞"} to ${test.toMs ?? "∞"} ms before the event`;
    case "items":
      return `has at least ${test.atLeast} items with (${describeFilter(test.of)})`;
    case "any":
      return `any of (${test.of.map(describeTest).join(", ")})`;
    default:
      return unreachable(test);
  }
}

/** Much as it may be written, with every class spelled out. */
function describePattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case "one":
      return describeClass(pattern.of);
    case "start":
      return "^";
    case "end":
      return "$";
    case "all":
      return pattern.of.map(describePattern).join("");
    case "any":
      return `(${pattern.of.map(describePattern).join("|")})`;
    case "repeat": {
      const { least, most } = pattern;
      const upTo = most === least ? "" : `,${most ?? ""}`;
      return `(${describePattern(pattern.of)}){${least}${upTo}}`;
    }
    default:
      return unreachable(pattern);
  }
}

function describeClass(ranges: CodeRanges): string {
  const [only] = ranges;
  if (only !== undefined && ranges.length === 1 && only[0] === only[1]) return describeCharacter(only[0]);
  const written = ranges.map((range) => [...new Set(range)].map(describeCharacter).join("-"));
  return `[${written.join("")}]`;
}

function describeCharacter(code: number): string {
  const character = String.fromCodePoint(code);
  if (/[\p{L}\p{N}_ ]/u.test(character)) return character;
  return code > 0x20 && code < 0x7f ? `\\${character}` : `U+${code.toString(16).toUpperCase()}`;
}

function describeWhen({ window }: WhenTest): string {
  return describeWindow(
    window.kind === "sliding" ? window : { ...window, zone: { kind: "named", name: "UTC" } },
  );
}

/** Of each group how many days it has, the first and the last. */
function describeDates({ dates }: DatedTest): string {
  return dates
    .map(({ of, days }) => {
      const [first] = days;
      const last = days.at(-1);
      const span =
        first === undefined || last === undefined ? "" : `, ${formatDay(first)} to ${formatDay(last)}`;
      return `${of === null ? "all others" : of.join(" ")} ${days.length} days${span}`;
    })
    .join("; ");
}

function describeDays({ otherwise, ...days }: HomeDays): string {
  return describeWindow({ kind: "calendar", ...days, zone: { kind: "home", otherwise } });
}

function describeWindow(window: Window | Extract<WhenWindow, { readonly kind: "sliding" }>): string {
  switch (window.kind) {
    case "ever":
      return "(-, now]";
    case "sliding":
      return `(${fromNow(window.fromMs)}, ${fromNow(window.toMs)}]`;
    case "fixed": {
      const from = window.from === null ? "(-" : `[${formatInstant(window.from)}`;
      return window.to === null ? `${from}, now]` : `${from}, ${formatInstant(window.to)})`;
    }
    case "calendar": {
      const periods = `${window.count} calendar ${window.unit}${window.count === 1 ? "" : "s"}`;
      const away = `${Math.abs(window.endsAgo)} ${window.endsAgo < 0 ? "after" : "before"} this one`;
      const end = window.endsAgo === 0 ? "this one" : away;
      const weeks = window.unit === "week" ? `, weeks from day ${window.weekStart}` : "";
      return `in ${periods} up to ${end}${weeks}, ${zone(window.zone)}`;
    }
    default:
      return unreachable(window);
  }
}

/** Null is without end. */
function fromNow(agoMs: number | null): string {
  if (agoMs === null) return "-";
  if (agoMs === 0) return "now";
  return `now ${agoMs < 0 ? "+" : "-"} ${length(Math.abs(agoMs))}`;
}

function zone(of: Zone): string {
  return of.kind === "named" ? of.name : `home zone or ${of.otherwise}`;
}

const UNITS = [
  [DAY_MS, "d"],
  [HOUR_MS, "h"],
  [MINUTE_MS, "min"],
  [SECOND_MS, "s"],
] as const;

function length(ms: number): string {
  const [size, unit] = UNITS.find(([of]) => ms % of === 0) ?? [1, "ms"];
  return `${ms / size} ${unit}`;
}

function path(keys: readonly string[]): string {
  if (keys.length === 0) return "it";
  return keys.map(quote).join(".");
}

function named(name: EventNames): string {
  if (typeof name === "string") return quote(name);
  const but = name.except === undefined ? "" : ` but ${name.except.map(quote).join(", ")}`;
  return `any event starting with ${quote(name.startsWith)}${but}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
