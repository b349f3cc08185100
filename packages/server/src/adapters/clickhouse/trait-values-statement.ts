import { assert } from "@habitus/kernel";
import type { EventReads } from "../../store/event-reads.ts";
import type { Statement } from "../../store/event-store.ts";

/** One sample per trait, each with its own end, so that no more is held of a trait than its sample. */
export function traitValuesStatement({
  names,
  sample,
  limit,
}: Parameters<EventReads["traitValues"]>[0]): Statement {
  assert(names.length > 0, "a trait is asked for");
  const samples = names.map(
    (_, at) => `SELECT ${at} AS trait, value FROM (
  SELECT value FROM traits WHERE name = {name${at}:String} ORDER BY time DESC LIMIT {sample:UInt32}
)`,
  );
  return {
    sql: `SELECT toUInt32(trait) AS trait, value, count() AS count FROM (
${samples.join("\nUNION ALL\n")}
) WHERE value NOT IN ('null', '""') GROUP BY trait, value ORDER BY count DESC, value LIMIT {limit:UInt32} BY trait`,
    params: { sample, limit, ...Object.fromEntries(names.map((name, at) => [`name${at}`, name])) },
  };
}
