import { writeSync } from "node:fs";
import { join } from "node:path";
import { must } from "@habitus/kernel";
import { put } from "../../../platform/kv.ts";
import { openLmdbDedupe } from "../dedupe/lmdb-dedupe.ts";
import { openLmdbKv } from "../lmdb-kv.ts";
import { openLmdbLog } from "../lmdb-log.ts";
import { claimsOf, KEPT, PAIR, payloadOf, ROWS } from "./crash-work.ts";

// Writes to log, state and dedupe at once until it is killed, and says on standard output what was acknowledged.

const dir = must(process.argv[2], "a folder is given");
const run = Number(must(process.argv[3], "a run is given"));
const say = (line: string): void => void writeSync(1, `${line}\n`);

async function writeLog(client: number): Promise<void> {
  for (let turn = 0; ; turn++) {
    const ids = Array.from(
      { length: 1 + ((client + turn) % 4) },
      (_, part) => `${run}.${client}.${turn}.${part}`,
    );
    const head = await log.append(ids.map((id) => ({ kind: "events", payload: payloadOf(id) })));
    say(`L ${head.offset} ${ids.join(" ")}`);
    if (client === 0 && turn % 5 === 4) await log.release(Math.max(0, head.offset - KEPT));
  }
}

async function writeState(): Promise<void> {
  for (let rev = (kv.get(PAIR, ["a"])?.rev ?? 0) + 1; ; rev++) {
    const expects = [{ table: PAIR, key: ["a"], rev: rev === 1 ? null : rev - 1 }];
    const row = `${rev}:${"x".repeat(rev % 4_000)}`;
    await kv.commit([put(PAIR, ["a"], { rev }), put(ROWS, [rev], row), put(PAIR, ["b"], { rev })], expects);
    say(`K ${rev}`);
  }
}

async function claimIds(): Promise<void> {
  for (let batch = 0; ; batch++) {
    await dedupe.claim(claimsOf(run, batch));
    await dedupe.keep();
    say(`D ${batch}`);
  }
}

const log = openLmdbLog({
  dir: join(dir, "log"),
  clock: () => Date.now(),
  onClockStep: () => undefined,
  segmentBytes: 1_000_000,
  retention: { bytes: 0, ms: 0 },
});
const kv = openLmdbKv({ dir: join(dir, "kv") });
const dedupe = openLmdbDedupe({ dir: join(dir, "dedupe"), runIds: 2_048 });
say("ready");
await Promise.all([...Array.from({ length: 6 }, (_, client) => writeLog(client)), writeState(), claimIds()]);
