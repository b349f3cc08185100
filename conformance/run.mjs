#!/usr/bin/env node
// @ts-check
// `npm run conformance -w conformance -- --cases DIR`: every case of the folder (format segcase/1) on all three evaluators.
// `npm run conformance -w conformance -- --cases DIR --server [--only TEXT]`: the same over HTTP against the real server, under a
// clock that the cases turn.
// `npm run conformance -w conformance -- [--pairs N] [--seed N] [--only TEXT] [--save DIR]`: a long differential run with its
// figures, and the seeded mistakes of each evaluator with the pairs it took to notice them; `--only` plays plans whose JSON
// holds the text, such as '"kind":"when"', and no mistakes.
import { execFileSync, spawn } from "node:child_process";
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
    server: { type: "boolean", default: false },
  },
});

const DIFFERENTIAL = [
  join(ROOT, "node_modules/vitest/vitest.mjs"),
  "run",
  "conformance/src/differential/differential.test.ts",
  ...(values.only === undefined ? ["conformance/src/faults/"] : []),
];

/**
 * Node cannot run TypeScript here; what comes from npm stays outside the bundle.
 * @param {string} entry
 * @param {string} outfile
 */
async function bundled(entry, outfile) {
  await build({
    entryPoints: [join(ROOT, entry)],
    outfile: join(ROOT, outfile),
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [
      {
        name: "npm-packages-stay-outside",
        setup: (esbuild) =>
          esbuild.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === "entry-point" || path.startsWith("@habitus/") ? undefined : { path, external: true },
          ),
      },
    ],
    logLevel: "error",
  });
  return join(ROOT, outfile);
}

/** @param {string} folder */
async function playCases(folder) {
  if (!values.server) {
    return [await bundled("conformance/src/cases/cases.entry.ts", "conformance/dist/cases.mjs"), folder];
  }
  execFileSync(process.execPath, ["tools/build.mjs", "server"], { cwd: ROOT, stdio: "inherit" });
  // Beside the server's other entries, which it starts by their names.
  const server = await bundled(
    "packages/server/src/main/testing/clocked.entry.ts",
    "packages/server/dist/clocked.js",
  );
  const entry = "conformance/src/cases/server-cases.entry.ts";
  return [await bundled(entry, "conformance/dist/server-cases.mjs"), folder, server];
}

const child = spawn(
  process.execPath,
  values.cases === undefined ? DIFFERENTIAL : await playCases(resolve(values.cases)),
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
