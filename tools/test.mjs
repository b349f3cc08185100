#!/usr/bin/env node
// @ts-check
// `npm test`: installs what is missing, checks, builds, runs every test, and ends with "N passed, N failed".
// Each check counts as one test. Node's own modules alone until the packages are installed.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM_VARIABLE, ensureChromium } from "./lib/browser.mjs";
import { buildSteps, productSteps } from "./lib/build-steps.mjs";
import { allChecks, printCheck, runChecks } from "./lib/checks.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { ROOT } from "./lib/problems.mjs";
import { requireSupportedSystem } from "./lib/system.mjs";
import { failure, lastLine, sum, tallyVitest } from "./lib/tally.mjs";

/** @typedef {import("./lib/tally.mjs").Tally} Tally */

/** @returns {Promise<readonly Tally[]>} */
async function runAll() {
  ensureInstalled(ROOT);
  const chromium = ensureChromium();
  const checks = await runChecks(ROOT, allChecks(ROOT), printCheck);
  const tallies = checks.map(({ name, passed }) =>
    passed ? { passed: 1, failed: 0, skipped: 0, notes: [] } : failure(`check failed: ${name}`),
  );
  if (chromium === null) tallies.push(failure("no Chromium for the browser tests"));
  try {
    await buildSteps({ root: ROOT, say: console.log }, productSteps(ROOT));
  } catch (error) {
    tallies.push(failure(`build failed: ${error instanceof Error ? error.message : String(error)}`));
  }
  return [...tallies, runVitest(chromium)];
}

/**
 * @param {string | null} chromium
 * @returns {Tally}
 */
function runVitest(chromium) {
  const folder = mkdtempSync(join(tmpdir(), "habitus-test-"));
  const reportFile = join(folder, "report.json");
  try {
    const { status, error } = spawnSync(
      process.execPath,
      [
        join(ROOT, "node_modules/vitest/vitest.mjs"),
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${reportFile}`,
      ],
      {
        cwd: ROOT,
        stdio: ["ignore", "inherit", "inherit"],
        // What tests and the servers they kill leave in the temporary folder goes with this one.
        env: {
          ...process.env,
          TMPDIR: folder,
          ...(chromium === null ? {} : { [CHROMIUM_VARIABLE]: chromium }),
        },
      },
    );
    if (error !== undefined) return failure(`the test runner could not be started: ${error.message}`);
    return tallyVitest(existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, "utf8")) : null, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

requireSupportedSystem();
/** @type {readonly Tally[]} */
let tallies;
try {
  tallies = await runAll();
} catch (error) {
  tallies = [failure(error instanceof Error ? error.message : String(error))];
}
const total = sum(tallies);
for (const note of total.notes) console.log(note);
console.log(lastLine(total));
if (total.failed > 0) process.exitCode = 1;
