import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@habitus/kernel";
import { put } from "../../../platform/kv.ts";
import { migrateKv } from "../../../platform/kv-migrations.ts";
import { openLmdbDedupe } from "../dedupe/lmdb-dedupe.ts";
import { openLmdbKv } from "../lmdb-kv.ts";
import { openLmdbLog } from "../lmdb-log.ts";
import { RECORDED } from "./recorded.ts";

// Writes the samples of the stored formats. Run once for each new format, into a folder of its own name; a sample that is
// there is never written again: it stands for data that people have.

const into = must(process.argv[2], "the folder for the samples is given");
const work = mkdtempSync(join(tmpdir(), "habitus-recordings-"));

const kv = openLmdbKv({ dir: join(work, "kv-v1") });
await migrateKv(kv);
await kv.commit(RECORDED.rows.map(({ table, key, value }) => put(table, key, value)));
await kv.close();

let now = RECORDED.start;
const log = openLmdbLog({
  dir: join(work, "log-v1"),
  clock: () => now,
  onClockStep: () => undefined,
  segmentMs: 10_000,
});
for (const call of RECORDED.calls) {
  await log.append(call);
  now += 6_000;
}
await log.close();

const dedupe = openLmdbDedupe({ dir: join(work, "dedupe-v1"), runIds: RECORDED.runIds });
for (const claims of RECORDED.claims) {
  await dedupe.claim(claims);
  await dedupe.keep();
}
await dedupe.close();

for (const name of ["kv-v1", "log-v1", "dedupe-v1"])
  cpSync(join(work, name), join(into, name), {
    recursive: true,
    errorOnExist: true,
    force: false,
    filter: (path) => !path.endsWith("lock.mdb"),
  });
rmSync(work, { recursive: true });
