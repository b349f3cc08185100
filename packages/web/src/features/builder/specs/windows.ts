import type {
  AnniversaryWindow,
  CalendarUnit,
  DateOp,
  Duration,
  DurationUnit,
  TraitWindow,
  WindowChoice,
} from "@habitus/segments";
import type { Word } from "../words.ts";
import type { Part, Specs } from "./spec.ts";

const DURATION_UNITS: Readonly<Record<DurationUnit, Word>> = {
  second: "b.unit.second",
  minute: "b.unit.minute",
  hour: "b.unit.hour",
  day: "b.unit.day",
  week: "b.unit.week",
  month: "b.unit.month",
  year: "b.unit.year",
};

const CALENDAR_UNITS: Readonly<Record<CalendarUnit, Word>> = {
  day: "b.unit.calendarDay",
  week: "b.unit.calendarWeek",
  month: "b.unit.calendarMonth",
  year: "b.unit.calendarYear",
};

const ONE_CALENDAR_UNIT: Readonly<Record<CalendarUnit, Word>> = {
  day: "b.unit.oneDay",
  week: "b.unit.oneWeek",
  month: "b.unit.oneMonth",
  year: "b.unit.oneYear",
};

const ONE_DURATION_UNIT: Readonly<Record<DurationUnit, Word>> = {
  second: "b.unit.oneSecond",
  minute: "b.unit.oneMinute",
  hour: "b.unit.oneHour",
  ...ONE_CALENDAR_UNIT,
};

const unitOf = <Field extends string>(...of: readonly Field[]) =>
  ({
    show: "choice",
    field: "unit",
    label: "b.unit",
    options: DURATION_UNITS,
    one: { of, options: ONE_DURATION_UNIT },
  }) as const;
const CALENDAR_UNIT = {
  show: "choice",
  field: "unit",
  label: "b.unit",
  options: CALENDAR_UNITS,
  one: { of: ["count"], options: ONE_CALENDAR_UNIT },
} as const;

export const UNIT = unitOf("amount");
const PERIODS = [{ show: "whole", field: "count", label: "b.amount", least: 1 }, CALENDAR_UNIT] as const;
const THEIR_ZONE = { show: "flag", field: "inTheirTimeZone", text: "b.theirZone" } as const;

export const DURATION: readonly Part<Duration>[] = [
  { show: "whole", field: "amount", label: "b.amount", least: 1 },
  UNIT,
];

export const WINDOWS: Specs<WindowChoice, "kind"> = {
  last: {
    name: "b.window.last",
    blank: { kind: "last", amount: 30, unit: "day" },
    parts: [{ show: "whole", field: "amount", label: "b.amount", least: 1 }, UNIT],
  },
  between: {
    name: "b.window.between",
    blank: { kind: "between", from: 60, to: 30, unit: "day" },
    parts: [
      { show: "whole", field: "from", label: "b.window.from", least: 1 },
      { show: "words", text: "b.words.and" },
      { show: "whole", field: "to", label: "b.window.to", least: 0 },
      unitOf("to"),
      { show: "words", text: "b.words.ago" },
    ],
  },
  older: {
    name: "b.window.older",
    blank: { kind: "older", amount: 30, unit: "day" },
    parts: [
      { show: "whole", field: "amount", label: "b.amount", least: 1 },
      UNIT,
      { show: "words", text: "b.words.ago" },
    ],
  },
  this: {
    name: "b.window.this",
    blank: { kind: "this", unit: "month" },
    parts: [{ show: "choice", field: "unit", label: "b.unit", options: ONE_CALENDAR_UNIT }, THEIR_ZONE],
  },
  previous: {
    name: "b.window.previous",
    blank: { kind: "previous", unit: "month" },
    parts: [{ show: "choice", field: "unit", label: "b.unit", options: ONE_CALENDAR_UNIT }, THEIR_ZONE],
  },
  calendar: {
    name: "b.window.calendar",
    blank: { kind: "calendar", count: 3, unit: "month" },
    parts: [...PERIODS, THEIR_ZONE],
  },
  regular: {
    name: "b.window.regular",
    blank: { kind: "regular", least: 4, count: 5, unit: "week" },
    parts: [
      { show: "whole", field: "least", label: "b.window.least", least: 1 },
      { show: "words", text: "b.words.ofTheLast" },
      { show: "whole", field: "count", label: "b.window.periods", least: 1 },
      {
        show: "whole",
        field: "each",
        label: "b.window.each",
        least: 1,
        words: "b.words.periodsOf",
        add: { text: "b.add.each", blank: 2 },
      },
      unitOf("each", "count"),
      { show: "flag", field: "calendar", text: "b.window.asCalendar" },
      THEIR_ZONE,
    ],
  },
  since: {
    name: "b.window.since",
    blank: { kind: "since", from: "" },
    parts: [{ show: "date", field: "from", label: "b.window.begins" }],
  },
  before: {
    name: "b.window.before",
    blank: { kind: "before", to: "" },
    parts: [{ show: "date", field: "to", label: "b.window.ends" }],
  },
  range: {
    name: "b.window.range",
    blank: { kind: "range", from: "", to: "" },
    parts: [
      { show: "date", field: "from", label: "b.window.begins" },
      { show: "words", text: "b.words.to" },
      { show: "date", field: "to", label: "b.window.ends" },
    ],
  },
  ever: { name: "b.window.ever", blank: { kind: "ever" }, parts: [], rare: true },
};

const SIDES: Readonly<Record<DateOp, Word>> = {
  before: "b.side.before",
  "on or before": "b.side.onOrBefore",
  after: "b.side.after",
  "on or after": "b.side.onOrAfter",
};

const PERIOD_AWAY = [
  { show: "choice", field: "unit", label: "b.unit", options: ONE_CALENDAR_UNIT },
  { show: "words", text: "b.words.numbered" },
  { show: "whole", field: "offset", label: "b.window.offset", least: -36_525 },
  { show: "words", text: "b.words.periodNow" },
] as const;

/** Where the value of a trait lies, seen from now. */
export const TRAIT_WINDOWS: Specs<TraitWindow, "kind"> = {
  ...WINDOWS,
  next: {
    name: "b.window.next",
    blank: { kind: "next", amount: 7, unit: "day" },
    parts: [{ show: "whole", field: "amount", label: "b.amount", least: 1 }, UNIT],
  },
  "between ahead": {
    name: "b.window.betweenAhead",
    blank: { kind: "between ahead", from: 3, to: 7, unit: "day" },
    parts: [
      { show: "whole", field: "from", label: "b.window.from" },
      { show: "words", text: "b.words.and" },
      { show: "whole", field: "to", label: "b.window.to", least: 1 },
      unitOf("to"),
      { show: "words", text: "b.words.fromNow" },
    ],
  },
  side: {
    name: "b.window.side",
    blank: { kind: "side", op: "before", amount: 30, unit: "day" },
    parts: [
      { show: "choice", field: "op", label: "b.operator", options: SIDES },
      { show: "whole", field: "amount", label: "b.amount" },
      UNIT,
      { show: "flag", field: "ahead", text: "b.words.fromNow", off: "b.words.ago", label: "b.direction" },
    ],
  },
  period: {
    name: "b.window.period",
    blank: { kind: "period", unit: "day", offset: 1 },
    parts: [...PERIOD_AWAY, THEIR_ZONE],
  },
  coming: {
    name: "b.window.coming",
    blank: { kind: "coming", count: 3, unit: "month" },
    parts: [...PERIODS, THEIR_ZONE],
  },
};

const ONE_PERIOD = [{ show: "choice", field: "unit", label: "b.unit", options: ONE_CALENDAR_UNIT }] as const;

/** The days that something comes round on: always of the person's own calendar. */
export const ANNIVERSARY_WINDOWS: Specs<AnniversaryWindow, "kind"> = {
  next: TRAIT_WINDOWS.next,
  last: TRAIT_WINDOWS.last,
  "between ahead": TRAIT_WINDOWS["between ahead"],
  between: TRAIT_WINDOWS.between,
  this: { ...WINDOWS.this, parts: ONE_PERIOD },
  previous: { ...WINDOWS.previous, parts: ONE_PERIOD },
  period: { ...TRAIT_WINDOWS.period, parts: PERIOD_AWAY },
  coming: { ...TRAIT_WINDOWS.coming, parts: PERIODS },
  calendar: { ...WINDOWS.calendar, parts: PERIODS },
};

/** The window of a condition on events; without one all time counts. */
export const WINDOW = {
  show: "variant",
  field: "window",
  tag: "kind",
  label: "b.window",
  specs: WINDOWS,
  absent: "b.window.absent",
} as const;
