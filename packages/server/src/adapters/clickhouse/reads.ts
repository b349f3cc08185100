import { IDENTITY_CALLS } from "@habitus/events";
import { CURRENCY_PROPERTY, OWN_CURRENCY_PROPERTY } from "@habitus/kernel";
import type { CurrencyCount } from "@habitus/segments";
import type {
  EventNameCount,
  EventReads,
  Pasts,
  StoredEvent,
  StoredTrait,
  StoreTotals,
  ValueCount,
} from "../../store/event-reads.ts";
import type { EventStore, Statement } from "../../store/event-store.ts";

import { cutCondition } from "./cuts.ts";
import { flowReads } from "./flow-reads.ts";
import { memberReads } from "./member-reads.ts";
import { sourceReads } from "./source-reads.ts";
import { recentStatement } from "./recent-statement.ts";
import { pageOf, timelineStatement, traitPastStatement } from "./timeline-statements.ts";
import { traitValuesStatement } from "./trait-values-statement.ts";

/** Columns of an event as `eventOf` reads them; instants as milliseconds, the hash as hex. */
const EVENT = `offset, idx, node, name, toUnixTimestamp64Milli(time) AS time_ms,
  toUnixTimestamp64Milli(received_at) AS received_ms, offset_minutes, id, leftPad(lower(hex(id_hash)), 32, '0') AS hash,
  properties, context, source`;

/** Columns of a change of a trait as `traitOf` reads them. */
const TRAIT = `offset, idx, node, name, value, toUnixTimestamp64Milli(time) AS time_ms,
  leftPad(lower(hex(id_hash)), 32, '0') AS hash, source`;

type RawEvent = {
  readonly offset: string;
  readonly idx: number;
  readonly node: string;
  readonly name: string;
  readonly time_ms: string;
  readonly received_ms: string;
  readonly offset_minutes: number | null;
  readonly id: string;
  readonly hash: string;
  readonly properties: string;
  readonly context: string;
  readonly source: string;
};

type RawTrait = {
  readonly offset: string;
  readonly idx: number;
  readonly node: string;
  readonly name: string;
  readonly value: string;
  readonly source: string;
  readonly time_ms: string;
  readonly hash: string;
};

type RawCount = { readonly name: string; readonly count: string; readonly last_ms: string };
type RawValue = { readonly value: string; readonly count: string };

/** The reads on ClickHouse's dialect. They run in the interactive lane, except `history`, whose size nobody bounds. */
export function createEventReads(store: Pick<EventStore, "query">): EventReads {
  const ask = <Row>(statement: Statement, signal: AbortSignal | undefined): Promise<readonly Row[]> =>
    store.query<Row>(statement, { lane: "interactive", ...withSignal(signal) });
  const askLong = <Row>(statement: Statement, signal: AbortSignal | undefined): Promise<readonly Row[]> =>
    store.query<Row>(statement, { lane: "backfill", ...withSignal(signal) });
  return {
    async timeline(query, signal) {
      const rows = (await ask<RawEvent>(timelineStatement(query, EVENT), signal)).map(eventOf);
      const { page: events, next } = pageOf(rows, query.limit);
      return { events, next };
    },
    async traitPast(query, signal) {
      const rows = (await ask<RawTrait>(traitPastStatement(query, TRAIT), signal)).map(traitOf);
      const { page: changes, next } = pageOf(rows, query.limit);
      return { changes, next };
    },
    async history(query, signal) {
      const [events, traits] = await Promise.all([
        askLong<RawEvent>(historyEvents(query.nodes, query.upTo), signal),
        askLong<RawTrait>(historyTraits(query.nodes, query.upTo), signal),
      ]);
      return { events: events.map(eventOf), traits: traits.map(traitOf) };
    },
    traitChanges: async ({ nodes, names, after, limit }, signal) => {
      const { offset, index, name } = after ?? { offset: 0, index: 0, name: "" };
      const params = { nodes, names, offset, index, name, limit };
      return (await askLong<RawTrait>({ sql: TRAIT_CHANGES, params }, signal)).map(traitOf);
    },
    async pasts(query, signal) {
      const { timesAlone = false, ...asked } = query;
      const { events, prefixes, traits } = asked;
      const params = { besides: [], ...asked };
      const only = prefixes.length === 0 && events.length === 1 ? events[0] : undefined;
      const [found, changes] = await Promise.all([
        events.length + prefixes.length === 0
          ? []
          : askLong<RawPastEvent>({ sql: pastEvents(timesAlone, only !== undefined), params }, signal),
        traits.length === 0 ? [] : askLong<RawPastTrait>({ sql: PAST_TRAITS, params }, signal),
      ]);
      return { events: found.map((row) => pastEventOf(row, only)), traits: changes.map(pastTraitOf) };
    },
    async firstFacts(query, signal) {
      const rows = await askLong<RawFirst>({ sql: FIRST_FACTS, params: { besides: [], ...query } }, signal);
      return rows.map(({ node, time_ms }) => ({ node: Number(node), time: Number(time_ms) }));
    },
    eventNames: async ({ limit }, signal) =>
      (await ask<RawCount>(namesStatement("events_by_name", limit), signal)).map(countOf),
    traitNames: async ({ limit }, signal) =>
      (await ask<RawCount>(namesStatement("traits", limit), signal)).map(countOf),
    async propertySamples({ name, limit }, signal) {
      const sql = `SELECT properties FROM events_by_name WHERE name = {name:String}
ORDER BY time DESC LIMIT {limit:UInt32}`;
      const rows = await ask<{ readonly properties: string }>({ sql, params: { name, limit } }, signal);
      return rows.map((row) => row.properties);
    },
    async currencies({ name, keys, limit }, signal) {
      const quoted = keys.map((key) => JSON.stringify(key));
      const params = { name, keys: quoted, limit: limit ?? 0 };
      const sql = currenciesSql(limit !== null);
      return (await ask<RawCurrency>({ sql, params }, signal)).map(currencyOf);
    },
    async traitValues(query, signal) {
      const rows = await ask<RawValue & { readonly trait: number }>(traitValuesStatement(query), signal);
      return query.names.map((_, at) => rows.filter(({ trait }) => trait === at).map(valueOf));
    },
    latest: async (query, signal) =>
      (await ask<RawEvent>({ sql: LATEST, params: query }, signal)).map(eventOf),
    recent: async (query, signal) =>
      (await ask<RawEvent>(recentStatement(query, EVENT), signal)).map(eventOf),
    async cameBefore(instant, signal) {
      const rows = await ask<unknown>({ sql: CAME_BEFORE, params: { instant } }, signal);
      return rows.length > 0;
    },
    async at({ name, places }, signal) {
      const offsets = places.map(({ offset }) => offset);
      const indexes = places.map(({ index }) => index);
      return (await ask<RawEvent>({ sql: AT, params: { name, offsets, indexes } }, signal)).map(eventOf);
    },
    async names(params, signal) {
      const rows = await ask<Pick<RawEvent, "offset" | "id" | "name">>({ sql: NAMES, params }, signal);
      return rows.map(({ offset, id, name }) => ({ offset: Number(offset), id, name }));
    },
    async named({ name, after, upTo, limit }, signal) {
      const { offset, index } = after ?? { offset: 0, index: 0 };
      const params = { name, offset, index, upTo, limit };
      return (await askLong<RawEvent>({ sql: NAMED, params }, signal)).map(eventOf);
    },
    ...memberReads(ask),
    ...flowReads(ask),
    ...oldReads(askLong),
    ...sourceReads({ ask, askLong }),
    totals: async (signal) =>
      totalsOf(await ask<RawTotals>({ sql: TOTALS, params: { calls: IDENTITY_CALLS } }, signal)),
  };
}

type RawCurrency = { readonly said: string; readonly own: string; readonly count: string };

/** Currencies of one event that are told apart; nobody reads more of them. */
const CURRENCIES = 200;

function currenciesSql(isLimited: boolean): string {
  return `SELECT upper(trimBoth(JSONExtractString(properties, '${CURRENCY_PROPERTY}'))) AS said,
  JSONExtractString(properties, '${OWN_CURRENCY_PROPERTY}') AS own, count() AS count
FROM (SELECT properties FROM events_by_name WHERE name = {name:String}${isLimited ? " ORDER BY time DESC LIMIT {limit:UInt32}" : ""})
WHERE multiSearchAny(properties, {keys:Array(String)})
GROUP BY said, own ORDER BY count DESC, said, own LIMIT ${CURRENCIES}`;
}

function currencyOf({ said, own, count }: RawCurrency): CurrencyCount {
  return { said: said === "" ? null : said, own: own === "" ? null : own, events: Number(count) };
}

type RawOld = {
  readonly events: string;
  readonly nodes: string;
  readonly highest: string;
  readonly oldest_ms: string;
};
type RawOldNode = { readonly node: string; readonly events: string; readonly old: string };
export type Ask = <Row>(statement: Statement, signal: AbortSignal | undefined) => Promise<readonly Row[]>;

function oldReads(ask: Ask): Pick<EventReads, "oldEvents" | "oldNodes"> {
  const within = `offset <= {upTo:UInt64}`;
  return {
    async oldEvents({ cuts, upTo }, signal) {
      const condition = cutCondition(cuts);
      const sql = `SELECT count() AS events, uniqExact(node) AS nodes, max(node) AS highest,
  toUnixTimestamp64Milli(min(time)) AS oldest_ms FROM events_by_name WHERE ${condition.sql} AND ${within}`;
      const params = { ...condition.params, upTo: upTo ?? Number.MAX_SAFE_INTEGER };
      const [row] = await ask<RawOld>({ sql, params }, signal);
      const events = Number(row?.events ?? 0);
      const oldest = row === undefined || events === 0 ? null : Number(row.oldest_ms);
      return { events, nodes: Number(row?.nodes ?? 0), highest: Number(row?.highest ?? 0), oldest };
    },
    async oldNodes({ cuts, upTo, from, to }, signal) {
      const condition = cutCondition(cuts);
      const sql = `SELECT node, count() AS events, countIf(${condition.sql}) AS old FROM events_by_node
WHERE node BETWEEN {from:UInt64} AND {to:UInt64} AND ${within} GROUP BY node HAVING old > 0 ORDER BY node`;
      const params = { ...condition.params, upTo: upTo ?? Number.MAX_SAFE_INTEGER, from, to };
      const rows = await ask<RawOldNode>({ sql, params }, signal);
      return rows.map(({ node, events, old }) => ({
        node: Number(node),
        events: Number(events),
        old: Number(old),
      }));
    },
  };
}

function withSignal(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

const PAST_OF = `(node BETWEEN {from:UInt64} AND {to:UInt64} OR node IN {besides:Array(UInt64)})
  AND offset <= {upTo:UInt64}`;
/** What is the same in all rows is not among them; as floating numbers, which are exact that far, numbers need not be read from texts. */
const pastEvents = (
  timesAlone: boolean,
  isOneName: boolean,
): string => `SELECT toFloat64(node) AS node_number, ${isOneName ? "" : "name, "}toFloat64(toUnixTimestamp64Milli(time)) AS time_ms,
  offset_minutes, leftPad(lower(hex(id_hash)), 32, '0') AS hash${timesAlone ? "" : ", properties"}
FROM events_by_node WHERE ${PAST_OF} AND (name IN {events:Array(String)}
  OR arrayExists(prefix -> startsWith(name, prefix), {prefixes:Array(String)}))`;
const PAST_TRAITS = `SELECT node, name, toUnixTimestamp64Milli(time) AS time_ms,
  leftPad(lower(hex(id_hash)), 32, '0') AS hash, value
FROM traits WHERE ${PAST_OF} AND name IN {traits:Array(String)}`;

const FIRST_FACTS = `SELECT node, toUnixTimestamp64Milli(min(time)) AS time_ms
FROM traits WHERE ${PAST_OF} AND name != {apart:String} GROUP BY node`;

type RawFirst = Pick<RawTrait, "node" | "time_ms">;
type RawPastEvent = Pick<RawEvent, "offset_minutes" | "hash"> &
  Partial<Pick<RawEvent, "name" | "properties">> & { readonly node_number: number; readonly time_ms: number };
type RawPastTrait = Pick<RawTrait, "node" | "name" | "time_ms" | "hash" | "value">;

/** Field by field, for these are asked for by the million. @param only the name of all of them, where there is but one. */
function pastEventOf(row: RawPastEvent, only: string | undefined): Pasts["events"][number] {
  return {
    node: row.node_number,
    name: row.name ?? only ?? "",
    time: row.time_ms,
    idHash: row.hash,
    offsetMinutes: row.offset_minutes,
    properties: row.properties ?? "{}",
  };
}

function pastTraitOf({ node, name, time_ms, hash, value }: RawPastTrait): Pasts["traits"][number] {
  return { node: Number(node), name, value, time: Number(time_ms), idHash: hash };
}

function historyEvents(nodes: readonly number[], upTo: number): Statement {
  return {
    sql: `SELECT ${EVENT} FROM events_by_node WHERE node IN {nodes:Array(UInt64)} AND offset <= {upTo:UInt64}
ORDER BY time, id_hash, offset, idx`,
    params: { nodes, upTo },
  };
}

function historyTraits(nodes: readonly number[], upTo: number): Statement {
  return {
    sql: `SELECT ${TRAIT}
FROM traits WHERE node IN {nodes:Array(UInt64)} AND offset <= {upTo:UInt64}
ORDER BY time, id_hash, offset, idx`,
    params: { nodes, upTo },
  };
}

const TRAIT_CHANGES = `SELECT ${TRAIT}
FROM traits WHERE node IN {nodes:Array(UInt64)} AND (empty({names:Array(String)}) OR name IN {names:Array(String)})
  AND (offset, idx, name) > ({offset:UInt64}, {index:UInt32}, {name:String})
ORDER BY offset, idx, name LIMIT {limit:UInt32}`;

function namesStatement(table: "events_by_name" | "traits", limit: number): Statement {
  return {
    sql: `SELECT name, count() AS count, toUnixTimestamp64Milli(max(time)) AS last_ms FROM ${table}
GROUP BY name ORDER BY count DESC, name LIMIT {limit:UInt32}`,
    params: { limit },
  };
}

const LATEST = `SELECT ${EVENT} FROM events_by_node WHERE offset >= {from:UInt64}
ORDER BY offset DESC, idx DESC LIMIT {limit:UInt32}`;

const CAME_BEFORE = `SELECT 1 FROM events_by_name WHERE received_at < fromUnixTimestamp64Milli({instant:Int64}, 'UTC') LIMIT 1`;

const AT = `SELECT ${EVENT} FROM events_by_name WHERE name = {name:String} AND offset IN {offsets:Array(UInt64)}
  AND has(arrayZip({offsets:Array(UInt64)}, {indexes:Array(UInt32)}), (offset, idx))`;

const NAMES = `SELECT offset, id, name FROM events_by_node WHERE node IN {nodes:Array(UInt64)}
  AND offset IN {offsets:Array(UInt64)} AND id IN {ids:Array(String)}`;

const NAMED = `SELECT ${EVENT} FROM events_by_name WHERE name = {name:String} AND offset <= {upTo:UInt64}
  AND (offset, idx) > ({offset:UInt64}, {index:UInt32})
ORDER BY offset, idx LIMIT {limit:UInt32}`;

type RawTotals = {
  readonly events: string;
  readonly calls: string;
  readonly first_ms: string;
  readonly last_ms: string;
};

const TOTALS = `SELECT count() AS events, (SELECT count() FROM events_by_name WHERE name IN {calls:Array(String)}) AS calls,
  toUnixTimestamp64Milli(min(time)) AS first_ms, toUnixTimestamp64Milli(max(time)) AS last_ms FROM events_by_name`;

function totalsOf([row]: readonly RawTotals[]): StoreTotals {
  const all = Number(row?.events ?? 0);
  const events = all - Number(row?.calls ?? 0);
  if (row === undefined || events === 0) return { events, firstTime: null, lastTime: null };
  return { events, firstTime: Number(row.first_ms), lastTime: Number(row.last_ms) };
}

const eventOf = (raw: RawEvent): StoredEvent => ({
  offset: Number(raw.offset),
  index: raw.idx,
  node: Number(raw.node),
  name: raw.name,
  time: Number(raw.time_ms),
  receivedAt: Number(raw.received_ms),
  offsetMinutes: raw.offset_minutes,
  id: raw.id,
  idHash: raw.hash,
  properties: raw.properties,
  context: raw.context,
  source: raw.source,
});

const traitOf = (raw: RawTrait): StoredTrait => ({
  offset: Number(raw.offset),
  index: raw.idx,
  node: Number(raw.node),
  name: raw.name,
  value: raw.value,
  time: Number(raw.time_ms),
  idHash: raw.hash,
  source: raw.source,
});

const countOf = (raw: RawCount): EventNameCount => ({
  name: raw.name,
  count: Number(raw.count),
  lastSeen: Number(raw.last_ms),
});

const valueOf = (raw: RawValue): ValueCount => ({ value: raw.value, count: Number(raw.count) });
