import type { CountTest, HeldTest, ItemsChoice, MembersChoice, ValueComparison } from "@habitus/segments";
import type { Word } from "../words.ts";
import type { Spec, Specs, Subject } from "./spec.ts";
import { ANNIVERSARY_WINDOWS, DURATION, TRAIT_WINDOWS, WINDOW } from "./windows.ts";

/** What an operator belongs to in the list; `only` for operators that make sense of one subject alone. */
type OfTest = {
  readonly negative: Word;
  readonly group: "any" | "text" | "number" | "date" | "list" | "change";
  readonly only?: Subject;
};
export type TestSpec<T> = Spec<T> & OfTest;

type TestSpecs = {
  readonly [Op in keyof Specs<ValueComparison, "op">]: Specs<ValueComparison, "op">[Op] & OfTest;
};

const CASE = { show: "flag", field: "ignoreCase", text: "b.ignoreCase", sign: "Aa" } as const;
const TEXT = { show: "literal", field: "value", kinds: ["text"] } as const;
const NUMBER = { show: "number", field: "value", label: "b.value" } as const;
const DATE = { show: "literal", field: "value", kinds: ["date"] } as const;

const NO_TEXT = { kind: "text", value: "" } as const;
const NO_DATE = { kind: "date", value: "" } as const;
const ZERO = { kind: "number", value: "0" } as const;

/** What a value is or was. */
const HELD: Specs<HeldTest, "op"> = {
  is: {
    name: "b.op.is",
    blank: { op: "is", value: NO_TEXT },
    parts: [
      { show: "literal", field: "value", kinds: ["text", "number", "percent", "boolean", "date"] },
      CASE,
    ],
  },
  in: {
    name: "b.op.in",
    blank: { op: "in", values: [] },
    parts: [{ show: "literals", field: "values" }, CASE],
  },
  ">=": {
    name: "b.op.atLeast",
    blank: { op: ">=", value: ZERO },
    parts: [NUMBER],
  },
  ">": {
    name: "b.op.above",
    blank: { op: ">", value: ZERO },
    parts: [NUMBER],
  },
  "<=": {
    name: "b.op.atMost",
    blank: { op: "<=", value: ZERO },
    parts: [NUMBER],
  },
  "<": {
    name: "b.op.below",
    blank: { op: "<", value: ZERO },
    parts: [NUMBER],
  },
  between: {
    name: "b.op.between",
    blank: { op: "between", from: ZERO, to: { kind: "number", value: "100" } },
    parts: [
      { show: "number", field: "from", label: "b.from" },
      { show: "words", text: "b.words.and" },
      { show: "number", field: "to", label: "b.to" },
    ],
  },
  before: {
    name: "b.op.before",
    blank: { op: "before", value: NO_DATE },
    parts: [DATE],
  },
  "on or before": {
    name: "b.op.onOrBefore",
    blank: { op: "on or before", value: NO_DATE },
    parts: [DATE],
  },
  after: {
    name: "b.op.after",
    blank: { op: "after", value: NO_DATE },
    parts: [DATE],
  },
  "on or after": {
    name: "b.op.onOrAfter",
    blank: { op: "on or after", value: NO_DATE },
    parts: [DATE],
  },
};

type ChoiceWords = {
  readonly any: Word;
  readonly every: Word;
  readonly several: Word;
  readonly things: Word;
  readonly thing: Word;
};

/** How many of the things there are several of. */
function whichOf({ any, every, several, things, thing }: ChoiceWords): Specs<ItemsChoice, "kind"> {
  const parts = [
    { show: "whole", field: "n", label: "b.count.n", least: 0 },
    { show: "words", text: things, one: { of: "n", text: thing } },
  ] as const;
  const specs: Specs<CountTest, "op"> = {
    "at least": { name: "b.count.atLeast", blank: { op: "at least", n: 2 }, parts },
    exactly: { name: "b.count.exactly", blank: { op: "exactly", n: 1 }, parts },
    "at most": { name: "b.count.atMost", blank: { op: "at most", n: 1 }, parts },
    "more than": { name: "b.count.moreThan", blank: { op: "more than", n: 1 }, parts },
    "less than": { name: "b.count.lessThan", blank: { op: "less than", n: 2 }, parts },
  };
  return {
    any: { name: any, blank: { kind: "any" }, parts: [] },
    every: { name: every, blank: { kind: "every" }, parts: [] },
    count: {
      name: several,
      blank: { kind: "count", count: { op: "at least", n: 2 } },
      parts: [{ show: "variant", field: "count", tag: "op", label: "b.operator", specs }],
    },
  };
}

const WHICH_ITEMS = whichOf({
  any: "b.list.anyItem",
  every: "b.list.everyItem",
  several: "b.list.count",
  things: "b.words.items",
  thing: "b.words.oneItem",
});

export const WHICH_ACCOUNTS = whichOf({
  any: "b.account.any",
  every: "b.account.every",
  several: "b.account.several",
  things: "b.words.accounts",
  thing: "b.words.oneAccount",
});

export const WHICH_MEMBERS: Specs<MembersChoice, "kind"> = {
  ...whichOf({
    any: "b.members.any",
    every: "b.members.every",
    several: "b.members.several",
    things: "b.words.members",
    thing: "b.words.oneMember",
  }),
  none: { name: "b.members.none", blank: { kind: "none" }, parts: [] },
};

/** The tests of a value in the order of the list; each has a name for itself and for its opposite. */
export const COMPARISONS: TestSpecs = {
  is: {
    ...HELD.is,
    negative: "b.op.isNot",
    group: "any",
  },
  in: {
    ...HELD.in,
    negative: "b.op.notIn",
    group: "any",
  },
  exists: {
    name: "b.op.exists",
    negative: "b.op.notExists",
    group: "any",
    blank: { op: "exists" },
    parts: [],
  },
  contains: {
    name: "b.op.contains",
    negative: "b.op.notContains",
    group: "text",
    blank: { op: "contains", value: NO_TEXT },
    parts: [TEXT, CASE],
  },
  "starts with": {
    name: "b.op.startsWith",
    negative: "b.op.notStartsWith",
    group: "text",
    blank: { op: "starts with", value: NO_TEXT },
    parts: [TEXT, CASE],
  },
  "ends with": {
    name: "b.op.endsWith",
    negative: "b.op.notEndsWith",
    group: "text",
    blank: { op: "ends with", value: NO_TEXT },
    parts: [TEXT, CASE],
  },
  matches: {
    name: "b.op.matches",
    negative: "b.op.notMatches",
    group: "text",
    blank: { op: "matches", value: NO_TEXT },
    parts: [TEXT, CASE],
  },
  near: {
    name: "b.op.near",
    negative: "b.op.notNear",
    group: "any",
    blank: {
      op: "near",
      within: { kind: "number", value: "5" },
      unit: "km",
      lat: ZERO,
      lon: ZERO,
    },
    parts: [
      { show: "number", field: "within", label: "b.near.within" },
      {
        show: "choice",
        field: "unit",
        label: "b.near.unit",
        options: { m: "b.near.m", km: "b.near.km", mile: "b.near.mile" },
      },
      { show: "words", text: "b.words.ofPlace" },
      { show: "number", field: "lat", label: "b.near.lat" },
      { show: "words", text: "b.words.north" },
      { show: "number", field: "lon", label: "b.near.lon" },
      { show: "words", text: "b.words.east" },
    ],
  },
  "from event": {
    name: "b.op.fromEvent",
    negative: "b.op.notFromEvent",
    group: "date",
    only: "property",
    blank: { op: "from event", far: "within", length: { amount: 14, unit: "day" }, side: "before" },
    parts: [
      {
        show: "choice",
        field: "far",
        label: "b.event.far",
        options: { within: "b.event.within", "more than": "b.event.moreThan" },
      },
      { show: "record", field: "length", parts: DURATION },
      {
        show: "choice",
        field: "side",
        label: "b.event.side",
        options: { before: "b.event.before", after: "b.event.after" },
      },
    ],
  },
  ">=": {
    ...HELD[">="],
    negative: "b.op.notAtLeast",
    group: "number",
  },
  ">": {
    ...HELD[">"],
    negative: "b.op.notAbove",
    group: "number",
  },
  "<=": {
    ...HELD["<="],
    negative: "b.op.notAtMost",
    group: "number",
  },
  "<": {
    ...HELD["<"],
    negative: "b.op.notBelow",
    group: "number",
  },
  between: {
    ...HELD.between,
    negative: "b.op.notBetween",
    group: "number",
  },
  when: {
    name: "b.op.when",
    negative: "b.op.notWhen",
    group: "date",
    only: "trait",
    blank: { op: "when", window: { kind: "last", amount: 30, unit: "day" } },
    parts: [{ show: "variant", field: "window", tag: "kind", label: "b.window", specs: TRAIT_WINDOWS }],
  },
  anniversary: {
    name: "b.op.anniversary",
    negative: "b.op.notAnniversary",
    group: "date",
    only: "trait",
    blank: { op: "anniversary", window: { kind: "next", amount: 7, unit: "day" } },
    parts: [{ show: "variant", field: "window", tag: "kind", label: "b.window", specs: ANNIVERSARY_WINDOWS }],
  },
  before: {
    ...HELD.before,
    negative: "b.op.notBefore",
    group: "date",
  },
  "on or before": {
    ...HELD["on or before"],
    negative: "b.op.notOnOrBefore",
    group: "date",
  },
  after: {
    ...HELD.after,
    negative: "b.op.notAfter",
    group: "date",
  },
  "on or after": {
    ...HELD["on or after"],
    negative: "b.op.notOnOrAfter",
    group: "date",
  },
  includes: {
    name: "b.op.includes",
    negative: "b.op.notIncludes",
    group: "list",
    blank: { op: "includes", values: [] },
    parts: [
      { show: "flag", field: "all", text: "b.list.all", off: "b.list.any", label: "b.operator" },
      { show: "literals", field: "values" },
      CASE,
    ],
  },
  items: {
    name: "b.op.items",
    negative: "b.op.notItems",
    group: "list",
    blank: { op: "items", which: { kind: "any" } },
    parts: [
      { show: "variant", field: "which", tag: "kind", label: "b.operator", specs: WHICH_ITEMS },
      { show: "where", field: "where" },
    ],
  },
  held: {
    name: "b.op.held",
    negative: "b.op.notHeld",
    group: "change",
    only: "trait",
    blank: { op: "held", of: HELD.is.blank, for: { amount: 90, unit: "day" } },
    parts: [
      { show: "variant", field: "of", tag: "op", label: "b.operator", specs: HELD },
      { show: "words", text: "b.words.for" },
      { show: "record", field: "for", parts: DURATION },
    ],
  },
  changed: {
    name: "b.op.changed",
    negative: "b.op.notChanged",
    group: "change",
    only: "trait",
    blank: { op: "changed", to: HELD.is.blank, window: { kind: "last", amount: 30, unit: "day" } },
    parts: [
      { show: "words", text: "b.words.from" },
      { show: "variant", field: "from", tag: "op", label: "b.from", specs: HELD, absent: "b.op.anything" },
      { show: "words", text: "b.words.into" },
      { show: "variant", field: "to", tag: "op", label: "b.to", specs: HELD, absent: "b.op.anything" },
      WINDOW,
    ],
  },
};
