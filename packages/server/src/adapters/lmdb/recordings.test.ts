import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { NewRecord } from "../../log/log.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { migrateKv } from "../../platform/kv-migrations.ts";
import { openLmdbDedupe } from "./dedupe/lmdb-dedupe.ts";
import { openLmdbKv } from "./lmdb-kv.ts";
import { openLmdbLog } from "./lmdb-log.ts";
import { openLmdbMembershipStore } from "./lmdb-membership-store.ts";
import { createEnvironment, type EnvironmentOptions } from "./environment.ts";
import { segmentDir } from "./segment.ts";
import { RECORDED } from "./testing/recorded.ts";

// Data written by the first version of each format opens and reads as it was written. The samples are copied first:
// opening one for writing would change it.

const RECORDINGS = join(import.meta.dirname, "../../../recordings");
const work = temporaryFolder("recordings");

function copyOf(name: string): string {
  cpSync(join(RECORDINGS, name), join(work, name), { recursive: true });
  return join(work, name);
}

function describe(record: NewRecord, at: number): string {
  return `${record.kind} ${at} ${Buffer.from(record.payload).toString("latin1")}`;
}

test("state of format 1", async () => {
  const kv = openLmdbKv({ dir: copyOf("kv-v1") });
  expect(await migrateKv(kv)).not.toContain("001 first format");
  for (const { table, key, value } of RECORDED.rows) expect(kv.get(table, key)).toEqual(value);
  const [first] = RECORDED.rows;
  const kept = RECORDED.rows.filter(({ table }) => table === first?.table);
  expect([...kv.range(kept[0]?.table ?? { name: "", version: 1 }, {})].map(({ key }) => key)).toEqual(
    kept.map(({ key }) => key),
  );
  await kv.close();
});

test("log of format 1", async () => {
  const log = openLmdbLog({
    dir: copyOf("log-v1"),
    clock: () => RECORDED.start,
    onClockStep: () => undefined,
  });
  const written = RECORDED.calls.flatMap((records, call) =>
    records.map((record) => describe(record, RECORDED.start + call * 6_000)),
  );
  const read = log.read(1, { records: 100, bytes: 10_000_000 });
  expect(read.map((record) => describe(record, record.at))).toEqual(written);
  expect(read.map((record) => record.offset)).toEqual(written.map((_, place) => place + 1));
  expect(log.head()).toEqual({ offset: written.length, at: RECORDED.start + 18_000 });
  await log.close();
});

test("ids of format 1", async () => {
  const dedupe = openLmdbDedupe({ dir: copyOf("dedupe-v1") });
  for (const claims of RECORDED.claims) {
    expect((await dedupe.claim(claims)).every(Boolean)).toBe(true);
    const copies = claims.map((claim) => ({ ...claim, offset: 1_000, forever: false }));
    expect((await dedupe.claim(copies)).some(Boolean)).toBe(false);
  }
  await dedupe.close();
});

test("a form of later is told as such, not taken for a bug", async () => {
  const later = async (
    options: Omit<EnvironmentOptions, "values">,
    key: Buffer | number,
    value: object,
  ): Promise<void> => {
    const environment = createEnvironment<Buffer, Buffer | number>(
      { ...options, values: "binary" },
      (made) => void made.put(key, Buffer.from(JSON.stringify(value))),
    );
    await environment.close();
  };
  const dir = join(work, "later");
  mkdirSync(join(dir, "log"), { recursive: true });
  await later({ dir: segmentDir(join(dir, "log"), 1), keys: "uint32" }, 0, { format: 2, base: 1, at: 0 });
  const [clock, onClockStep] = [() => 0, () => undefined];
  expect(() => openLmdbLog({ dir: join(dir, "log"), clock, onClockStep })).toThrow(
    /newer version.*log format 2/,
  );
  const meta = { format: 4, position: 0, at: 0, head: 0 };
  await later({ dir: join(dir, "membership"), keys: "binary" }, Buffer.of(1), meta);
  expect(() => openLmdbMembershipStore({ dir: join(dir, "membership") })).toThrow(/newer version/);
});
