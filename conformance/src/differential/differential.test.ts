import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type MakeLive, reference, streamEvaluator } from "../engines/evaluators.ts";
import { openSqlEvaluator } from "../engines/sql.ts";
import { run } from "./run.ts";
import { summaryLines } from "./summary-lines.ts";

const SEED = Number(process.env["HABITUS_SEED"] ?? 20_261_121);
const PAIRS = Number(process.env["HABITUS_PAIRS"] ?? 480);
/** Share of the batches that SQL plays as well: one in so many, 0 for none. An answer of SQL costs a hundred of the stream's. */
const SQL_EVERY = Number(process.env["HABITUS_SQL_EVERY"] ?? 1);
/** Only plans whose JSON, or that of their definition, holds this text are played; the shares of coverage are then not asked for. */
const ONLY = process.env["HABITUS_ONLY"] ?? "";
/** Where failures are kept as regressions; without it they are only printed. */
const SAVE_DIR = process.env["HABITUS_SAVE"];
/** Pairs of a longer run may take this long each; far more than they do. */
const MOST_MS_PER_PAIR = 1_000;

const alone = streamEvaluator();
const accompanied = streamEvaluator({ isAccompanied: true });
/** Every other plan shares what is kept for it with another segment. */
const live: MakeLive = (plan, start) =>
  (JSON.stringify(plan).length % 2 === 0 ? alone : accompanied)(plan, start);

test("reference, stream and SQL agree", { timeout: 60_000 + PAIRS * MOST_MS_PER_PAIR }, async () => {
  const begun = performance.now();
  const sql = SQL_EVERY === 0 ? null : await openSqlEvaluator();
  const summary = await run({
    seed: SEED,
    pairs: PAIRS,
    reference,
    live,
    sql,
    sqlEvery: SQL_EVERY,
    accept: ({ definition, plan }) => JSON.stringify([definition, plan]).includes(ONLY),
    mostFailures: 5,
    onProgress: (pairs) => {
      if (pairs % 10_000 < 480 && PAIRS > 10_000) console.log(`${pairs} pairs`);
    },
  }).finally(() => sql?.close());
  console.log(summaryLines(summary, SEED, performance.now() - begun).join("\n"));
  for (const [number, failure] of summary.failures.entries()) {
    console.error(JSON.stringify(failure));
    if (SAVE_DIR === undefined) continue;
    writeFileSync(join(SAVE_DIR, `seed-${SEED}-${number}.json`), `${JSON.stringify(failure, null, 2)}\n`);
  }
  expect(summary.failures.length).toBe(0);
  if (ONLY === "") expect(summary.coverage.shortfalls()).toEqual([]);
});
