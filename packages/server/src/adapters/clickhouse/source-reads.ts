import { IDENTITY_CALLS } from "@habitus/events";
import { ACCOUNTS_TRAIT, BUCKET_TRAIT, type Instant, reservedTrait } from "@habitus/kernel";
import { isNewer } from "../../profiles/trait-word.ts";
import type { HiddenWord, SourceReads, SourceShare } from "../../store/event-reads.ts";
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

const SAYINGS = `SELECT node, name, ${HASH} AS hash, (${THEIRS} OR ${IS_SCORE}) AS is_theirs,
  (NOT ${IS_CONSENT} AND ${NEWEST_IS_NULL} OVER (PARTITION BY node, name)) AS is_over, toUnixTimestamp64Milli(time) AS time_ms
FROM traits WHERE node IN {nodes:Array(UInt64)} AND ${SAID}`;

const WORDS = `SELECT node, name, ${HASH} AS hash, value, source, toUnixTimestamp64Milli(time) AS time_ms
FROM traits WHERE node IN {nodes:Array(UInt64)} AND ${HASH} IN {hashes:Array(String)}`;

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
  readonly name: string;
  readonly hash: string;
  /** Goes with what they sent. */
  readonly is_theirs: number;
  readonly is_over: number;
  readonly time_ms: string;
};

type RawWord = {
  readonly node: string;
  readonly name: string;
  readonly hash: string;
  readonly value: string;
  readonly source: string;
  readonly time_ms: string;
};

export function sourceReads({ ask, askLong }: { readonly ask: Ask; readonly askLong: Ask }): SourceReads {
  const wordsOf = async (
    hidden: ReadonlyMap<NodeNumber, readonly RawSaying[]>,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, HiddenWord>> => {
    const hashes = [...new Set([...hidden.values()].flat().map(({ hash }) => hash))];
    if (hashes.length === 0) return new Map();
    const rows = await askLong<RawWord>(
      { sql: WORDS, params: { nodes: [...hidden.keys()], hashes } },
      signal,
    );
    return new Map(rows.map((row) => [wordKey(row), wordOf(row)]));
  };
  return {
    async sourceEvents({ sources, isWaitedFor }, signal) {
      const params = { sources, calls: IDENTITY_CALLS };
      const [row] = await (isWaitedFor ? ask : askLong)<{ readonly count: string }>(
        { sql: EVENTS, params },
        signal,
      );
      return Number(row?.count ?? 0);
    },
    async sourcePeople({ sources }, signal) {
      const params = { sources, ...PREFIXES };
      const [row] = await askLong<{ readonly nodes: string; readonly shared: string }>(
        { sql: PEOPLE, params },
        signal,
      );
      return { nodes: Number(row?.nodes ?? 0), shared: Number(row?.shared ?? 0) };
    },
    sourceNodes: async (query, signal) =>
      (await askLong<{ readonly node: string }>({ sql: PAGE, params: query }, signal)).map(({ node }) =>
        Number(node),
      ),
    async sourceShares(query, signal) {
      const params = { ...query, calls: IDENTITY_CALLS, ...PREFIXES };
      const [calls, sayings] = await Promise.all([
        askLong<RawCalls>({ sql: CALLS, params }, signal),
        askLong<RawSaying>({ sql: SAYINGS, params }, signal),
      ]);
      const shares = sharesOf(query.nodes, calls, sayings);
      const hidden = new Map(
        shares.flatMap((share) => (share.hidden.length === 0 ? [] : [[share.node, share.hidden] as const])),
      );
      const words = await wordsOf(hidden, signal);
      return shares.map((share) => ({
        ...share,
        // What was removed between the two questions is no longer there to be shown.
        hidden: share.hidden.flatMap((row) => words.get(wordKey(row)) ?? []),
      }));
    },
  };
}

type RawShare = Omit<SourceShare, "hidden"> & { readonly hidden: readonly RawSaying[] };

function sharesOf(
  nodes: readonly NodeNumber[],
  calls: readonly RawCalls[],
  sayings: readonly RawSaying[],
): readonly RawShare[] {
  const callsOf = new Map(calls.map((row) => [Number(row.node), row]));
  const sayingsOf = grouped(sayings, ({ node }) => Number(node));
  return nodes
    .toSorted((a, b) => a - b)
    .map((node): RawShare => {
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
      const hidden = hiddenBy(theirs, said);
      return {
        node,
        idHashes: [...theirs].sort(),
        events: Number(row?.events ?? 0),
        own: spanOf(times),
        hidden,
      };
    });
}

/** Words of others that one of theirs comes right behind, whatever comes behind that: a newer one may be dated ahead. */
function hiddenBy(theirs: ReadonlySet<string>, said: readonly RawSaying[]): readonly RawSaying[] {
  const isTheirs = (word: RawSaying | undefined): boolean => word !== undefined && theirs.has(word.hash);
  return [...grouped(said, ({ name }) => name)]
    .filter(([name]) => name !== ACCOUNTS_TRAIT)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, words]) => {
      const ascending = words.toSorted((a, b) => (isNewer(placeOf(a), placeOf(b)) ? 1 : -1));
      return ascending.filter((word, index) => !isTheirs(word) && isTheirs(ascending[index + 1]));
    });
}

function grouped<K, V>(values: readonly V[], keyOf: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

function placeOf({ time_ms, hash }: RawSaying): { readonly time: Instant; readonly idHash: string } {
  return { time: Number(time_ms), idHash: hash };
}

function wordKey({ node, name, hash, time_ms }: Pick<RawWord, "node" | "name" | "hash" | "time_ms">): string {
  return JSON.stringify([node, name, hash, time_ms]);
}

function wordOf({ name, value, hash, source, time_ms }: RawWord): HiddenWord {
  return { name, value, time: Number(time_ms), idHash: hash, source };
}

function spanOf(times: readonly Instant[]): SourceShare["own"] {
  if (times.length === 0) return null;
  return {
    first: times.reduce((a, b) => Math.min(a, b)),
    last: times.reduce((a, b) => Math.max(a, b)),
  };
}
