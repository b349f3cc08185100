import { assert, type Instant, must } from "@habitus/kernel";
import type { Compiled } from "../compiled.ts";
import { settleHome, updateNextDue } from "../engine.ts";
import { joinedAt, keeperAt, writeCell } from "../kept-cell.ts";
import { type Dated, insertLatest, type Latest } from "../operators/latest.ts";
import { PersonState, type ZoneName } from "../person-state.ts";
import { ByteReader, DamagedBytes } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import {
  checksum,
  type DecodedState,
  isReadable,
  KEPT_SINCE,
  readKept,
  readZones,
  STATE_VERSION,
  writeZones,
} from "./state-codec.ts";

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
   * One state of all that the parts hold; of a leaf that several hold, the first counts. Leaves of several that are one cell now are read
   * from all parts together: each has seen the same events. Every deadline up to the newest now among them must have been fired in each.
   */
  unpack(parts: readonly Uint8Array[]): DecodedState;
};

/**
 * version 3: byte 3; the version of what operators write; now; home zones kept, those that people say and those that calls said; number of cells, then for each how many of its leaves are
 * named and of each its number x 2 + truth; when it is due (0 never, else 1 + distance from now), the length of its content and the content;
 * checksum, 4 bytes. Version 2 had no zones that calls said. In version 1 a cell was of one leaf, so how many are named was not said.
 */
const PACKED_VERSION = 3;
const PACKED_SEEN_ZONES_SINCE = 3;
const CHECKSUM_BYTES = 4;
const EMPTY = new Uint8Array(0);
const NEVER = Number.POSITIVE_INFINITY;

/** @param numbers by the leaf's text (`leafTexts`); a leaf without one is not kept. */
export function statePacker(compiled: Compiled, numbers: ReadonlyMap<string, number>): StatePacker {
  const numberOf = compiled.leafTexts.map((text) => numbers.get(text) ?? null);
  const leafOf = new Map(
    numberOf.flatMap((number, leaf) => (number === null ? [] : [[number, leaf] as const])),
  );
  const namedOf = compiled.keepers.map(({ leaves }) =>
    leaves.flatMap(({ leaf, operator }, index): readonly NamedLeaf[] => {
      const number = numberOf[leaf] ?? null;
      return number === null ? [] : [{ index, number, truthOfNothing: operator.truthOfNothing }];
    }),
  );
  const to = new ByteWriter();
  const content = new ByteWriter();
  const reader = new ByteReader(EMPTY);
  return {
    pack: (state) => {
      to.clear();
      pack(compiled, namedOf, state, { to, content, reader });
      return to.finish();
    },
    unpack: (parts) => {
      try {
        return unpack({ compiled, leafOf }, parts);
      } catch (error) {
        if (error instanceof DamagedBytes) return { kind: "reload", reason: "damaged" };
        throw error;
      }
    },
  };
}

/** @property index among the leaves of its keeper. */
type NamedLeaf = { readonly index: number; readonly number: number; readonly truthOfNothing: boolean };

type Tools = { readonly to: ByteWriter; readonly content: ByteWriter; readonly reader: ByteReader };

function pack(
  compiled: Compiled,
  namedOf: readonly (readonly NamedLeaf[])[],
  state: PersonState,
  { to, content, reader }: Tools,
): void {
  to.byte(PACKED_VERSION);
  to.byte(STATE_VERSION);
  to.whole(state.now);
  writeZones(state, to);
  const named = (place: number): readonly NamedLeaf[] => namedOf[state.keeper(place)] ?? [];
  const kept = state.places().filter((place) => named(place).length > 0);
  to.count(kept.length);
  for (const place of kept) {
    const leaves = named(place);
    to.count(leaves.length);
    for (const { index, number, truthOfNothing } of leaves) {
      to.count(number * 2 + (state.isMarked(place, index) === truthOfNothing ? 0 : 1));
    }
    const due = state.due(place);
    assert(due > state.now, "deadlines are fired before a state is packed");
    to.count(due === Number.POSITIVE_INFINITY ? 0 : due - state.now);
    if (state.large?.has(state.keeper(place)) === true) {
      content.clear();
      writeCell(compiled, state, place, content);
      to.count(content.length);
      to.raw(content.finish());
      continue;
    }
    state.open(place, reader);
    const raw = reader.rest();
    to.count(raw.length);
    to.raw(raw);
  }
  const sum = checksum(to.finish());
  for (let byte = 0; byte < CHECKSUM_BYTES; byte++) to.byte((sum >>> (8 * byte)) & 0xff);
}

type Unpacking = {
  readonly compiled: Compiled;
  readonly leafOf: ReadonlyMap<number, number>;
};

/** @property stateVersion of what operators wrote. */
type OpenPart = {
  readonly from: ByteReader;
  readonly version: number;
  readonly stateVersion: number;
  readonly now: number;
};

function unpack(tools: Unpacking, parts: readonly Uint8Array[]): DecodedState {
  const { compiled } = tools;
  const open: OpenPart[] = [];
  for (const part of parts) {
    const from = bodyOf(part);
    const version = from.byte();
    const stateVersion = from.byte();
    if (version < 1 || version > PACKED_VERSION || !isReadable(stateVersion))
      return { kind: "reload", reason: "unknown_version" };
    open.push({ from, version, stateVersion, now: from.whole() });
  }
  const now = Math.max(...open.map((part) => part.now));
  const state = new PersonState(now);
  for (const part of open) {
    const { zones, seenZones } = readZones(part.from, part.version >= PACKED_SEEN_ZONES_SINCE);
    if (compiled.followsHome) {
      for (const zone of zones) keepZone((state.zones ??= []), zone, now);
      for (const zone of seenZones) keepZone((state.seenZones ??= []), zone, now);
    }
    readCells(tools, state, part);
    if (!part.from.atEnd) throw new DamagedBytes("bytes are left over");
  }
  settleHome(state);
  state.isNextDueStale = true;
  updateNextDue(state);
  return { kind: "state", state };
}

function keepZone(zones: Latest<ZoneName>, zone: Dated<ZoneName>, now: Instant): void {
  const isKnown = zones.some(({ time, idHash }) => time === zone.time && idHash === zone.idHash);
  if (!isKnown) insertLatest(zones, zone, now);
}

/** `now` of the part may lie before that of the state; dues are counted from the part's own. */
function readCells(
  { compiled, leafOf }: Unpacking,
  state: PersonState,
  { from, version, stateVersion, now }: OpenPart,
): void {
  const length = from.count();
  for (let index = 0; index < length; index++) {
    const truths = new Map<number, boolean>();
    for (let left = version === 1 ? 1 : from.count(); left > 0; left--) {
      const coded = from.count();
      const leaf = leafOf.get(Math.floor(coded / 2));
      if (leaf !== undefined) truths.set(leaf, coded % 2 === 1);
    }
    const distance = from.count();
    const due = distance === 0 ? NEVER : now + distance;
    const cell: PackedCell = { truths, due, raw: from.raw(from.count()), stateVersion };
    const keepers = new Set([...truths.keys()].map((leaf) => keeperOf(compiled, leaf)));
    for (const keeper of keepers) addCell(compiled, state, keeper, cell);
  }
}

function keeperOf({ keeperOf }: Compiled, leaf: number): number {
  return must(keeperOf[leaf], "every leaf has a keeper");
}

/** @property truths of leaves, those of other keepers too. */
type PackedCell = {
  readonly truths: ReadonlyMap<number, boolean>;
  readonly due: number;
  readonly raw: Uint8Array;
  readonly stateVersion: number;
};

/** Where an earlier part has said all that the keeper keeps, it stays so. */
function addCell(
  compiled: Compiled,
  state: PersonState,
  keeper: number,
  { truths, due, raw, stateVersion }: PackedCell,
): void {
  const { keeping, leaves } = keeperAt(compiled, keeper);
  const { draft } = compiled;
  const found = state.find(keeper);
  if (found >= 0 && keeping.join === undefined) return;
  draft.clear();
  if (found < 0 && stateVersion >= KEPT_SINCE) {
    draft.content.raw(raw);
  } else {
    const read = readKept(keeping, new ByteReader(raw), stateVersion);
    const kept = found < 0 ? read : joinedAt(compiled, state, found, read);
    if (keeping.size(kept) === 0) return;
    keeping.write(kept, draft.content);
  }
  draft.due = found < 0 ? due : Math.min(due, state.due(found));
  for (const [index, { leaf, operator }] of leaves.entries()) {
    const truth = truths.get(leaf);
    const wasMarked = found >= 0 && state.isMarked(found, index);
    if (truth === undefined ? wasMarked : truth !== operator.truthOfNothing) draft.marks.add(index);
  }
  state.put(found, keeper, draft);
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
