import type { RecentQuery } from "../../store/event-reads.ts";
import type { Statement } from "../../store/event-store.ts";

/** Events of some nodes lie together in the one table, those of a name in the other. */
export function recentStatement(query: RecentQuery, columns: string): Statement {
  const { name, source, nodes, upTo, from, before, limit } = query;
  const conditions = [
    ...(nodes === null ? [] : ["node IN {nodes:Array(UInt64)}"]),
    ...(name === null ? [] : ["name = {name:String}"]),
    ...(source === null ? [] : ["source = {source:String}"]),
    "offset <= {upTo:UInt64}",
    "received_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')",
    // The instant alone is said too, because only that lets the engine pass over what lies outside.
    ...(before === null
      ? []
      : [
          "received_at <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')",
          "(toUnixTimestamp64Milli(received_at), offset, idx) < ({until:Int64}, {offset:UInt64}, {index:UInt32})",
        ]),
  ];
  return {
    sql: `SELECT ${columns} FROM ${nodes === null ? "events_by_name" : "events_by_node"}
WHERE ${conditions.join("\n  AND ")}
ORDER BY received_at DESC, offset DESC, idx DESC LIMIT {limit:UInt32}`,
    params: {
      upTo,
      from,
      limit,
      ...(nodes === null ? {} : { nodes }),
      ...(name === null ? {} : { name }),
      ...(source === null ? {} : { source }),
      ...(before === null ? {} : { until: before.receivedAt, offset: before.offset, index: before.index }),
    },
  };
}
