import { VALUE_KINDS } from "@habitus/contract";
import { DAY_MS } from "@habitus/kernel";
import type {
  AuditReads,
  EventFigures,
  FieldFigures,
  SampleFigures,
  ValueKind,
} from "../../store/audit-reads.ts";
import type { EventStore, Statement } from "../../store/event-store.ts";

const RECENT_MS = 7 * DAY_MS;
const BEFORE_MS = 28 * DAY_MS;
const TOP_VALUES = 5;

const instant = (name: string): string => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`;

const EVENT_FIGURES = `SELECT name, count() AS events, toUnixTimestamp64Milli(min(time)) AS first_ms,
  toUnixTimestamp64Milli(max(time)) AS last_ms,
  countIf(time > ${instant("recentFrom")} AND time <= ${instant("now")}) AS recent,
  countIf(time > ${instant("beforeFrom")} AND time <= ${instant("recentFrom")}) AS before
FROM events_by_name`;

const LOOKED = `SELECT node, time, properties, plain FROM events_by_name
  WHERE name = {name:String} ORDER BY time DESC LIMIT {sample:UInt32}`;

const SAMPLE = `SELECT count() AS looked, countIf(NOT plain) AS unread,
  count() - uniqExact(sipHash64(node, time, properties)) AS duplicates FROM (${LOOKED})`;

const PAIRS = `SELECT time, pair.1 AS field, pair.2 AS raw FROM (${LOOKED})
  ARRAY JOIN JSONExtractKeysAndValuesRaw(properties) AS pair WHERE plain AND pair.2 NOT IN ('null', '""')`;

const KIND_OF = String.raw`multiIf(
    raw IN ('true', 'false'), 'boolean', startsWith(raw, '['), 'list', startsWith(raw, '{'), 'object',
    NOT startsWith(raw, '"'), 'number', match(raw, '^"-?\\d{1,18}(\\.\\d{1,9})?"$'), 'number_text',
    match(raw, '^"\\d{4}-\\d\\d-\\d\\d([T ].*)?"$'), 'time_text', 'text')`;

const FIELDS = `SELECT field, filled, ${VALUE_KINDS.join(", ")}, distinct_values, first_ms, last_ms,
  arrayReduce('quantilesExact(0.25, 0.75)', numbers) AS quartiles, 3 * (quartiles[2] - quartiles[1]) AS reach,
  quartiles[1] - reach AS low, quartiles[2] + reach AS high,
  arrayCount(x -> x < low OR x > high, numbers) AS outside
FROM (
  SELECT field, count() AS filled, ${VALUE_KINDS.map((kind) => `countIf(kind = '${kind}') AS ${kind}`).join(", ")},
    uniqExact(sipHash64(raw)) AS distinct_values, toUnixTimestamp64Milli(min(time)) AS first_ms,
    toUnixTimestamp64Milli(max(time)) AS last_ms,
    groupArrayIf(toFloat64OrZero(raw), kind = 'number') AS numbers
  FROM (SELECT time, field, raw, ${KIND_OF} AS kind FROM (${PAIRS}))
  GROUP BY field ORDER BY filled DESC, field LIMIT {limit:UInt32} OFFSET {skip:UInt32}
) ORDER BY filled DESC, field`;

const TOP = `SELECT field, substring(raw, 1, 200) AS value, count() AS count FROM (${PAIRS})
WHERE field IN {fields:Array(String)} GROUP BY field, raw ORDER BY count DESC, raw LIMIT {top:UInt32} BY field`;

type RawEvent = Readonly<Record<"name" | "events" | "first_ms" | "last_ms" | "recent" | "before", string>>;
type RawSample = Readonly<Record<"looked" | "unread" | "duplicates", string>>;
type RawField = Readonly<
  Record<ValueKind | "field" | "filled" | "distinct_values" | "first_ms" | "last_ms" | "outside", string>
> & { readonly reach: number | null; readonly low: number; readonly high: number };
type RawTop = { readonly field: string; readonly value: string; readonly count: string };

/** The figures of the data audit on ClickHouse's dialect. */
export function createAuditReads(store: Pick<EventStore, "query">): AuditReads {
  const ask = <Row>(statement: Statement, signal: AbortSignal | undefined): Promise<readonly Row[]> =>
    store.query<Row>(statement, { lane: "backfill", ...(signal === undefined ? {} : { signal }) });
  return {
    async events({ now, skip, limit }, signal) {
      const sql = `${EVENT_FIGURES} GROUP BY name ORDER BY events DESC, name LIMIT {limit:UInt32} OFFSET {skip:UInt32}`;
      const rows = await ask<RawEvent>({ sql, params: { ...spans(now), skip, limit } }, signal);
      return rows.map(eventOf);
    },
    async named({ names, now }, signal) {
      if (names.length === 0) return [];
      const sql = `${EVENT_FIGURES} WHERE name IN {names:Array(String)} GROUP BY name`;
      const rows = await ask<RawEvent>({ sql, params: { ...spans(now), names } }, signal);
      return rows.map(eventOf);
    },
    async fields({ name, sample, skip, limit }, signal) {
      const params = { name, sample, skip, limit: limit + 1 };
      const [[looked], rows] = await Promise.all([
        ask<RawSample>({ sql: SAMPLE, params }, signal),
        ask<RawField>({ sql: FIELDS, params }, signal),
      ]);
      const shown = rows.slice(0, limit);
      const fields = shown.map(({ field }) => field);
      const top =
        fields.length === 0
          ? []
          : await ask<RawTop>({ sql: TOP, params: { name, sample, fields, top: TOP_VALUES } }, signal);
      return sampleOf(
        looked,
        shown.map((row) => fieldOf(row, top)),
        rows.length > limit,
      );
    },
  };
}

function spans(now: number): Readonly<Record<"now" | "recentFrom" | "beforeFrom", number>> {
  return { now, recentFrom: now - RECENT_MS, beforeFrom: now - RECENT_MS - BEFORE_MS };
}

function eventOf({ name, events, first_ms, last_ms, recent, before }: RawEvent): EventFigures {
  return {
    name,
    events: Number(events),
    firstSeen: Number(first_ms),
    lastSeen: Number(last_ms),
    recent: Number(recent),
    before: Number(before),
  };
}

function sampleOf(
  row: RawSample | undefined,
  fields: readonly FieldFigures[],
  hasMore: boolean,
): SampleFigures {
  return {
    looked: Number(row?.looked ?? 0),
    unread: Number(row?.unread ?? 0),
    duplicates: Number(row?.duplicates ?? 0),
    fields,
    hasMore,
  };
}

function fieldOf(row: RawField, top: readonly RawTop[]): FieldFigures {
  const kinds = Object.fromEntries(VALUE_KINDS.map((kind) => [kind, Number(row[kind])]));
  const isSpread = row.reach !== null && row.reach > 0;
  return {
    name: row.field,
    filled: Number(row.filled),
    kinds: kinds as Readonly<Record<ValueKind, number>>,
    distinct: Number(row.distinct_values),
    firstSeen: Number(row.first_ms),
    lastSeen: Number(row.last_ms),
    outside: isSpread ? { count: Number(row.outside), from: row.low, to: row.high } : null,
    top: top
      .filter(({ field }) => field === row.field)
      .map(({ value, count }) => ({ value, count: Number(count) })),
  };
}
