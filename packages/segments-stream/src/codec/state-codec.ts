import type { Compiled } from "../compiled.ts";
import { filledKeepers, settleCells, settleHome, updateNextDue } from "../engine.ts";
import { firstLeafAt, joinedAt, keeperAt, settleCell, writeCell } from "../kept-cell.ts";
import { type Latest, readLatest, writeLatest } from "../operators/latest.ts";
import type { Keeping } from "../operators/operator.ts";
import { PersonState, type ZoneName } from "../person-state.ts";
import { ByteReader, DamagedBytes } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

/**
 * version 5: byte 5; fingerprint of the leaves, 16 bytes; now; if any leaf follows them, the home zones kept that people say and those that calls said; number of cells, then for each,
 * ascending, the distance from the first leaf of the cell before to its own and what its keeper writes; checksum, 4 bytes.
 * Truths and dues are not stored: they follow from what is kept.
 * Version 4 had no zones that calls said. Versions 1 to 3 had the same form, but smallest and largest numbers were kept as they are (`Keeping.readBefore4`). In versions 1 and 2 there
 * was a cell for every leaf; those that are one cell today are joined.
 */
export const STATE_VERSION = 5;

/** Since when keepers write as they do now. */
export const KEPT_SINCE = 4;
/** Since when the zones that calls said are kept. */
const SEEN_ZONES_SINCE = 5;

export function isReadable(version: number): boolean {
  return version >= 1 && version <= STATE_VERSION;
}

/** What a keeper wrote in a version that is readable. */
export function readKept(keeping: Keeping, from: ByteReader, version: number): unknown {
  const readOld = version < KEPT_SINCE ? keeping.readBefore4 : undefined;
  return readOld === undefined ? keeping.read(from) : readOld(from);
}

/** Why bytes cannot be used any more: the person has to be reloaded from the event store. */
export type ReloadReason = "unknown_version" | "other_leaves" | "damaged";

export type DecodedState =
  | { readonly kind: "state"; readonly state: PersonState }
  | { readonly kind: "reload"; readonly reason: ReloadReason };

const FINGERPRINT_DIGITS = 32;
const CHECKSUM_BYTES = 4;

/** Equal states give equal bytes, however their inputs arrived. */
export function encodeState(compiled: Compiled, state: PersonState): Uint8Array {
  // Deadlines that lie behind were fired, so this forgets what has expired but changes no truth.
  settleCells(compiled, state, filledKeepers(state));
  updateNextDue(state);
  const to = new ByteWriter();
  to.byte(STATE_VERSION);
  to.hex(compiled.fingerprint);
  to.whole(state.now);
  if (compiled.followsHome) writeZones(state, to);
  const cells = state.places().map((place) => ({ place, leaf: firstLeafAt(compiled, state.keeper(place)) }));
  to.count(cells.length);
  let before = 0;
  for (const { place, leaf } of cells.sort((one, other) => one.leaf - other.leaf)) {
    to.count(leaf - before);
    before = leaf;
    writeCell(compiled, state, place, to);
  }
  const sum = checksum(to.finish());
  for (let byte = 0; byte < CHECKSUM_BYTES; byte++) to.byte((sum >>> (8 * byte)) & 0xff);
  return to.finish();
}

export function writeZones({ zones, seenZones }: PersonState, to: ByteWriter): void {
  for (const each of [zones, seenZones]) writeLatest(each ?? [], to, (name) => to.text(name));
}

/** @param hasSeen whether those that calls said stand behind the others. */
export function readZones(
  from: ByteReader,
  hasSeen: boolean,
): { readonly zones: Latest<ZoneName>; readonly seenZones: Latest<ZoneName> } {
  const read = (): Latest<ZoneName> => readLatest(from, () => from.text());
  return { zones: read(), seenZones: hasSeen ? read() : [] };
}

export function decodeState(compiled: Compiled, bytes: Uint8Array): DecodedState {
  try {
    return decode(compiled, bytes);
  } catch (error) {
    if (error instanceof DamagedBytes) return { kind: "reload", reason: "damaged" };
    throw error;
  }
}

function decode(compiled: Compiled, bytes: Uint8Array): DecodedState {
  const body = bytes.subarray(0, Math.max(bytes.length - CHECKSUM_BYTES, 0));
  const from = new ByteReader(body);
  const version = from.byte();
  if (!isReadable(version)) return { kind: "reload", reason: "unknown_version" };
  const sum = checksum(body);
  const tail = bytes.subarray(body.length);
  if (tail.some((byte, index) => byte !== ((sum >>> (8 * index)) & 0xff))) {
    return { kind: "reload", reason: "damaged" };
  }
  if (from.hex(FINGERPRINT_DIGITS) !== compiled.fingerprint)
    return { kind: "reload", reason: "other_leaves" };

  const state = new PersonState(from.whole());
  if (compiled.followsHome) {
    const { zones, seenZones } = readZones(from, version >= SEEN_ZONES_SINCE);
    if (zones.length > 0) state.zones = zones;
    if (seenZones.length > 0) state.seenZones = seenZones;
  }
  settleHome(state);
  const length = from.count();
  let leaf = 0;
  for (let place = 0; place < length; place++) {
    leaf += from.count();
    const keeper = compiled.keeperOf[leaf];
    if (keeper === undefined) throw new DamagedBytes("there is no such leaf");
    readCell(compiled, state, { keeper, from, version });
  }
  if (!from.atEnd) throw new DamagedBytes("bytes are left over");
  updateNextDue(state);
  return { kind: "state", state };
}

type CellBytes = { readonly keeper: number; readonly from: ByteReader; readonly version: number };

/** Reads a cell; several of one keeper are joined. */
function readCell(compiled: Compiled, state: PersonState, { keeper, from, version }: CellBytes): void {
  const { keeping } = keeperAt(compiled, keeper);
  const found = state.find(keeper);
  const read = readKept(keeping, from, version);
  const kept = found < 0 ? read : joinedAt(compiled, state, found, read);
  settleCell(compiled, state, { keeper, kept, found }, []);
}

/** FNV-1a, 32 bits. */
export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
