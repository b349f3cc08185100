import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { forgetImports } from "./forget-imports.ts";
import { createImportStore } from "./import-store.ts";
import { NO_REPORT } from "./report.ts";
import { begun } from "./testing/begun.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;
const ERASED = 1_000;
const MAPPING = {
  dataset: "orders",
  file: { format: "ndjson" },
} as never;

test("what is told of rows of a file from before the instant goes, also of an import that was started after", async () => {
  const kv = createMemoryKv();
  const store = createImportStore(kv);
  const file = { id: "f1", name: "orders.csv", bytes: 9 };
  const common = { mode: "check", file, mappingKey: null, mapping: MAPPING, createdBy: BY } as const;
  const createdAt = ERASED + 10;
  const old = await store.make({ ...common, uploadedAt: ERASED, createdAt }, begun(kv));
  const young = await store.make({ ...common, uploadedAt: ERASED + 1, createdAt }, begun(kv));
  // As imports were kept before it was noted when their file came.
  const older = await store.make({ ...common, createdAt: ERASED }, begun(kv));
  const report = { ...NO_REPORT, samples: [{ row: 1, calls: [] }] };
  for (const { number } of [old, young, older]) await store.change(number, { report });
  const jobs = { unfinished: () => [], forgetQuotes: () => Promise.resolve(2) };
  const nothing = () => Promise.resolve();
  const parts = { store, jobs, forget: nothing, readers: () => [], errorPath: () => "/nowhere" };
  expect(await forgetImports(parts, ERASED)).toBe(2);
  const samples = [old, young, older].map(({ number }) => store.get(number)?.report.samples.length);
  expect(samples).toEqual([0, 1, 0]);
});
