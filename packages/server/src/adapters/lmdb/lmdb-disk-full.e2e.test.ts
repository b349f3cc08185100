import { join } from "node:path";
import { DAY_MS, HabitusError, hash128, hashHex } from "@habitus/kernel";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { put, type Table } from "../../platform/kv.ts";
import type { Claim } from "../../profiles/dedupe.ts";
import { openLmdbDedupe } from "./dedupe/lmdb-dedupe.ts";
import { openLmdbKv } from "./lmdb-kv.ts";
import { openLmdbLog } from "./lmdb-log.ts";
import { idOf } from "./testing/crash-work.ts";
import { mountSmallDisk, type SmallDisk } from "./testing/small-disk.ts";

const MIB = 1024 * 1024;
const DISK_BYTES = 48 * MIB;
const probe = mountSmallDisk(MIB);
if (typeof probe === "string") process.stdout.write(`disk-full tests are skipped: ${probe}\n`);
else afterAll(() => probe.remove());

async function failure(work: () => Promise<unknown>): Promise<HabitusError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof HabitusError) return error;
    throw error;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(typeof probe === "string")("a full disk", () => {
  let disk: SmallDisk;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);

  beforeEach(() => {
    disk = mountSmallDisk(DISK_BYTES) as SmallDisk;
    process.on("unhandledRejection", note);
  });
  afterEach(() => {
    process.off("unhandledRejection", note);
    disk.remove();
    expect(unhandled).toEqual([]);
  });

  test("log: appends are refused with storage_full, nothing of them is kept, and it goes on when space returns", async () => {
    const open = (): ReturnType<typeof openLmdbLog> =>
      openLmdbLog({
        dir: join(disk.dir, "log"),
        clock: () => Date.now(),
        onClockStep: () => undefined,
        segmentBytes: 2 * MIB,
      });
    const log = open();
    const kept = new Map<number, string>();
    const codes = new Map<string, number>();
    let stop = false;
    const client = async (number: number): Promise<void> => {
      for (let turn = 0; !stop; turn++) {
        const ids = [`${number}.${turn}.a`, `${number}.${turn}.b`];
        const payloads = ids.map((id) => Buffer.concat([Buffer.from(`${id}\n`), Buffer.alloc(3_000)]));
        const error = await failure(async () => {
          const head = await log.append(payloads.map((payload) => ({ kind: "events", payload })));
          for (const [place, id] of ids.entries()) kept.set(head.offset - 1 + place, id);
        });
        if (error === null) continue;
        codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
        await pause(5);
      }
    };
    const clients = Array.from({ length: 16 }, (_, number) => client(number));
    const refusals = (): number => codes.get("storage_full") ?? 0;
    for (let round = 0; round < 3; round++) {
      const before = refusals();
      disk.fill(7 * MIB);
      while (refusals() < before + 50) await pause(10);
      const full = kept.size;
      disk.drain();
      while (kept.size < full + 100) await pause(10);
    }
    stop = true;
    await Promise.all(clients);
    await log.close();
    expect([...codes.keys()]).toEqual(["storage_full"]);

    const again = open();
    const stored = new Map<number, string>();
    for (let from = 1; from <= again.head().offset; )
      for (const record of again.read(from, { records: 1_000, bytes: 8 * MIB })) {
        expect(record.offset).toBe(from++);
        stored.set(record.offset, idOf(record.payload));
      }
    expect(stored).toEqual(new Map([...kept].sort(([a], [b]) => a - b)));
    await again.close();
  });

  test("state: commits are refused with storage_full, nothing of them is there, and it goes on when space returns", async () => {
    const ROWS: Table<string> = { name: "rows", version: 1 };
    const dir = join(disk.dir, "kv");
    const kv = openLmdbKv({ dir });
    const value = "v".repeat(2_000);
    const kept = new Set<number>();
    const refused = new Set<number>();
    let next = 0;
    const commit = async (): Promise<boolean> => {
      const commit_ = next++;
      const changes = Array.from({ length: 20 }, (_, row) => put(ROWS, [commit_, row], value));
      const error = await failure(() => kv.commit(changes));
      expect(error?.code ?? "storage_full").toBe("storage_full");
      (error === null ? kept : refused).add(commit_);
      return error === null;
    };
    for (let round = 0; round < 3; round++) {
      disk.fill(7 * MIB);
      while (await commit());
      await Promise.all(Array.from({ length: 20 }, commit));
      disk.drain();
      for (let turn = 0; turn < 20; turn++) expect(await commit()).toBe(true);
    }
    await kv.close();
    const again = openLmdbKv({ dir });
    const counts = new Map<number, number>();
    for (const { key } of again.range(ROWS, {}))
      counts.set(Number(key[0]), (counts.get(Number(key[0])) ?? 0) + 1);
    expect([...counts.keys()]).toEqual([...kept].sort((a, b) => a - b));
    expect(new Set(counts.values())).toEqual(new Set([20]));
    await again.close();
  });

  test("dedupe: claims are refused with storage_full and answered the same when space returns", async () => {
    const dir = join(disk.dir, "dedupe");
    const dedupe = openLmdbDedupe({ dir, runIds: 2 ** 13 });
    let offset = 0;
    const claims = (at: number): readonly Claim[] =>
      Array.from({ length: 2_000 }, (_, index) => ({
        idHash: hashHex(hash128(`${at}/${index}`)),
        at: 20_000 * DAY_MS,
        offset: at,
        index,
      }));
    const claim = (at: number): Promise<HabitusError | null> =>
      failure(async () => {
        expect((await dedupe.claim(claims(at))).every(Boolean)).toBe(true);
        await dedupe.keep();
      });
    for (let round = 0; round < 3; round++) {
      disk.fill(7 * MIB);
      while ((await claim(++offset)) === null);
      expect((await claim(offset))?.code).toBe("storage_full");
      disk.drain();
      expect(await claim(offset)).toBeNull();
    }
    await dedupe.close();
    const again = openLmdbDedupe({ dir });
    for (let at = 1; at <= offset; at++) {
      expect((await again.claim(claims(at))).every(Boolean)).toBe(true);
      const copies = claims(at).map((each) => ({ ...each, offset: 1_000_000 }));
      expect((await again.claim(copies)).some(Boolean)).toBe(false);
    }
    await again.close();
  });

  test("a log that is opened on a full disk says so", async () => {
    disk.fill(MIB);
    const options = { dir: join(disk.dir, "log"), clock: () => 0, onClockStep: () => undefined };
    expect((await failure(async () => openLmdbLog(options)))?.code).toBe("storage_full");
    expect((await failure(async () => openLmdbKv({ dir: join(disk.dir, "kv") })))?.code).toBe("storage_full");
  });
});
