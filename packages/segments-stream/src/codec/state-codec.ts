import type { Compiled } from "../compiled.ts";
import { emit, keptLeaves, settleHome, settleLeaves, updateNextDue } from "../engine.ts";
import { operatorAt, settleLeaf, writeCell } from "../leaf-cell.ts";
import { readLatest, writeLatest } from "../operators/latest.ts";
import { PersonState } from "../person-state.ts";
import { ByteReader, DamagedBytes } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

/**
 * version 2: byte 2; fingerprint of the leaves, 16 bytes; now; the home zones kept, if any leaf follows them; number of leaves
 * kept, then for each the distance to the leaf before and what its operator writes; checksum, 4 bytes.
 * Truths and dues are not stored: they follow from what is kept. Version 1 had the same form, and operators read what theirs wrote.
 */
export const STATE_VERSION = 2;

export function isReadable(version: number): boolean {
  return version === 1 || version === STATE_VERSION;
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
  settleLeaves(compiled, state, keptLeaves(state));
  updateNextDue(state);
  const to = new ByteWriter();
  to.byte(STATE_VERSION);
  to.hex(compiled.fingerprint);
  to.whole(state.now);
  if (compiled.followsHome) writeLatest(state.zones, to, (name) => to.text(name));
  to.count(state.cells.count);
  let before = 0;
  for (const [place, leaf] of keptLeaves(state).entries()) {
    to.count(leaf - before);
    before = leaf;
    writeCell(compiled, state, place, to);
  }
  const sum = checksum(to.finish());
  for (let byte = 0; byte < CHECKSUM_BYTES; byte++) to.byte((sum >>> (8 * byte)) & 0xff);
  return to.finish();
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
  if (!isReadable(from.byte())) return { kind: "reload", reason: "unknown_version" };
  const sum = checksum(body);
  const tail = bytes.subarray(body.length);
  if (tail.some((byte, index) => byte !== ((sum >>> (8 * index)) & 0xff))) {
    return { kind: "reload", reason: "damaged" };
  }
  if (from.hex(FINGERPRINT_DIGITS) !== compiled.fingerprint)
    return { kind: "reload", reason: "other_leaves" };

  const state = new PersonState(compiled, from.whole());
  if (compiled.followsHome) state.zones = readLatest(from, () => from.text());
  settleHome(state);
  const changed: number[] = [];
  const length = from.count();
  let leaf = 0;
  for (let place = 0; place < length; place++) {
    leaf += from.count();
    if (leaf >= compiled.operators.length) throw new DamagedBytes("there is no such leaf");
    const kept = operatorAt(compiled, leaf).read(from);
    if (settleLeaf(compiled, state, leaf, kept, state.cells.find(leaf))) changed.push(leaf);
  }
  if (!from.atEnd) throw new DamagedBytes("bytes are left over");
  updateNextDue(state);
  emit(compiled, state, changed, "time", []);
  return { kind: "state", state };
}

/** FNV-1a, 32 bits. */
export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
