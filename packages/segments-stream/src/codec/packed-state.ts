import { assert, must } from "@habitus/kernel";
import type { Compiled } from "../compiled.ts";
import { emit, settleHome, updateNextDue } from "../engine.ts";
import { writeCell } from "../leaf-cell.ts";
import { insertLatest, readLatest, writeLatest } from "../operators/latest.ts";
import { PersonState } from "../person-state.ts";
import { ByteReader, DamagedBytes } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { checksum, type DecodedState, isReadable, STATE_VERSION } from "./state-codec.ts";

/**
 * A state as it is kept beside a running program. Unlike `encodeState` it is not canonical: it is the block of memory written
 * down, for it is written after every event. Leaves are named by numbers that the caller gives and never gives twice, so a
 * state outlives the program: what a later program does not read is passed over, and the parts that two programs have kept
 * of one person are read as one.
 */
export type StatePacker = {
  /** The state is not changed. */
  pack(state: PersonState): Uint8Array;
  /**
   * One state of all that the parts hold; of a leaf that several hold, the first counts. Every deadline up to the newest now
   * among them must have been fired in each.
   */
  unpack(parts: readonly Uint8Array[]): DecodedState;
};

/**
 * version 1: byte 1; the version of what operators write; now; home zones kept; number of leaves kept, then for each its number x 2 + truth, when it is due
 * (0 never, else 1 + distance from now), the length of its content and the content; checksum, 4 bytes.
 */
const PACKED_VERSION = 1;
const CHECKSUM_BYTES = 4;
const EMPTY = new Uint8Array(0);

/** @param numbers by the leaf's text (`leafTexts`); a leaf without one is not kept. */
export function statePacker(compiled: Compiled, numbers: ReadonlyMap<string, number>): StatePacker {
  const numberOf = compiled.leafTexts.map((text) => numbers.get(text) ?? null);
  const leafOf = new Map(
    numberOf.flatMap((number, leaf) => (number === null ? [] : [[number, leaf] as const])),
  );
  const to = new ByteWriter();
  const content = new ByteWriter();
  const reader = new ByteReader(EMPTY);
  return {
    pack: (state) => {
      to.clear();
      pack(compiled, numberOf, state, { to, content, reader });
      return to.finish();
    },
    unpack: (parts) => {
      try {
        return unpack(compiled, leafOf, parts, content);
      } catch (error) {
        if (error instanceof DamagedBytes) return { kind: "reload", reason: "damaged" };
        throw error;
      }
    },
  };
}

type Tools = { readonly to: ByteWriter; readonly content: ByteWriter; readonly reader: ByteReader };

function pack(
  compiled: Compiled,
  numberOf: readonly (number | null)[],
  state: PersonState,
  { to, content, reader }: Tools,
): void {
  const { cells } = state;
  to.byte(PACKED_VERSION);
  to.byte(STATE_VERSION);
  to.whole(state.now);
  writeLatest(state.zones, to, (name) => to.text(name));
  const kept = Array.from({ length: cells.count }, (_, place) => place).filter(
    (place) => numberOf[cells.leaf(place)] !== null,
  );
  to.count(kept.length);
  for (const place of kept) {
    const leaf = cells.leaf(place);
    const due = cells.due(place);
    to.count(must(numberOf[leaf], "only leaves with a number are kept") * 2 + (cells.flag(leaf) ? 1 : 0));
    assert(due > state.now, "deadlines are fired before a state is packed");
    to.count(due === Number.POSITIVE_INFINITY ? 0 : due - state.now);
    if (state.large?.has(leaf) === true) {
      content.clear();
      writeCell(compiled, state, place, content);
      to.count(content.length);
      to.raw(content.finish());
      continue;
    }
    cells.open(place, reader);
    const raw = reader.rest();
    to.count(raw.length);
    to.raw(raw);
  }
  const sum = checksum(to.finish());
  for (let byte = 0; byte < CHECKSUM_BYTES; byte++) to.byte((sum >>> (8 * byte)) & 0xff);
}

function unpack(
  compiled: Compiled,
  leafOf: ReadonlyMap<number, number>,
  parts: readonly Uint8Array[],
  content: ByteWriter,
): DecodedState {
  const open: { readonly from: ByteReader; readonly now: number }[] = [];
  for (const part of parts) {
    const from = bodyOf(part);
    if (from.byte() !== PACKED_VERSION || !isReadable(from.byte()))
      return { kind: "reload", reason: "unknown_version" };
    open.push({ from, now: from.whole() });
  }
  const now = Math.max(...open.map((part) => part.now));
  const state = new PersonState(compiled, now);
  const changed: number[] = [];
  for (const part of open) {
    const zones = readLatest(part.from, () => part.from.text());
    if (compiled.followsHome) for (const zone of zones) keepZone(state, zone);
    readCells(leafOf, state, part, { content, changed });
    if (!part.from.atEnd) throw new DamagedBytes("bytes are left over");
  }
  settleHome(state);
  state.isNextDueStale = true;
  updateNextDue(state);
  emit(compiled, state, changed, "time", []);
  return { kind: "state", state };
}

function keepZone(state: PersonState, zone: PersonState["zones"][number]): void {
  const isKnown = state.zones.some(({ time, idHash }) => time === zone.time && idHash === zone.idHash);
  if (!isKnown) insertLatest(state.zones, zone, state.now);
}

/** `now` of the part may lie before that of the state; dues are counted from the part's own. */
function readCells(
  leafOf: ReadonlyMap<number, number>,
  state: PersonState,
  { from, now }: { readonly from: ByteReader; readonly now: number },
  { content, changed }: { readonly content: ByteWriter; readonly changed: number[] },
): void {
  const { cells } = state;
  const length = from.count();
  for (let index = 0; index < length; index++) {
    const coded = from.count();
    const distance = from.count();
    const raw = from.raw(from.count());
    const leaf = leafOf.get(Math.floor(coded / 2));
    if (leaf === undefined) continue;
    const place = cells.find(leaf);
    if (place >= 0) continue;
    content.clear();
    content.raw(raw);
    cells.insert(-1 - place, leaf);
    cells.replace(-1 - place, content);
    if (distance > 0) cells.setDue(-1 - place, now + distance);
    const truth = coded % 2 === 1;
    if (truth === cells.flag(leaf)) continue;
    cells.setFlag(leaf, truth);
    changed.push(leaf);
  }
}

function bodyOf(bytes: Uint8Array): ByteReader {
  const body = bytes.subarray(0, Math.max(bytes.length - CHECKSUM_BYTES, 0));
  const sum = checksum(body);
  const tail = bytes.subarray(body.length);
  if (tail.length < CHECKSUM_BYTES || tail.some((byte, index) => byte !== ((sum >>> (8 * index)) & 0xff))) {
    throw new DamagedBytes("the checksum is another");
  }
  return new ByteReader(body);
}
