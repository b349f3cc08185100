import type {
  Duration,
  DurationKind,
  SessionDurationCondition,
  SessionsChoice,
  SessionsCondition,
} from "@habitus/segments";
import type { Word } from "../words.ts";
import { IS_OP, SHARE_OP } from "./operators.ts";
import type { Part } from "./spec.ts";
import { DURATION, UNIT, WINDOW } from "./windows.ts";

export const DURATIONS: Readonly<Record<DurationKind, Word>> = {
  sum: "b.session.total",
  average: "b.session.average",
  minimum: "b.session.shortest",
  maximum: "b.session.longest",
};

const QUIET: Duration = { amount: 20, unit: "minute" };

/** Which sessions. */
const CHOSEN: readonly Part<SessionsChoice>[] = [
  { show: "event", field: "event" },
  {
    show: "record",
    field: "quiet",
    parts: [{ show: "words", text: "b.words.sessionQuiet" }, ...DURATION],
    add: { text: "b.add.sessionQuiet", blank: QUIET },
  },
  WINDOW,
  { show: "where", field: "where" },
];

export const SESSIONS: readonly Part<SessionsChoice>[] = [
  { show: "words", text: "b.words.sessionsOf" },
  ...CHOSEN,
];

export const SESSIONS_ROW: readonly Part<SessionsCondition>[] = [
  {
    show: "record",
    field: "count",
    parts: [
      { show: "choice", field: "op", label: "b.count", options: SHARE_OP },
      { show: "whole", field: "n", label: "b.session.n", least: 0 },
      { show: "words", text: "b.words.sessionsOf", one: { of: "n", text: "b.words.oneSessionOf" } },
    ],
  },
  ...CHOSEN,
];

export const SESSION_DURATION_ROW: readonly Part<SessionDurationCondition>[] = [
  { show: "choice", field: "of", label: "b.aggregate", options: DURATIONS },
  ...SESSIONS,
  { show: "choice", field: "op", label: "b.operator", options: IS_OP },
  {
    show: "record",
    field: "length",
    parts: [{ show: "whole", field: "amount", label: "b.amount", least: 0 }, UNIT],
  },
];
