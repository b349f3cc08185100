import { TRANSITION_EVENTS } from "@habitus/kernel";
import type {
  EventReads,
  KnownMember,
  KnownMembersQuery,
  TransitionPlacesQuery,
} from "../../store/event-reads.ts";
import type { Statement } from "../../store/event-store.ts";
import type { Ask } from "./reads.ts";

type RawMember = { readonly person: string; readonly since_ms: string };
type RawChange = Readonly<Record<"segment" | "before" | "after" | "entered_count" | "left_count", string>>;
type RawLast = { readonly node: string; readonly name: string; readonly time_ms: string };

/** What lists of people are made of: who is in, when people last did something, and whose traits begin with a text. */
export function memberReads(
  ask: Ask,
): Pick<
  EventReads,
  "knownMembers" | "transitionPlaces" | "movements" | "lastTimes" | "saidTexts" | "changes"
> {
  return {
    async knownMembers(query, signal) {
      const { segment, at, order, after, among, limit } = query;
      const params = {
        ...TRANSITION_EVENTS,
        segment,
        at,
        limit,
        among: among ?? [],
        isAll: among === null ? 1 : 0,
        ...(after === null ? {} : { person: after.person, since: after.since }),
      };
      const [[all], people] = await Promise.all([
        ask<{ readonly count: string }>({ sql: `SELECT count() AS count FROM (${KNOWN})`, params }, signal),
        ask<RawMember>(
          { sql: `${KNOWN}${behind(order, after)}${ORDERS[order]} LIMIT {limit:UInt32}`, params },
          signal,
        ),
      ]);
      const memberOf = ({ person, since_ms }: RawMember): KnownMember => {
        return { person: Number(person), since: Number(since_ms) };
      };
      return { count: Number(all?.count ?? 0), people: people.map(memberOf) };
    },
    async transitionPlaces(query, signal) {
      const rows = await ask<{ readonly offset: string }>(placesStatement(query), signal);
      return rows.map(({ offset }) => Number(offset));
    },
    async movements(query, signal) {
      const params = { ...TRANSITION_EVENTS, ...query };
      const rows = await ask<RawDay>({ sql: MOVEMENTS, params }, signal);
      return rows.map(({ day, entered_count, left_count }) => ({
        day,
        entered: Number(entered_count),
        left: Number(left_count),
      }));
    },
    async changes(query, signal) {
      const params = { ...TRANSITION_EVENTS, ...query };
      const rows = await ask<RawChange>({ sql: CHANGES, params }, signal);
      return rows.map(({ segment, before, after, entered_count, left_count }) => ({
        segment,
        before: Number(before),
        after: Number(after),
        entered: Number(entered_count),
        left: Number(left_count),
      }));
    },
    async lastTimes(query, signal) {
      const { names } = query;
      if (query.nodes.length === 0 || names?.length === 0) return [];
      const params = { ...query, names: names ?? [], isAll: names === null ? 1 : 0 };
      const rows = await ask<RawLast>({ sql: LAST_TIMES, params }, signal);
      return rows.map(({ node, name, time_ms }) => ({ node: Number(node), name, time: Number(time_ms) }));
    },
    async saidTexts(query, signal) {
      const rows = await ask<{ readonly node: string }>({ sql: SAID_TEXTS, params: query }, signal);
      return rows.map(({ node }) => Number(node));
    },
  };
}

/** `offset` is the place in the log of transitions, so the last of each person decides. */
const KNOWN = `SELECT node AS person, toUnixTimestamp64Milli(argMax(time, offset)) AS since_ms FROM transitions
WHERE name IN ({entered:String}, {left:String}) AND received_at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
  AND JSONExtractString(properties, 'segment') = {segment:String}
  AND ({isAll:UInt8} = 1 OR node IN {among:Array(UInt64)})
GROUP BY node HAVING argMax(name = {entered:String}, offset)`;

function placesStatement(query: TransitionPlacesQuery): Statement {
  const { segment, nodes, kind, from, to, before, limit } = query;
  const conditions = [
    "name IN {names:Array(String)}",
    "offset < {before:UInt64}",
    ...(segment === null ? [] : ["JSONExtractString(properties, 'segment') = {segment:String}"]),
    ...(nodes === null ? [] : ["node IN {nodes:Array(UInt64)}"]),
    ...(from === null ? [] : ["time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')"]),
    ...(to === null ? [] : ["time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')"]),
  ];
  return {
    sql: `SELECT offset FROM transitions WHERE ${conditions.join("\n  AND ")}
ORDER BY offset DESC LIMIT {limit:UInt32}`,
    params: {
      names: kind === null ? Object.values(TRANSITION_EVENTS) : [TRANSITION_EVENTS[kind]],
      before,
      limit,
      ...(segment === null ? {} : { segment }),
      ...(nodes === null ? {} : { nodes }),
      ...(from === null ? {} : { from }),
      ...(to === null ? {} : { to }),
    },
  };
}

type RawDay = { readonly day: number; readonly entered_count: string; readonly left_count: string };

const MOVEMENTS = `SELECT toInt32(toDate32(time, {zone:String})) AS day,
  countIf(name = {entered:String}) AS entered_count, countIf(name = {left:String}) AS left_count
FROM transitions
WHERE name IN ({entered:String}, {left:String}) AND JSONExtractString(properties, 'segment') = {segment:String}
  AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
GROUP BY day ORDER BY day`;

const ORDERS: Readonly<Record<KnownMembersQuery["order"], string>> = {
  ascending: " ORDER BY person",
  descending: " ORDER BY person DESC",
  since: " ORDER BY since_ms DESC, person DESC",
};

function behind(order: KnownMembersQuery["order"], after: KnownMember | null): string {
  if (after === null) return "";
  if (order === "since") return " AND (since_ms, person) < ({since:Int64}, {person:UInt64})";
  return ` AND person ${order === "ascending" ? ">" : "<"} {person:UInt64}`;
}

const CHANGES = `SELECT segment, countIf(was) AS before, countIf(present) AS after,
  countIf(present AND NOT was) AS entered_count, countIf(was AND NOT present) AS left_count
FROM (
  SELECT node, JSONExtractString(properties, 'segment') AS segment,
    argMaxIf(name = {entered:String}, offset, received_at <= fromUnixTimestamp64Milli({from:Int64}, 'UTC')) AS was,
    argMax(name = {entered:String}, offset) AS present
  FROM transitions
  WHERE name IN ({entered:String}, {left:String}) AND received_at <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  GROUP BY node, segment
) GROUP BY segment`;

const LAST_TIMES = `SELECT node, name, toUnixTimestamp64Milli(max(time)) AS time_ms FROM events_by_node
WHERE node IN {nodes:Array(UInt64)} AND ({isAll:UInt8} = 1 OR name IN {names:Array(String)})
  AND time <= fromUnixTimestamp64Milli({now:Int64}, 'UTC')
GROUP BY node, name`;

/** Nearly every text stands in its JSON as it is; only where a character is written otherwise the JSON is read, which takes many times as long. */
const TEXT = `if(position(value, '\\\\') = 0, substring(value, 2, length(value) - 2), JSONExtractString(value))`;

const SAID_TEXTS = `SELECT DISTINCT node FROM traits WHERE name IN {names:Array(String)}
  AND startsWith(value, '"') AND startsWith(lowerUTF8(trimLeft(${TEXT})), lowerUTF8({prefix:String}))
ORDER BY node LIMIT {limit:UInt32}`;
