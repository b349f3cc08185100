#!/usr/bin/env node
// @ts-check
// `npm run conformance -w conformance -- [--pairs N] [--seed N] [--save DIR]`: a long differential run with its figures.
import { spawn } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_007) },
    save: { type: "string" },
  },
});

const child = spawn(
  process.execPath,
  [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "conformance/src/differential/differential.test.ts"],
  {
    cwd: ROOT,
    stdio: "inherit",
    env: {
      ...process.env,
      HABITUS_PAIRS: values.pairs,
      HABITUS_SEED: values.seed,
      ...(values.save === undefined ? {} : { HABITUS_SAVE: resolve(values.save) }),
    },
  },
);
child.on("close", (code) => {
  process.exitCode = code ?? 1;
});
