import type { RowSpecs } from "./conditions.ts";
import { LOCAL } from "./local.ts";
import { SESSION_DURATION_ROW, SESSIONS_ROW } from "./sessions.ts";
import { DURATION, WINDOW } from "./windows.ts";

const WHERE = { show: "where", field: "where" } as const;
const EVENT = { show: "event", field: "event" } as const;

/** Conditions on what a quiet time parts. */
export const STRETCHES: Pick<RowSpecs, "stopped" | "restarted" | "sessions" | "session duration"> = {
  sessions: {
    lead: "b.lead.sessions",
    leadNot: "b.lead.notSessions",
    name: "b.row.sessions",
    example: "b.row.sessions.example",
    group: "habit",
    blank: {
      kind: "sessions",
      count: { op: "at least", n: 3 },
      window: { kind: "last", amount: 7, unit: "day" },
    },
    parts: SESSIONS_ROW,
  },
  "session duration": {
    lead: "b.lead.their",
    leadNot: "b.lead.notTheir",
    name: "b.row.sessionDuration",
    example: "b.row.sessionDuration.example",
    group: "habit",
    blank: {
      kind: "session duration",
      of: "sum",
      window: { kind: "last", amount: 30, unit: "day" },
      op: ">=",
      length: { amount: 10, unit: "minute" },
    },
    parts: SESSION_DURATION_ROW,
  },
  stopped: {
    lead: "b.lead.stopped",
    leadNot: "b.lead.notStopped",
    name: "b.row.stopped",
    example: "b.row.stopped.example",
    group: "habit",
    blank: { kind: "stopped", event: "", quiet: { amount: 60, unit: "day" } },
    parts: [
      EVENT,
      { show: "words", text: "b.words.quietFor" },
      { show: "record", field: "quiet", parts: DURATION },
      LOCAL,
      WINDOW,
      WHERE,
    ],
  },
  restarted: {
    lead: "b.lead.restarted",
    leadNot: "b.lead.notRestarted",
    name: "b.row.restarted",
    example: "b.row.restarted.example",
    group: "habit",
    blank: {
      kind: "restarted",
      event: "",
      quiet: { amount: 60, unit: "day" },
      window: { kind: "last", amount: 7, unit: "day" },
    },
    parts: [
      EVENT,
      { show: "words", text: "b.words.afterQuiet" },
      { show: "record", field: "quiet", parts: DURATION },
      LOCAL,
      WINDOW,
      WHERE,
    ],
  },
};
