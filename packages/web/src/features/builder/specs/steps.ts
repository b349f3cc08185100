import type { EventChoice, ThenStep } from "@habitus/segments";
import { EVENT, WHERE } from "./clauses.ts";
import { LOCAL } from "./local.ts";
import type { Part } from "./spec.ts";
import { DURATION } from "./windows.ts";

export const CHOSEN_EVENT: readonly Part<EventChoice>[] = [EVENT, LOCAL, WHERE];

export const THEN: readonly Part<ThenStep>[] = [
  { show: "flag", field: "absent", text: "b.then.not", off: "b.then", label: "b.step" },
  { show: "record", field: "event", parts: CHOSEN_EVENT },
  {
    show: "record",
    field: "within",
    parts: [{ show: "words", text: "b.words.within" }, ...DURATION],
    add: { text: "b.add.within", blank: { amount: 1, unit: "hour" } },
  },
  {
    show: "record",
    field: "without",
    parts: [
      { show: "words", text: "b.words.without" },
      ...CHOSEN_EVENT,
      { show: "words", text: "b.words.between" },
    ],
    add: { text: "b.add.without", blank: { event: "" } },
  },
];
