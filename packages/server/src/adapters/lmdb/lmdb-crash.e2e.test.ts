import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { bundle } from "../../platform/testing/bundle.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { openLmdbDedupe } from "./dedupe/lmdb-dedupe.ts";
import { openLmdbKv } from "./lmdb-kv.ts";
import { openLmdbLogReader } from "./lmdb-log-reader.ts";
import { claimsOf, idOf, KEPT, PAIR, payloadOf, ROWS } from "./testing/crash-work.ts";

const KILLS = Number(process.env["HABITUS_KILLS"] ?? 30);
const SEED = Number(process.env["HABITUS_SEED"] ?? 1);

/** What a child was told to be on disk before it was killed. */
type Acknowledged = {
  /** Offset of a record to its id. */
  readonly log: ReadonlyMap<number, string>;
  readonly rev: number;
  readonly batch: number;
};

/** Kills the child some time after its first words, or, with `early`, after its start: perhaps while it opens its files. */
async function runAndKill(
  program: string,
  at: { readonly dir: string; readonly run: number; readonly afterMs: number; readonly early: boolean },
): Promise<Acknowledged> {
  const child = spawn(process.execPath, [program, at.dir, String(at.run)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const killLater = (): void => void setTimeout(() => child.kill("SIGKILL"), at.afterMs);
  if (at.early) killLater();
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (part: string) => {
    if (output === "" && !at.early) killLater();
    output += part;
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  expect([code, signal]).toEqual([null, "SIGKILL"]);
  return acknowledgedIn(output.slice(0, output.lastIndexOf("\n") + 1).split("\n"));
}

function acknowledgedIn(lines: readonly string[]): Acknowledged {
  const log = new Map<number, string>();
  let rev = 0;
  let batch = -1;
  for (const line of lines) {
    const [kind, number, ...ids] = line.split(" ");
    if (kind === "K") rev = Number(number);
    if (kind === "D") batch = Number(number);
    if (kind !== "L") continue;
    for (const [place, id] of ids.entries()) log.set(Number(number) - ids.length + 1 + place, id);
  }
  return { log, rev, batch };
}

/** Answers how many acknowledged records were there to be compared. */
async function checkLog(dir: string, acknowledged: ReadonlyMap<number, string>): Promise<number> {
  const reader = openLmdbLogReader({ dir: join(dir, "log") });
  const head = reader.head();
  let next = reader.first();
  let compared = 0;
  let at = 0;
  while (next <= head.offset) {
    for (const record of reader.read(next, { records: 500, bytes: 4_000_000 })) {
      expect(record.offset).toBe(next);
      expect(record.at).toBeGreaterThanOrEqual(at);
      const id = idOf(record.payload);
      if (!Buffer.from(payloadOf(id)).equals(record.payload)) expect.fail(`record ${next} has wrong bytes`);
      const expected = acknowledged.get(next);
      if (expected !== undefined) {
        expect(id).toBe(expected);
        compared++;
      }
      at = record.at;
      next++;
    }
  }
  const newest = Math.max(0, ...acknowledged.keys());
  expect(head.offset).toBeGreaterThanOrEqual(newest);
  // Only what was consumed may be missing.
  expect(reader.first()).toBeLessThanOrEqual(Math.max(1, head.offset - KEPT + 1));
  await reader.close();
  return compared;
}

async function checkState(dir: string, rev: number): Promise<void> {
  const kv = openLmdbKv({ dir: join(dir, "kv") });
  const stored = kv.get(PAIR, ["a"])?.rev ?? 0;
  expect(stored).toBeGreaterThanOrEqual(rev);
  expect(kv.get(PAIR, ["b"])?.rev ?? 0).toBe(stored);
  let expected = 1;
  for (const { key, value } of kv.range(ROWS, {})) {
    expect(key).toEqual([expected]);
    if (value !== `${expected}:${"x".repeat(expected % 4_000)}`) expect.fail(`row ${expected} is damaged`);
    expected++;
  }
  expect(expected).toBe(stored + 1);
  await kv.close();
}

async function checkDedupe(dir: string, run: number, batches: number): Promise<void> {
  const dedupe = openLmdbDedupe({ dir: join(dir, "dedupe"), runIds: 2_048 });
  for (let batch = 0; batch <= batches; batch++) {
    const claims = claimsOf(run, batch);
    const again = await dedupe.claim(claims);
    expect(again).toEqual(claims.map((claim) => claim.index < 100));
    const elsewhere = await dedupe.claim(
      claims.map((claim) => ({ ...claim, offset: claim.offset + 500_000 })),
    );
    expect(elsewhere.some(Boolean)).toBe(false);
  }
  await dedupe.close();
}

const root = temporaryFolder("lmdb-crash");

test(`after ${KILLS} kills everything acknowledged is there once, with its bytes`, async () => {
  const dir = join(root, "data");
  const program = await bundle(join(import.meta.dirname, "testing/crash-child.entry.ts"));
  const random = seededRandom(SEED);
  const all = new Map<number, string>();
  const counts = { compared: 0, revisions: 0, batches: 0 };
  for (let run = 1; run <= KILLS; run++) {
    const early = run % 6 === 0;
    const afterMs = random.int(early ? 40 : 0, early ? 200 : 300);
    const acknowledged = await runAndKill(program, { dir, run, afterMs, early });
    for (const [offset, id] of acknowledged.log) {
      expect(all.has(offset)).toBe(false);
      all.set(offset, id);
    }
    counts.compared += await checkLog(dir, all);
    await checkState(dir, acknowledged.rev);
    await checkDedupe(dir, run, acknowledged.batch);
    counts.revisions = Math.max(counts.revisions, acknowledged.rev);
    counts.batches += acknowledged.batch + 1;
  }
  expect(new Set(all.values()).size).toBe(all.size);
  expect(all.size).toBeGreaterThan(KILLS);
  process.stdout.write(`${KILLS} kills; acknowledged records ${all.size}, ${JSON.stringify(counts)}\n`);
}, 300_000);
