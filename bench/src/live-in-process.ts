import { hash128, hashHex, type Random, seededRandom } from "@habitus/kernel";
import { type EventRow, LiveMembership, openLmdbMembershipStore } from "@habitus/server";
import { definitionText, planOf } from "./live-segments.ts";

// Live membership in this process, with its store on disk: evaluation and commits without what is around them.

export type InProcess = {
  readonly live: LiveMembership;
  readonly store: ReturnType<typeof openLmdbMembershipStore>;
  /** As a start does, with what the store has. */
  readonly again: () => LiveMembership;
};

export const BEGIN = Date.UTC(2026, 0, 1);
const MEMORY_BYTES = 256 * 1024 * 1024;

/** @param texts of further segments than so many at random. */
export async function liveInProcess(
  dir: string,
  segments: number,
  texts: readonly string[] = [],
): Promise<InProcess> {
  const random = seededRandom(1);
  const store = openLmdbMembershipStore({ dir });
  const again = () => new LiveMembership({ store, idOf: () => null, maxBytes: MEMORY_BYTES });
  const live = again();
  const all = [...Array.from({ length: segments }, () => definitionText(random)), ...texts];
  for (const [n, text] of all.entries()) {
    live.registry.want({ key: `s${n}`, version: 1, plan: planOf(text) });
  }
  const wanted = live.registry.targets;
  live.startBuild();
  const first = { offset: 1, at: BEGIN };
  live.cutOver(first, wanted, Number.POSITIVE_INFINITY);
  live.finishCutOver(first, wanted);
  live.done(first);
  await store.commit(live.takeStep());
  return { live, store, again };
}

/** A record of these events of new people, evaluated and on disk. Gives how many transitions it made. */
export async function takeRecord(
  { live, store }: InProcess,
  record: { readonly offset: number; readonly at: number },
  rows: readonly EventRow[],
): Promise<number> {
  const nodes = rows.map(({ node }) => ({ offset: record.offset, node }));
  const own = { events: rows, traits: [], moves: [], erased: [], deleted: [], nodes, told: [] };
  live.fire(record, Number.POSITIVE_INFINITY);
  live.begin(record, own);
  live.finish(record, own, []);
  return kept({ live, store });
}

/** Brings what was evaluated to the disk. Gives how many transitions there were. */
export async function kept({ live, store }: Pick<InProcess, "live" | "store">): Promise<number> {
  const step = live.takeStep();
  await store.commit(step);
  live.trim();
  return step.transitions.length;
}

export function eventRow(
  random: Random,
  name: string,
  place: { readonly offset: number; readonly at: number; readonly index: number; readonly node: number },
): EventRow {
  const id = `m${place.node}-${place.offset}`;
  return {
    ...place,
    name,
    time: place.at,
    receivedAt: place.at,
    offsetMinutes: null,
    id,
    idHash: hashHex(hash128(id)),
    properties: `{"revenue":${random.int(1, 100)}}`,
    context: "{}",
    source: "bench",
  };
}
