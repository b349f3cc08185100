import { DAY_MS } from "@habitus/kernel";
import type { AuditReads, EventFigures, FieldFigures } from "../../../store/audit-reads.ts";

const START = Date.UTC(2026, 2, 1);
const NO_KINDS = { text: 0, number_text: 0, time_text: 0, number: 0, boolean: 0, list: 0, object: 0 };

const EVENTS: readonly EventFigures[] = ["Order Completed", "=cmd()"].map((name, place) => ({
  name,
  events: 100 - place,
  firstSeen: START - 40 * DAY_MS,
  lastSeen: START,
  recent: 5,
  before: 160,
}));

const FIELDS: readonly FieldFigures[] = [
  {
    name: "revenue",
    filled: 90,
    kinds: { ...NO_KINDS, number: 70, number_text: 10, text: 10 },
    distinct: 40,
    firstSeen: START - DAY_MS,
    lastSeen: START,
    outside: { count: 2, from: -10, to: 90 },
    top: [{ value: "10", count: 30 }],
  },
  {
    name: "category",
    filled: 50,
    kinds: { ...NO_KINDS, text: 49, time_text: 1 },
    distinct: 2,
    firstSeen: START - DAY_MS,
    lastSeen: START,
    outside: null,
    top: [{ value: '"shoes"', count: 25 }],
  },
];

/** The event store's figures, played. */
export function createPlayedAudit(): AuditReads {
  return {
    events: ({ skip, limit }) => Promise.resolve(EVENTS.slice(skip, skip + limit)),
    named: ({ names }) => Promise.resolve(EVENTS.filter(({ name }) => names.includes(name))),
    fields: ({ skip, limit }) =>
      Promise.resolve({
        looked: 100,
        unread: 0,
        duplicates: 3,
        fields: FIELDS.slice(skip, skip + limit),
        hasMore: FIELDS.length > skip + limit,
      }),
  };
}
