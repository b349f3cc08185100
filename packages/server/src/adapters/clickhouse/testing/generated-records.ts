import { DAY_MS, hash128, hashHex, seededRandom } from "@habitus/kernel";
import type { EventRow, StoreBatch, TraitRow } from "../../../store/event-store.ts";

const START = Date.UTC(2025, 0, 1);
const MONTHS_13_MS = 396 * DAY_MS;

/** Rows of one log record, always the same for the same offset; their times of event and of receipt spread over 13 months. */
function recordRows(offset: number, lastOffset: number): Omit<StoreBatch, "upTo"> {
  const random = seededRandom(offset);
  const receivedAt = START + Math.floor((offset / lastOffset) * MONTHS_13_MS);
  const events: EventRow[] = Array.from({ length: random.int(0, 40) }, (_, index) => {
    const id = `m-${offset}-${index}`;
    return {
      offset,
      index,
      node: random.int(1, 500),
      name: random.pick(["Order Completed", "Product Viewed", "App Opened"]),
      time: START + random.int(0, MONTHS_13_MS),
      receivedAt,
      offsetMinutes: null,
      id,
      idHash: hashHex(hash128(id)),
      properties: `{"revenue":${random.int(1, 10_000) / 100}}`,
      context: "{}",
      source: "key",
    };
  });
  const traits: TraitRow[] = events
    .filter((event) => event.index % 10 === 3)
    .map(({ node, index, time, idHash }) => ({
      offset,
      index,
      node,
      name: "plan",
      value: '"pro"',
      time,
      idHash,
      source: "key",
    }));
  return {
    events,
    traits,
    moves: offset % 7 === 0 ? [{ offset, node: 500 + offset, person: 1 }] : [],
    nodes: offset % 3 === 0 ? [{ offset, node: offset }] : [],
    erased: [],
    deleted: [],
  };
}

/** The records from `from` to `upTo` as one batch. */
export function recordsBatch(from: number, upTo: number, lastOffset: number): StoreBatch {
  const records = Array.from({ length: upTo - from + 1 }, (_, at) => recordRows(from + at, lastOffset));
  return {
    upTo,
    events: records.flatMap((record) => record.events),
    traits: records.flatMap((record) => record.traits),
    moves: records.flatMap((record) => record.moves),
    nodes: records.flatMap((record) => record.nodes),
    erased: [],
    deleted: [],
  };
}
