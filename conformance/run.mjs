#!/usr/bin/env node
// @ts-check
// `npm run conformance -w conformance -- --cases DIR`: every case of the folder (format segcase/1) on all three evaluators.
// `npm run conformance -w conformance -- [--pairs N] [--seed N] [--only TEXT] [--save DIR]`: a long differential run with its
// figures, and the seeded mistakes of each evaluator with the pairs it took to notice them; `--only` plays plans whose JSON
// holds the text, such as '"kind":"when"', and no mistakes.
import { spawn } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_007) },
    save: { type: "string" },
    only: { type: "string" },
    cases: { type: "string" },
  },
});

const DIFFERENTIAL = [
  join(ROOT, "node_modules/vitest/vitest.mjs"),
  "run",
  "conformance/src/differential/differential.test.ts",
  ...(values.only === undefined ? ["conformance/src/faults/faults.test.ts"] : []),
];

/** Node cannot run TypeScript here; what comes from npm stays outside the bundle. */
async function bundledCases() {
  const outfile = join(ROOT, "conformance/dist/cases.mjs");
  await build({
    entryPoints: [join(ROOT, "conformance/src/cases/cases.entry.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["chdb"],
    logLevel: "error",
  });
  return outfile;
}

const child = spawn(
  process.execPath,
  values.cases === undefined ? DIFFERENTIAL : [await bundledCases(), resolve(values.cases)],
  {
    cwd: ROOT,
    stdio: "inherit",
    env: {
      ...process.env,
      HABITUS_PAIRS: values.pairs,
      HABITUS_SEED: values.seed,
      HABITUS_FAULTS: "all",
      ...(values.only === undefined ? {} : { HABITUS_ONLY: values.only }),
      ...(values.save === undefined ? {} : { HABITUS_SAVE: resolve(values.save) }),
    },
  },
);
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
