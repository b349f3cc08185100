import { expect, test } from "vitest";
import { reference, streamEvaluator } from "../engines/evaluators.ts";
import { run } from "./run.ts";
import { summaryLines } from "./summary-lines.ts";

const SEED = Number(process.env["HABITUS_SEED"] ?? 20_261_121);
/** Every kind has to have been met by then, see `coverage.ts`; less than a minute without SQL. */
const PAIRS = 20_000;
const MOST_MS = 1_200_000;

test("every kind is met often enough to be judged, changes the truth and is decided at edges", {
  timeout: MOST_MS,
}, async () => {
  const begun = performance.now();
  const summary = await run({
    seed: SEED,
    pairs: PAIRS,
    reference,
    live: streamEvaluator(),
    sql: null,
    mostFailures: 5,
  });
  // The figures are for whoever mends a kind that falls short.
  const shortfalls = summary.coverage.shortfalls();
  if (shortfalls.length > 0) console.log(summaryLines(summary, SEED, performance.now() - begun).join("\n"));
  for (const failure of summary.failures) console.error(JSON.stringify(failure));
  expect(summary.failures.length).toBe(0);
  expect(shortfalls).toEqual([]);
});
