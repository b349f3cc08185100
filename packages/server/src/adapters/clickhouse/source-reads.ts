import { IDENTITY_CALLS } from "@habitus/events";
import { BUCKET_TRAIT, type Instant, reservedTrait } from "@habitus/kernel";
import type { SourceReads, SourceShare } from "../../store/event-reads.ts";
import type { NodeNumber, Statement } from "../../store/event-store.ts";

type Ask = <Row>(statement: Statement, signal: AbortSignal | undefined) => Promise<readonly Row[]>;

const THEIRS = "source IN {sources:Array(String)}";
const HASH = "leftPad(lower(hex(id_hash)), 32, '0')";
/** The product gives everybody a bucket by itself. */
const SAID = "name != {bucket:String}";
/** And scores, by the API's source. */
const IS_SCORE = "startsWith(name, {score:String})";
/** Said by one record after another; what was taken back says nothing any more, but for consent, of which every word is kept. */
const NEWEST_IS_NULL = "argMax(value = 'null', (time, id_hash))";
const IS_CONSENT = "startsWith(name, {consent:String})";
const PREFIXES = {
  bucket: BUCKET_TRAIT,
  score: reservedTrait("score", ""),
  consent: reservedTrait("consent", ""),
};

const EVENTS = `SELECT count() AS count FROM events_by_name WHERE ${THEIRS} AND name NOT IN {calls:Array(String)}`;

const NODES = `SELECT node FROM events_by_node WHERE ${THEIRS} UNION DISTINCT SELECT node FROM traits WHERE ${THEIRS}`;

/** Traits from before their source was kept are taken to be of the calls that are there with the same id. */
const PEOPLE = `SELECT uniqExact(node) AS nodes, uniqExactIf(node, others > 0) AS shared FROM (
  SELECT node, sum(is_other) AS others FROM (
    SELECT node, NOT (${THEIRS}) AS is_other FROM events_by_node
    UNION ALL SELECT node, max(NOT (${THEIRS}) AND source != '') AS is_other FROM traits
      WHERE ${SAID} AND NOT ${IS_SCORE} GROUP BY node, name HAVING ${IS_CONSENT} OR NOT ${NEWEST_IS_NULL})
  WHERE node IN (${NODES}) GROUP BY node)`;

const PAGE = `SELECT node FROM (${NODES}) WHERE node > {after:UInt64} ORDER BY node LIMIT {limit:UInt32}`;

const CALLS = `SELECT node, groupUniqArrayIf(${HASH}, ${THEIRS}) AS hashes,
  countIf(${THEIRS} AND name NOT IN {calls:Array(String)}) AS events, countIf(NOT (${THEIRS})) AS others,
  toUnixTimestamp64Milli(minIf(time, NOT (${THEIRS}))) AS first_ms,
  toUnixTimestamp64Milli(maxIf(time, NOT (${THEIRS}))) AS last_ms
FROM events_by_node WHERE node IN {nodes:Array(UInt64)} GROUP BY node`;

const SAYINGS = `SELECT node, ${HASH} AS hash, (${THEIRS} OR ${IS_SCORE}) AS is_theirs,
  (NOT ${IS_CONSENT} AND ${NEWEST_IS_NULL} OVER (PARTITION BY node, name)) AS is_over, toUnixTimestamp64Milli(time) AS time_ms
FROM traits WHERE node IN {nodes:Array(UInt64)} AND ${SAID}`;

type RawCalls = {
  readonly node: string;
  readonly hashes: readonly string[];
  readonly events: string;
  readonly others: string;
  readonly first_ms: string;
  readonly last_ms: string;
};

type RawSaying = {
  readonly node: string;
  readonly hash: string;
  /** Goes with what they sent. */
  readonly is_theirs: number;
  readonly is_over: number;
  readonly time_ms: string;
};

export function sourceReads(ask: Ask): SourceReads {
  return {
    async sourceEvents({ sources }, signal) {
      const params = { sources, calls: IDENTITY_CALLS };
      const [row] = await ask<{ readonly count: string }>({ sql: EVENTS, params }, signal);
      return Number(row?.count ?? 0);
    },
    async sourcePeople({ sources }, signal) {
      const params = { sources, ...PREFIXES };
      const [row] = await ask<{ readonly nodes: string; readonly shared: string }>(
        { sql: PEOPLE, params },
        signal,
      );
      return { nodes: Number(row?.nodes ?? 0), shared: Number(row?.shared ?? 0) };
    },
    sourceNodes: async (query, signal) =>
      (await ask<{ readonly node: string }>({ sql: PAGE, params: query }, signal)).map(({ node }) =>
        Number(node),
      ),
    async sourceShares(query, signal) {
      const params = { ...query, calls: IDENTITY_CALLS, ...PREFIXES };
      const [calls, sayings] = await Promise.all([
        ask<RawCalls>({ sql: CALLS, params }, signal),
        ask<RawSaying>({ sql: SAYINGS, params }, signal),
      ]);
      return sharesOf(query.nodes, calls, sayings);
    },
  };
}

function sharesOf(
  nodes: readonly NodeNumber[],
  calls: readonly RawCalls[],
  sayings: readonly RawSaying[],
): readonly SourceShare[] {
  const callsOf = new Map(calls.map((row) => [Number(row.node), row]));
  const sayingsOf = new Map<NodeNumber, RawSaying[]>();
  for (const row of sayings) {
    const node = Number(row.node);
    sayingsOf.set(node, [...(sayingsOf.get(node) ?? []), row]);
  }
  return nodes
    .toSorted((a, b) => a - b)
    .map((node): SourceShare => {
      const row = callsOf.get(node);
      const said = sayingsOf.get(node) ?? [];
      const theirs = new Set([
        ...(row?.hashes ?? []),
        ...said.flatMap(({ hash, is_theirs }) => (is_theirs === 1 ? [hash] : [])),
      ]);
      const times = said.flatMap(({ hash, is_over, time_ms }) =>
        is_over === 1 || theirs.has(hash) ? [] : [Number(time_ms)],
      );
      if (row !== undefined && Number(row.others) > 0) times.push(Number(row.first_ms), Number(row.last_ms));
      return { node, idHashes: [...theirs].sort(), events: Number(row?.events ?? 0), own: spanOf(times) };
    });
}

function spanOf(times: readonly Instant[]): SourceShare["own"] {
  if (times.length === 0) return null;
  return {
    first: times.reduce((a, b) => Math.min(a, b)),
    last: times.reduce((a, b) => Math.max(a, b)),
  };
}
