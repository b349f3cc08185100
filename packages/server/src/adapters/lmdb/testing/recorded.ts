import { DAY_MS, hash128, hashHex } from "@habitus/kernel";
import type { NewRecord } from "../../../log/log.ts";
import type { Key, Table } from "../../../platform/kv.ts";
import type { Claim } from "../../../profiles/dedupe.ts";

// What the samples of the first format hold. Never changed: a new format gets samples of its own.

const THINGS: Table<unknown> = { name: "things", version: 1 };
const THINGS_2: Table<unknown> = { name: "things", version: 2 };

type Row = { readonly table: Table<unknown>; readonly key: Key; readonly value: unknown };
const rows: readonly Row[] = [
  { table: THINGS, key: [], value: null },
  { table: THINGS, key: [-1.5, "a"], value: { rev: 1, list: [1, "two", { three: null }] } },
  { table: THINGS, key: [0], value: "zero" },
  { table: THINGS, key: [2 ** 40, "é😀"], value: 1.25e-7 },
  { table: THINGS, key: ["", "\u0000", "\ud800"], value: "\ud800 lone" },
  { table: THINGS, key: ["a".repeat(1_500)], value: "v".repeat(9_000) },
  { table: THINGS_2, key: [0], value: true },
];

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const calls: readonly (readonly NewRecord[])[] = [
  [
    { kind: "events", payload: bytes("first") },
    { kind: "tick", payload: bytes("") },
  ],
  [{ kind: "rejected", payload: bytes("{\u0000}") }],
  [
    { kind: "events", payload: bytes("x".repeat(300_000)) },
    { kind: "events", payload: bytes("after a large one") },
  ],
  [{ kind: "events", payload: bytes("last") }],
];

const start = 20_000 * DAY_MS;
const claim = (id: string, offset: number, index: number, forever: boolean): Claim => ({
  idHash: hashHex(hash128(id)),
  at: start + offset * (DAY_MS / 4),
  offset,
  index,
  forever,
});
const claims: readonly (readonly Claim[])[] = Array.from({ length: 8 }, (_, batch) =>
  Array.from({ length: 30 }, (_unused, index) => claim(`${batch}/${index}`, batch + 1, index, index === 0)),
);

export const RECORDED = { rows, calls, claims, start, runIds: 64 } as const;
