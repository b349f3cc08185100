import { must } from "@habitus/kernel";
import type { Offset } from "../../log/log.ts";
import type { DeletedRow, ErasedRow, NodeNumber } from "../../store/event-store.ts";
import type { LaneClient } from "./client.ts";
import { cutCondition } from "./cuts.ts";

/** Where rows of people stand. Moves are numbers alone and say nothing of who anybody was. */
const TABLES = ["events_by_name", "events_by_node", "traits", "nodes", "transitions"] as const;

/** A partition that no table has: to drop it does nothing but clear away what is outdated. */
const NO_PARTITION = "190001";
const USUAL_LIFETIME_S = 60;

/** Who was erased. */
export async function readErased(client: LaneClient): Promise<Set<NodeNumber>> {
  const rows = await client.rows<{ readonly node: string }>({ sql: "SELECT node FROM erased", params: {} });
  return new Set(rows.map(({ node }) => Number(node)));
}

/** From now on nobody reads a row of these nodes; the bytes stay until `rewriteErased`. To be repeated after a failure. */
export async function hideErased(client: LaneClient, erased: readonly ErasedRow[]): Promise<void> {
  const nodes = erased.map(({ node }) => node);
  for (const table of TABLES) {
    const sql = `DELETE FROM ${table} WHERE node IN {nodes:Array(UInt64)} SETTINGS lightweight_deletes_sync = 2`;
    await client.command(sql, { nodes });
  }
}

/** From now on nobody reads these events; the bytes stay until `rewriteErased`. To be repeated after a failure. */
export async function hideDeleted(client: LaneClient, deleted: DeletedRow): Promise<void> {
  const { cause: _, offset: __, withTraits, ...given } = deleted;
  const { names, exceptNames, idHashes, from, to } = given;
  const calls = [
    "node IN {nodes:Array(UInt64)}",
    "offset <= {upTo:UInt64}",
    ...(idHashes === null ? [] : ["leftPad(lower(hex(id_hash)), 32, '0') IN {idHashes:Array(String)}"]),
  ];
  const wanted = [
    ...calls,
    ...(names === null ? [] : ["name IN {names:Array(String)}"]),
    ...(exceptNames.length === 0 ? [] : ["name NOT IN {exceptNames:Array(String)}"]),
    ...(from === null ? [] : ["toUnixTimestamp64Milli(time) >= {from:Int64}"]),
    ...(to === null ? [] : ["toUnixTimestamp64Milli(time) < {to:Int64}"]),
  ];
  const params = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  await hide(client, EVENT_TABLES, { where: wanted.join(" AND "), params });
  if (withTraits === true && idHashes !== null) {
    const { nodes, upTo } = given;
    await hide(client, ["traits"], { where: calls.join(" AND "), params: { nodes, upTo, idHashes } });
  }
}

const EVENT_TABLES = ["events_by_name", "events_by_node"] as const;

async function hide(
  client: LaneClient,
  tables: readonly (typeof TABLES)[number][],
  { where, params }: { readonly where: string; readonly params: Readonly<Record<string, unknown>> },
): Promise<void> {
  for (const table of tables) {
    await client.command(`DELETE FROM ${table} WHERE ${where} SETTINGS lightweight_deletes_sync = 2`, params);
  }
}

/** As `hideDeleted`, of what is older than it is kept: all cuts of one record in one go over each table. */
export async function hideOld(client: LaneClient, deleted: readonly DeletedRow[]): Promise<void> {
  const byRecord = new Map<Offset, DeletedRow>(deleted.map((row) => [row.offset, row]));
  for (const { offset: record, nodes, upTo } of byRecord.values()) {
    const rows = deleted.filter(({ offset }) => offset === record);
    const cuts = rows.map(({ names, exceptNames, to }) => ({
      names,
      exceptNames,
      to: must(to, "a cut ends"),
    }));
    const { sql: old, params } = cutCondition(cuts);
    const where = `node IN {nodes:Array(UInt64)} AND offset <= {upTo:UInt64} AND ${old}`;
    await hide(client, EVENT_TABLES, { where, params: { ...params, nodes, upTo } });
  }
}

/** Writes parts with hidden rows anew without them, and removes the files of the parts before. */
export async function rewriteErased(client: LaneClient, signal: AbortSignal): Promise<void> {
  for (const table of TABLES) {
    await client.command(`ALTER TABLE ${table} APPLY DELETED MASK SETTINGS mutations_sync = 2`, {}, signal);
    await clearOutdated(client, table, signal);
  }
}

/** Parts that were written anew are on disk when they take over, so the ones before may go at once. */
async function clearOutdated(client: LaneClient, table: string, signal: AbortSignal): Promise<void> {
  await client.command(`ALTER TABLE ${table} MODIFY SETTING old_parts_lifetime = 0`, {}, signal);
  try {
    await client.command(`ALTER TABLE ${table} DROP PARTITION ID '${NO_PARTITION}'`, {}, signal);
  } finally {
    await client.command(`ALTER TABLE ${table} MODIFY SETTING old_parts_lifetime = ${USUAL_LIFETIME_S}`);
  }
}
