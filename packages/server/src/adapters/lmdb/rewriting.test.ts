import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { put, remove, type Table } from "../../platform/kv.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { openLmdbKv } from "./lmdb-kv.ts";
import { openLmdbMembershipStore } from "./lmdb-membership-store.ts";
import { transitionOf } from "../../membership/membership-store.contract.ts";

const TEXTS: Table<string> = { name: "texts", version: 1 };
const root = temporaryFolder("rewriting");
const holds = (dir: string, text: string): boolean => readFileSync(join(dir, "data.mdb")).includes(text);

test("what was removed or replaced is in the file until it is written anew, and then no more", async () => {
  const dir = join(root, "state");
  const kv = openLmdbKv({ dir });
  const secret = (n: number): string => `secret-${n}-secret`;
  await kv.commit(Array.from({ length: 3_000 }, (_, n) => put(TEXTS, [n], secret(n))));
  await kv.commit(
    Array.from({ length: 3_000 }, (_, n) => (n % 2 === 0 ? remove(TEXTS, [n]) : put(TEXTS, [n], "kept"))),
  );
  expect(holds(dir, "secret-7-secret") || holds(dir, "secret-8-secret")).toBe(true);
  await kv.rewrite();
  expect(holds(dir, "-secret")).toBe(false);
  expect([...kv.range(TEXTS, {})].length).toBe(1_500);
  expect(readdirSync(root)).toEqual(["state"]);
  await kv.commit([put(TEXTS, [1], "again")]);
  await kv.close();
  const reopened = openLmdbKv({ dir });
  expect(reopened.get(TEXTS, [1])).toBe("again");
  await reopened.close();
});

test("who opens it in another thread after it was written anew sees the same", async () => {
  const dir = join(root, "memberships");
  const store = openLmdbMembershipStore({ dir });
  await store.commit({ position: 1, at: 1, transitions: [transitionOf(1, 1)], writes: [], redact: [] });
  await store.rewrite(() => true);
  const code = `
    const { open } = require("lmdb");
    const env = open({ path: ${JSON.stringify(dir)}, noSubdir: false, keyEncoding: "binary", encoding: "binary", mapSize: 2 ** 40, overlappingSync: false });
    require("node:worker_threads").parentPort.postMessage([...env.getKeys({})].length);
    env.put(Buffer.of(0x7f), Buffer.of(1)).then(() => env.close());`;
  const worker = new Worker(code, { eval: true });
  const seen = await new Promise((resolve) => worker.once("message", resolve));
  await new Promise((resolve) => worker.once("exit", resolve));
  expect(seen).toBe(3);
  await store.commit({ position: 2, at: 2, transitions: [transitionOf(1, 2)], writes: [], redact: [] });
  expect(store.transitions.of(1, 0, 10).map(({ n }) => n)).toEqual([1, 2]);
  expect(holds(dir, "u1")).toBe(true);
  await store.close();
});
