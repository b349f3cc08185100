import { mkdtempSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createUploadFiles } from "./upload-files.ts";

const ALL = Number.POSITIVE_INFINITY;
const BYTES = [new TextEncoder().encode("id\nann\n")];
let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "habitus-uploads-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

test("a sweep leaves what a job needs, what is in use and what came after the instant", async () => {
  const files = createUploadFiles(dir);
  for (const name of ["needed", "nobody's"]) await files.keep(name, BYTES);
  expect(await files.sweep(new Set(["needed"]), 0)).toBe(0);
  expect(await readdir(dir)).toHaveLength(2);
  await files.using("used", async () => {
    await files.keep("used", BYTES);
    expect(await files.sweep(new Set(["needed"]), ALL)).toBe(2);
  });
  expect((await readdir(dir)).sort()).toEqual(["needed", "used"]);
  expect(await files.sweep(new Set(["needed"]), ALL)).toBe(1);
  expect(await readdir(dir)).toEqual(["needed"]);
});

test("a file that a job takes over while a sweep is under way stays", async () => {
  const files = createUploadFiles(dir);
  const sweeping: Promise<number>[] = [];
  await files.using("taken over", async () => {
    await files.keep("taken over", BYTES);
    sweeping.push(files.sweep(new Set(), ALL));
  });
  expect(await Promise.all(sweeping)).toEqual([1]);
  expect(await readdir(dir)).toEqual(["taken over"]);
});

test("files that go while a sweep looks at them do not break it", async () => {
  const files = createUploadFiles(dir);
  const names = Array.from({ length: 20 }, (_, number) => `f${number}`);
  for (const name of names) await files.keep(name, BYTES);
  const [staying] = await Promise.all([
    files.sweep(new Set(), ALL),
    ...names.map((name) => files.remove(name)),
  ]);
  expect([staying, await readdir(dir)]).toEqual([0, []]);
});

test("a work that fails lets go of its file", async () => {
  const files = createUploadFiles(dir);
  const failing = files.using("f", async () => {
    await files.keep("f", BYTES);
    throw new Error("refused");
  });
  await expect(failing).rejects.toThrow("refused");
  expect(await files.sweep(new Set(), ALL)).toBe(0);
  expect(await readdir(dir)).toEqual([]);
});
