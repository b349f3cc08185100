import { formatInstant } from "@habitus/kernel";
import { csvLine } from "../platform/csv.ts";
import type { AuditedField, DataAudit } from "./data-audit.ts";

const HEAD = [
  "event",
  "events",
  "first_seen",
  "last_seen",
  "last_7_days",
  "28_days_before",
  "volume",
  "field",
  "looked_at",
  "filled",
  "kind",
  "other_kinds",
  "out_of_range",
  "distinct",
  "top_value",
  "segments",
];
const EVENTS_AT_ONCE = 50;
const FIELDS_AT_ONCE = 500;

/** The whole audit as lines of CSV (RFC 4180), one a field; an event without fields has one line. */
export async function* auditLines(audit: DataAudit, signal: AbortSignal): AsyncGenerator<string> {
  yield csvLine(HEAD);
  for (let skip = 0; ; skip += EVENTS_AT_ONCE) {
    const events = await audit.events({ skip, limit: EVENTS_AT_ONCE }, signal);
    for (const { name, events: count, firstSeen, lastSeen, recent, before, volume, segments } of events) {
      const times = [firstSeen, lastSeen].map((at) => formatInstant(at));
      const own = [name, count, ...times, recent, before, volume];
      let isBare = true;
      for await (const { field, looked } of allFields(audit, name, signal)) {
        isBare = false;
        yield csvLine([...own, ...fieldCells(field, looked)]);
      }
      if (isBare) yield csvLine([...own, "", "", "", "", "", "", "", "", segments.join(" ")]);
    }
    if (events.length < EVENTS_AT_ONCE) return;
  }
}

async function* allFields(
  audit: DataAudit,
  event: string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly field: AuditedField; readonly looked: number }> {
  for (let skip = 0; ; skip += FIELDS_AT_ONCE) {
    const page = await audit.fields({ event, skip, limit: FIELDS_AT_ONCE }, signal);
    for (const field of page.fields) yield { field, looked: page.looked - page.unread };
    if (!page.hasMore) return;
  }
}

function fieldCells(field: AuditedField, looked: number): readonly (string | number)[] {
  const { name, filled, kind, invalid, outside, distinct, top, segments } = field;
  return [
    name,
    looked,
    filled,
    kind,
    invalid,
    outside?.count ?? "",
    distinct,
    top[0]?.value ?? "",
    segments.join(" "),
  ];
}
