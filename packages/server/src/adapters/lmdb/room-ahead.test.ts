import { cpSync, statSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { Log, NewRecord } from "../../log/log.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { openLmdbLog } from "./lmdb-log.ts";

const root = temporaryFolder("room");
const MIB = 1024 * 1024;
const ALL = { records: 1_000_000, bytes: 1_000_000_000 };
const open = (dir: string): Log => openLmdbLog({ dir, clock: () => 1_000, onClockStep: () => undefined });
const record = (size: number, fill: number): NewRecord => ({
  kind: "events",
  payload: Buffer.alloc(size, fill),
});
const fileOf = (dir: string): string => join(dir, "0000000000000001", "data.mdb");
const told = (log: Log): readonly string[] =>
  log
    .read(1, ALL)
    .map(({ payload }) => `${payload.length} of ${payload[0]} to ${payload[payload.length - 1]}`);

test("records of all sizes that came while room was made are as they were, also for who finds them after a crash", async () => {
  const random = seededRandom(Number(process.env["HABITUS_SEED"] ?? 3));
  const dir = join(root, "sizes");
  const log = open(dir);
  const sent: string[] = [];
  for (let round = 0; round < 80; round++) {
    const sizes = Array.from({ length: random.int(1, 4) }, () =>
      random.next() < 0.15 ? random.int(1, 2 * MIB) : random.int(1, 6_000),
    );
    await Promise.all(
      sizes.map((size) => {
        const fill = (sent.length % 250) + 1;
        sent.push(`${size} of ${fill} to ${fill}`);
        return log.append([record(size, fill)]);
      }),
    );
    if (round % 20 !== 10) continue;
    const copy = join(root, `copy-${round}`);
    cpSync(dir, copy, { recursive: true });
    const found = open(copy);
    expect(told(found)).toEqual(sent);
    await found.append([record(10, 9)]);
    expect(told(found)).toEqual([...sent, "10 of 9 to 9"]);
    await found.close();
  }
  expect(told(log)).toEqual(sent);
  await log.close();
  const again = open(dir);
  expect(told(again)).toEqual(sent);
  await again.close();
});

test("room is made behind a log that is written to, and given back when it is closed", async () => {
  const dir = join(root, "given-back");
  const log = open(dir);
  await log.append([record(100, 1)]);
  while (statSync(fileOf(dir)).size < MIB) await new Promise((resolve) => setTimeout(resolve, 5));
  await log.append([record(100, 2)]);
  await log.close();
  expect(statSync(fileOf(dir)).size).toBeLessThan(MIB / 4);
  const again = open(dir);
  expect(told(again)).toEqual(["100 of 1 to 1", "100 of 2 to 2"]);
  await again.close();
});
