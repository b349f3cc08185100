import type { StoredRows } from "../../../store/event-store.contract.ts";
import type { EventRow, EventStore, MoveRow, NodeRow, TraitRow } from "../../../store/event-store.ts";

type RawRow = Readonly<Record<string, string | number | null>>;

/** Reads all tables as they are, in order of (offset, index), with duplicates. For tests only. */
export async function storedRows(store: EventStore): Promise<StoredRows> {
  const all = <Row>(sql: string, of: (raw: RawRow) => Row): Promise<readonly Row[]> =>
    store.query<RawRow>({ sql, params: {} }, { lane: "backfill" }).then((rows) => rows.map(of));
  const [eventsByName, eventsByNode, transitions, traits, moves, nodes] = await Promise.all([
    all(`SELECT ${EVENT} FROM events_by_name ORDER BY offset, idx`, eventOf),
    all(`SELECT ${EVENT} FROM events_by_node ORDER BY offset, idx`, eventOf),
    all(`SELECT ${EVENT} FROM transitions ORDER BY offset, idx`, eventOf),
    all(`SELECT ${TRAIT} FROM traits ORDER BY offset, idx`, traitOf),
    all("SELECT offset, node, person FROM moves FINAL ORDER BY offset, node", moveOf),
    all("SELECT offset, node FROM nodes ORDER BY offset, node", nodeOf),
  ]);
  return { eventsByName, eventsByNode, transitions, traits, moves, nodes };
}

const INSTANTS = "toUnixTimestamp64Milli(time) AS at, leftPad(lower(hex(id_hash)), 32, '0') AS hash";
const EVENT = `offset, idx, node, name, toUnixTimestamp64Milli(received_at) AS received, offset_minutes, id,
  properties, context, source, ${INSTANTS}`;
const TRAIT = `offset, idx, node, name, value, source, ${INSTANTS}`;

const eventOf = (raw: RawRow): EventRow => ({
  ...placeOf(raw),
  node: Number(raw["node"]),
  name: String(raw["name"]),
  time: Number(raw["at"]),
  receivedAt: Number(raw["received"]),
  offsetMinutes: raw["offset_minutes"] === null ? null : Number(raw["offset_minutes"]),
  id: String(raw["id"]),
  idHash: String(raw["hash"]),
  properties: String(raw["properties"]),
  context: String(raw["context"]),
  source: String(raw["source"]),
});

const traitOf = (raw: RawRow): TraitRow => ({
  ...placeOf(raw),
  node: Number(raw["node"]),
  name: String(raw["name"]),
  value: String(raw["value"]),
  time: Number(raw["at"]),
  idHash: String(raw["hash"]),
  source: String(raw["source"]),
});

const moveOf = (raw: RawRow): MoveRow => ({
  offset: Number(raw["offset"]),
  node: Number(raw["node"]),
  person: Number(raw["person"]),
});

const nodeOf = (raw: RawRow): NodeRow => ({ offset: Number(raw["offset"]), node: Number(raw["node"]) });

function placeOf(raw: RawRow): { readonly offset: number; readonly index: number } {
  return { offset: Number(raw["offset"]), index: Number(raw["idx"]) };
}
