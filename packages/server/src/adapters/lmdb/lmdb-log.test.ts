import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeLog } from "../../log/log.contract.ts";
import type { Log, NewRecord } from "../../log/log.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { type LmdbLogOptions, openLmdbLog } from "./lmdb-log.ts";
import { openLmdbLogReader } from "./lmdb-log-reader.ts";
import { Segment, segmentDir } from "./segment.ts";

const root = temporaryFolder("log");
let opened = 0;
const fresh = (): string => join(root, String(opened++));

describeLog("lmdb, one segment", async (options) => openLmdbLog({ ...options, dir: fresh() }));
describeLog("lmdb, tiny segments", async (options) =>
  openLmdbLog({ ...options, dir: fresh(), segmentBytes: 20_000, retention: { bytes: 0, ms: 0 } }),
);

const ALL = { records: 1_000_000, bytes: 1_000_000_000 };
const record = (size: number, fill = 1): NewRecord => ({ kind: "events", payload: Buffer.alloc(size, fill) });

describe("lmdb log: segments and restarts", () => {
  let now = 0;
  const open = (dir: string, options: Partial<LmdbLogOptions> = {}): Log =>
    openLmdbLog({ dir, clock: () => now, onClockStep: () => undefined, ...options });
  const segments = (dir: string): readonly number[] =>
    readdirSync(dir)
      .map(Number)
      .sort((a, b) => a - b);

  test("offsets and times go on where they were after a restart, also when the clock is behind", async () => {
    const dir = fresh();
    now = 5_000;
    const first = open(dir);
    await first.append([record(10), record(20)]);
    await first.close();
    now = 1_000;
    const second = open(dir);
    expect(second.head()).toEqual({ offset: 2, at: 5_000 });
    expect(await second.append([record(30)])).toEqual({ offset: 3, at: 5_000 });
    expect(second.read(1, ALL).map((each) => each.payload.length)).toEqual([10, 20, 30]);
    await second.close();
  });

  test("a restart right after a new segment was begun keeps counting, and time does not fall", async () => {
    const dir = fresh();
    now = 9_000;
    const log = open(dir, { segmentBytes: 1 });
    for (let turn = 0; turn < 3; turn++) await log.append([record(10)]);
    await log.close();
    await Segment.create(dir, 4, 9_000).close();
    now = 0;
    const again = open(dir, { segmentBytes: 1 });
    expect(again.head()).toEqual({ offset: 3, at: 9_000 });
    expect(await again.append([record(10)])).toEqual({ offset: 4, at: 9_000 });
    expect(again.read(1, ALL)).toHaveLength(4);
    expect(segments(dir)).toEqual([1, 2, 3, 4]);
    await again.close();
  });

  test("segments end by size and by time", async () => {
    const bySize = fresh();
    const log = open(bySize, { segmentBytes: 50_000 });
    for (let turn = 0; turn < 10; turn++) await log.append([record(20_000)]);
    expect(segments(bySize).length).toBeGreaterThanOrEqual(4);
    expect(log.read(1, ALL)).toHaveLength(10);
    await log.close();

    const byTime = fresh();
    now = 0;
    const timed = open(byTime, { segmentMs: 1_000 });
    for (now = 0; now < 3_500; now += 500) await timed.append([record(10)]);
    expect(segments(byTime)).toEqual([1, 3, 5, 7]);
    await timed.close();
  });

  test("consumed segments are kept within the retention and freed outside it", async () => {
    const dir = fresh();
    now = 0;
    const log = open(dir, { segmentBytes: 1, retention: { bytes: 1_000_000_000, ms: 10_000 } });
    for (now = 0; now < 5_000; now += 1_000) await log.append([record(10)]);
    await log.release(5);
    expect(log.first()).toBe(1);
    now = 12_500;
    await log.release(4);
    expect(log.first()).toBe(4);
    now = 1_000_000;
    await log.release(4);
    expect(log.first()).toBe(5);
    await log.release(5);
    expect(log.first()).toBe(5);
    expect(segments(dir)).toEqual([5]);
    await log.close();

    const bySize = fresh();
    const sized = open(bySize, { segmentBytes: 1, retention: { bytes: 300_000, ms: 1e12 } });
    for (let turn = 0; turn < 6; turn++) await sized.append([record(100_000)]);
    await sized.release(6);
    expect(sized.first()).toBeGreaterThanOrEqual(4);
    expect(sized.first()).toBeLessThan(6);
    await sized.close();
  });

  test("a log that takes no records says why, is told of once, and looks by itself whether it does again", async () => {
    const dir = fresh();
    const failures: unknown[] = [];
    const onFailure = (error: unknown): void => void failures.push(error);
    const log = open(dir, { segmentBytes: 1, lookAgainMs: 5, elapsed: () => 0, onFailure });
    await log.append([record(10)]);
    expect(log.failing()).toBeNull();
    const inTheWay = segmentDir(dir, 2);
    mkdirSync(inTheWay);
    writeFileSync(join(inTheWay, "somebody's"), "");
    await expect(log.append([record(10)])).rejects.toThrow("ENOTEMPTY");
    expect(log.failing()).toBe("The log cannot be written; the server's log says why.");
    await expect(log.append([record(10)])).rejects.toThrow("ENOTEMPTY");
    expect(failures).toHaveLength(1);
    rmSync(inTheWay, { recursive: true });
    await log.wait(1, 60_000);
    expect(log.failing()).toBeNull();
    expect(log.read(2, ALL).map(({ kind }) => kind)).toEqual(["tick"]);
    await log.close();
  });

  test("what a crash left unfinished is removed", async () => {
    const dir = fresh();
    const log = open(dir);
    await log.append([record(10)]);
    await log.close();
    mkdirSync(join(dir, "new-0000000000000002-1-0"));
    mkdirSync(join(dir, "freed-0000000000000001"));
    const again = open(dir);
    expect(segments(dir)).toEqual([1]);
    expect(again.head().offset).toBe(1);
    await again.close();
  });

  test("a reader follows a log that grows, rolls and is freed, and waits for it", async () => {
    const dir = fresh();
    const log = open(dir, { segmentBytes: 1, retention: { bytes: 0, ms: 0 } });
    const reader = openLmdbLogReader({ dir });
    expect([reader.first(), reader.head()]).toEqual([1, { offset: 0, at: 0 }]);
    for (let offset = 1; offset <= 8; offset++) {
      const waiting = reader.wait(offset - 1, 60_000);
      await log.append([record(offset)]);
      await waiting;
      expect(reader.head().offset).toBe(offset);
      expect(reader.read(offset, ALL).map((each) => each.payload.length)).toEqual([offset]);
      await log.release(offset);
    }
    expect(reader.first()).toBe(8);
    expect(() => reader.read(1, ALL)).toThrow("released");
    await reader.wait(8, 1);
    await reader.close();
    await log.close();
  });
});
