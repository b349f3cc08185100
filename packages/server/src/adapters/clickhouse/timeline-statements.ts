import type { TimelineCursor, TimelineQuery, TraitPastQuery } from "../../store/event-reads.ts";
import type { Statement } from "../../store/event-store.ts";

const NEWEST_FIRST = "ORDER BY time DESC, id_hash DESC, offset DESC, idx DESC LIMIT {limit:UInt32}";
const BEFORE: readonly string[] = [
  // The time alone is said again, because only that lets the engine pass over what lies outside.
  "time <= fromUnixTimestamp64Milli({time:Int64}, 'UTC')",
  `(toUnixTimestamp64Milli(time), id_hash, offset, idx)
    < ({time:Int64}, reinterpretAsUInt128(reverse(unhex({hash:String}))), {offset:UInt64}, {index:UInt32})`,
];

/** @param columns as they are read back. */
export function timelineStatement(query: TimelineQuery, columns: string): Statement {
  const { nodes, now, names, except = [], from = null, before, limit } = query;
  const conditions = [
    "node IN {nodes:Array(UInt64)}",
    "time <= fromUnixTimestamp64Milli({now:Int64}, 'UTC')",
    ...(names.length > 0 ? ["name IN {names:Array(String)}"] : []),
    ...(except.length > 0 ? ["name NOT IN {except:Array(String)}"] : []),
    ...(from === null ? [] : ["time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')"]),
    ...(before === null ? [] : BEFORE),
  ];
  return {
    sql: `SELECT ${columns} FROM events_by_node
WHERE ${conditions.join("\n  AND ")}
${NEWEST_FIRST}`,
    params: {
      nodes,
      now,
      names,
      except,
      ...(from === null ? {} : { from }),
      limit: limit + 1,
      ...placeOf(before),
    },
  };
}

/** @param columns as they are read back. */
export function traitPastStatement(
  { nodes, name, before, limit }: TraitPastQuery,
  columns: string,
): Statement {
  const conditions = [
    "node IN {nodes:Array(UInt64)}",
    "name = {name:String}",
    ...(before === null ? [] : BEFORE),
  ];
  return {
    sql: `SELECT ${columns} FROM traits
WHERE ${conditions.join("\n  AND ")}
${NEWEST_FIRST}`,
    params: { nodes, name, limit: limit + 1, ...placeOf(before) },
  };
}

function placeOf(before: TimelineCursor | null): Statement["params"] {
  if (before === null) return {};
  return { time: before.time, hash: before.idHash, offset: before.offset, index: before.index };
}

/** Of one row more than asked, which tells whether there are older ones. */
export function pageOf<Row extends TimelineCursor>(
  rows: readonly Row[],
  limit: number,
): { readonly page: readonly Row[]; readonly next: TimelineCursor | null } {
  const page = rows.slice(0, limit);
  return { page, next: rows.length > page.length ? (page.at(-1) ?? null) : null };
}
