import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mountSmallDisk } from "../adapters/lmdb/testing/small-disk.ts";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { allEventIds } from "./testing/all-events.ts";
import { startLoad } from "./testing/load.ts";
import { drained, startRealServer } from "./testing/real-server.ts";

/** Folder of the data directory, the size of the disk it gets, and what filling it up must look like from outside. */
const PARTS = [
  { part: "log", bytes: 64 * 1024 * 1024, answers: [503, 507] },
  { part: "state", bytes: 64 * 1024 * 1024, answers: [] },
  { part: "store", bytes: 256 * 1024 * 1024, answers: [] },
] as const;

/** How often something is tried while the disk is full. */
const REFUSALS = 10;

for (const { part, bytes, answers } of PARTS) {
  test(`a full disk under the ${part} loses nothing and heals when space returns`, {
    timeout: 300_000,
  }, async ({ skip }) => {
    const disk = mountSmallDisk(bytes);
    if (typeof disk === "string") return skip(disk);
    const dataDir = temporaryFolder(`full-${part}`);
    mkdirSync(dataDir, { recursive: true });
    symlinkSync(disk.dir, join(dataDir, part));
    const server = await startRealServer({ dataDir });
    try {
      const load = startLoad({ url: () => server.url, senders: 3, batch: 50, pauseMs: 20 });
      const more = async (): Promise<void> => {
        const before = load.acknowledged.size;
        while (load.acknowledged.size === before) await pause(50);
      };
      await more();
      disk.fill(0);
      const isReady = async (): Promise<boolean> => (await fetch(`${server.url}/health`)).status === 200;
      // Where others use the machine too, it takes a while until the disk is asked for more than it has.
      const isFull = async (): Promise<boolean> =>
        answers.length > 0 ? countOf(load.refusals()) >= REFUSALS : !(await isReady());
      while (!(await isFull())) await pause(100);
      const refused = load.refusals();
      disk.drain();
      await more();
      await load.stop();
      await drained(server);
      const stored = await allEventIds(server);
      const ids = new Set(stored);
      expect(ids.size).toBe(stored.length);
      expect([...load.acknowledged].filter((id) => !ids.has(id))).toEqual([]);
      expect(load.acknowledged.size).toBeGreaterThan(0);
      if (answers.length > 0) {
        expect(
          [...refused.keys()].filter((status) => !(answers as readonly number[]).includes(status)),
        ).toEqual([]);
      }
      expect(await isReady()).toBe(true);
      expect(await server.stop()).toBe(0);
    } finally {
      await server.kill();
      disk.remove();
    }
  });
}

function countOf(refusals: ReadonlyMap<number, number>): number {
  return [...refusals.values()].reduce((sum, each) => sum + each, 0);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
