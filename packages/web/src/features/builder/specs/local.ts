import type { LocalChoice } from "@habitus/segments";
import type { Part } from "./spec.ts";

const HOURS: readonly Part<NonNullable<LocalChoice["hours"]>>[] = [
  { show: "words", text: "b.words.fromClock" },
  { show: "text", field: "from", label: "b.hours.from" },
  { show: "words", text: "b.words.toClock" },
  { show: "text", field: "to", label: "b.hours.to" },
];

const LOCAL_PARTS: readonly Part<LocalChoice>[] = [
  { show: "days", field: "days", label: "b.days.ofWeek" },
  {
    show: "record",
    field: "hours",
    parts: HOURS,
    add: { text: "b.add.hours", blank: { from: "06:00", to: "11:00" } },
  },
];

/** By the clock where the event happened. */
export const LOCAL = {
  show: "record",
  field: "local",
  parts: LOCAL_PARTS,
  add: { text: "b.add.local", blank: { days: "weekdays" } },
} as const;
