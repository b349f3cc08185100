import { expect, test } from "vitest";
import {
  aggregateLeaf,
  change,
  countLeaf,
  EVER,
  event,
  lastMs,
  planOf,
  traitIs,
} from "../../test/builders.ts";
import { compileStream } from "../index.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { STATE_VERSION } from "./state-codec.ts";

const leaves = [
  countLeaf(2, EVER),
  countLeaf(3, lastMs(100)),
  countLeaf(1, {
    kind: "calendar",
    unit: "day",
    count: 1,
    endsAgo: 0,
    zone: { kind: "home", otherwise: "UTC" },
    weekStart: 1,
  }),
  aggregateLeaf("sum", ">", "1", EVER),
  aggregateLeaf("avg", ">", "1", lastMs(100)),
  aggregateLeaf("min", ">", "1", EVER),
  aggregateLeaf("max", ">", "1", lastMs(100, 10)),
  traitIs("plan", "pro"),
];
const program = compileStream(leaves.map((leaf, number) => ({ key: `s${number}`, plan: planOf(leaf) })));

function sampleState() {
  const events = [1_000, 1_030, 1_030, 1_060, 5_000].map((time, n) =>
    event(time, { price: n % 2 ? -n : n * 1.5 }),
  );
  const traits = [
    change("plan", "pro", 1_010),
    change("timezone", "Asia/Tokyo", 1_020),
    change("timezone", "x", 9_000),
  ];
  return program.loadState({ events, traits }, 1_070);
}

test("a state comes back with its truths, its next deadline and its future", () => {
  const state = sampleState();
  const decoded = program.decodeState(program.encodeState(state));
  if (decoded.kind !== "state") throw new Error(decoded.reason);
  expect(program.members(decoded.state)).toEqual(program.members(state));
  expect(program.nextDue(decoded.state)).toBe(program.nextDue(state));
  expect(program.encodeState(decoded.state)).toEqual(program.encodeState(state));
  expect(program.advance(decoded.state, 200_000_000)).toEqual(program.advance(state, 200_000_000));
});

test("bytes of another version or of other leaves ask for a reload", () => {
  const bytes = program.encodeState(sampleState());
  expect(program.decodeState(Uint8Array.of(STATE_VERSION + 1, ...bytes.slice(1)))).toEqual({
    kind: "reload",
    reason: "unknown_version",
  });
  const other = compileStream([{ key: "s", plan: planOf(countLeaf(1, EVER)) }]);
  expect(other.decodeState(bytes)).toEqual({ kind: "reload", reason: "other_leaves" });
});

test("damaged bytes ask for a reload: any byte changed, any length cut", () => {
  const bytes = program.encodeState(sampleState());
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x41;
    expect(program.decodeState(changed).kind).toBe("reload");
    expect(program.decodeState(bytes.slice(0, at)).kind).toBe("reload");
  }
});

test("numbers and texts of all sizes round-trip", () => {
  const wholes = [0, 1, -1, 127, 128, -129, 2 ** 31, -(2 ** 40), 7_258_118_399_999];
  const bigs = [0n, 1n, -1n, 10n ** 27n, -(10n ** 30n)];
  const to = new ByteWriter();
  for (const value of wholes) to.whole(value);
  for (const value of bigs) to.big(value);
  to.ascending([-5, -5, 0, 1_000_000]);
  to.ascending([]);
  to.text("Київ");
  to.hex("00ff7e");
  const from = new ByteReader(to.finish());
  expect(wholes.map(() => from.whole())).toEqual(wholes);
  expect(bigs.map(() => from.big())).toEqual(bigs);
  expect(from.ascending()).toEqual([-5, -5, 0, 1_000_000]);
  expect(from.ascending()).toEqual([]);
  expect(from.text()).toBe("Київ");
  expect(from.hex(6)).toBe("00ff7e");
  expect(from.atEnd).toBe(true);
});
