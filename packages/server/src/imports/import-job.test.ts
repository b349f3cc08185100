import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeEvents } from "@habitus/events";
import { dead, drop, ok } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Passage, SAYS_NOTHING, type Settled } from "../ingest/ingest.ts";
import { nothingAdded } from "../ingest/testing/nothing-added.ts";
import { openPassage } from "../ingest/testing/open-passage.ts";
import { createMemoryLog } from "../log/memory-log.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createImportJob, type ImportJobInput } from "./import-job.ts";
import { createImportStore } from "./import-store.ts";
import { createMemorySeenIds } from "./seen-ids.ts";
import { inspectFile } from "./inspect-file.ts";
import { begun } from "./testing/begun.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;
const ROWS = "user_id,event,time\nann,Signup,2020-01-01T00:00:00Z\nbob,Signup,2020-01-02T00:00:00Z\n";
let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "habitus-import-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function world(mode: "check" | "run", passage: () => Passage = openPassage, rows = ROWS) {
  const now = (): number => 1_000_000;
  const kv = createMemoryKv();
  const store = createImportStore(kv);
  const log = createMemoryLog({ clock: now });
  const path = join(dir, "rows.csv");
  await writeFile(path, rows);
  const { guess } = await inspectFile(path, "rows.csv", { zone: "UTC", events: [] });
  const file = { id: "rows.csv", name: "rows.csv", bytes: rows.length };
  const by = { createdAt: now(), createdBy: BY };
  const content = { mode, file, mappingKey: null, mapping: guess, ...by };
  const { number } = await store.make(content, begun(kv));
  const kind = createImportJob({
    store,
    log,
    resolved: () => log.head().offset,
    stored: () => log.head().offset,
    isKnown: () => false,
    arrivals: { takeAlong: nothingAdded, factsOf: () => SAYS_NOTHING, passage },
    filePath: (name) => join(dir, name),
    errorPath: (each) => join(dir, `i${each}.rows`),
    openSeen: () => Promise.resolve(createMemorySeenIds()),
    removeFile: (name) => rm(join(dir, name), { force: true }),
    now,
    pause: () => Promise.resolve(),
  });
  const run = () =>
    kind.run({
      id: "j1",
      signal: new AbortController().signal,
      checkpoint: { import: number } satisfies ImportJobInput,
      progress: () => Promise.resolve(),
    });
  return { run, log, path, store, number };
}

test.each(["run", "check"] as const)(
  "a %s that was done when the process ended ends with the same figures, also without its file",
  async (mode) => {
    const { run, log, path, store, number } = await world(mode);
    const figures = await run();
    expect(figures).toEqual({ import: "i1", rows: 2, good: 2, bad: 0 });
    const head = log.head();
    await rm(path, { force: true });
    expect(await run()).toEqual(figures);
    expect([log.head(), store.get(number)?.isDone]).toEqual([head, true]);
  },
);

test("a file that was left behind by an import that is done goes", async () => {
  const { run, path } = await world("run");
  await run();
  await writeFile(path, ROWS);
  await run();
  expect(existsSync(path)).toBe(false);
});

test("rows go the way of calls: what is refused is a bad row, what is dropped is passed over, and the rest is counted where it stands", async () => {
  const settled: Settled[] = [];
  const passage = (): Passage => ({
    admit(event) {
      if (event.userId === "ann") return dead("against_plan", "It is not as planned.");
      return event.userId === "bob" ? drop("unnecessary") : ok({ ...event, properties: '{"clean":1}' });
    },
    withheld: () => [],
    settle: (arrived) => Promise.resolve(void settled.push(arrived)),
  });
  const { run, log } = await world("run", passage, `${ROWS}cy,Signup,2020-01-03T00:00:00Z\n`);
  expect(await run()).toMatchObject({ rows: 3, good: 2, bad: 1 });
  const events = log
    .read(1, { records: 9, bytes: 1e6 })
    .flatMap(({ payload }) => decodeEvents(payload).events);
  expect(events.map(({ userId, properties }) => [userId, properties])).toEqual([["cy", '{"clean":1}']]);
  expect(settled).toMatchObject([{ events: [{ userId: "cy" }], eventsAt: 1, rejectedAt: null }]);
});
