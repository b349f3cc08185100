#!/usr/bin/env node
// @ts-check
// `npm run bench -- [NAME ...] [--json]`: builds, runs the named benchmarks (or all) one after the other, prints figures.
import { fork } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { machineLine, judged, rowLines, thisMachine } from "./lib/bench-report.mjs";
import { benchStep, buildSteps, productSteps } from "./lib/build-steps.mjs";
import { ROOT } from "./lib/problems.mjs";

/** @typedef {import("./lib/bench-report.mjs").BenchResult} BenchResult */
/** @typedef {import("./lib/bench-report.mjs").Message} Message */

const DIST = join(ROOT, "bench/dist");
const BUILT = /\.bench\.js$/;

/**
 * @param {string} name
 * @param {(line: string) => void} say
 * @returns {Promise<BenchResult>}
 */
function runBench(name, say) {
  /** @type {BenchResult} */
  const result = { name, title: "", rows: [], notes: [], seconds: 0, failure: null };
  const begun = performance.now();
  const child = fork(
    join(ROOT, "tools/lib/bench-child.mjs"),
    [pathToFileURL(join(DIST, `${name}.bench.js`)).href],
    {
      cwd: ROOT,
      execArgv: ["--expose-gc", "--enable-source-maps"],
      // What a benchmark prints by itself must not mix with the JSON.
      stdio: ["ignore", process.stderr, "inherit", "ipc"],
    },
  );
  child.on("message", (message) => take(result, /** @type {Message} */ (message), say));
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      result.seconds = Math.round((performance.now() - begun) / 100) / 10;
      if (code !== 0) result.failure = `ended with ${signal ?? `exit code ${code}`}`;
      else if (result.rows.length === 0) result.failure = "reported no figure";
      say(result.failure === null ? `  took ${result.seconds} s\n` : `  FAILED: ${result.failure}\n`);
      resolve(result);
    });
  });
}

/**
 * @param {BenchResult} result
 * @param {Message} message
 * @param {(line: string) => void} say
 */
function take(result, message, say) {
  if (message.kind === "begin") {
    result.title = message.title;
    say(`${message.name}: ${message.title}`);
  } else if (message.kind === "row") {
    result.rows.push(judged(message.row));
    for (const line of rowLines(message.row)) say(line);
  } else {
    result.notes.push(message.text);
    say(`  ${message.text}`);
  }
}

/** @param {readonly string[]} args */
async function main(args) {
  const asJson = args.includes("--json");
  const say = asJson ? () => {} : console.log;
  await buildSteps({ root: ROOT, say: console.error }, [...productSteps(ROOT), benchStep(ROOT)]);
  const known = readdirSync(DIST)
    .filter((file) => BUILT.test(file))
    .map((file) => file.replace(BUILT, ""))
    .sort();
  const wanted = args.filter((arg) => arg !== "--json");
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`No benchmark ${unknown.join(", ")}. There are: ${known.join(", ") || "none"}`);
    process.exitCode = 1;
    return;
  }
  const machine = thisMachine();
  say(`${machineLine(machine)}\n`);
  /** @type {BenchResult[]} */
  const benches = [];
  for (const name of wanted.length > 0 ? wanted : known) benches.push(await runBench(name, say));
  if (asJson) console.log(JSON.stringify({ machine, benches }, null, 2));
  if (benches.some(({ failure }) => failure !== null)) process.exitCode = 1;
}

await main(process.argv.slice(2));
