// @ts-check
// The checks of `npm run check`, each a command of its own. Node's own modules alone.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ readonly name: string, readonly command: readonly string[] }} Check */
/** @typedef {{ readonly name: string, readonly passed: boolean, readonly seconds: number, readonly output: string }} CheckResult */

/**
 * @param {string} root
 * @returns {Check[]}
 */
export function allChecks(root) {
  const tsc = (/** @type {string} */ project) => ["tsc", "--noEmit", "-p", project];
  const web = "packages/web/tsconfig.json";
  return [
    { name: "format", command: ["biome", "format", "."] },
    { name: "lint", command: ["oxlint", "--type-aware", "--deny-warnings"] },
    { name: "types of floors 0-3", command: tsc("tsconfig.pure.json") },
    { name: "types", command: tsc("tsconfig.json") },
    ...(existsSync(join(root, web)) ? [{ name: "types of web", command: tsc(web) }] : []),
    { name: "floors", command: ["node", "tools/check-floors.mjs"] },
    { name: "sizes", command: ["node", "tools/check-sizes.mjs"] },
    { name: "home of SQL", command: ["node", "tools/check-sql-home.mjs"] },
    { name: "unused code", command: ["knip", "--no-progress", "--no-config-hints"] },
  ];
}

/**
 * Runs the checks two at a time and reports each as it ends.
 * @param {string} root
 * @param {readonly Check[]} checks
 * @param {(result: CheckResult) => void} report
 * @returns {Promise<readonly CheckResult[]>}
 */
export async function runChecks(root, checks, report) {
  const waiting = [...checks];
  /** @type {CheckResult[]} */
  const results = [];
  const lane = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const result = await runCheck(root, check);
      results.push(result);
      report(result);
    }
  };
  await Promise.all([lane(), lane()]);
  return results;
}

/**
 * @param {string} root
 * @param {Check} check
 * @returns {Promise<CheckResult>}
 */
function runCheck(root, { name, command }) {
  const [program = "", ...args] = command;
  const binary = program === "node" ? process.execPath : join(root, "node_modules/.bin", program);
  const begun = performance.now();
  return new Promise((resolve) => {
    let output = "";
    const done = (/** @type {boolean} */ passed) =>
      resolve({ name, passed, seconds: (performance.now() - begun) / 1000, output });
    const child = spawn(binary, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", (error) => {
      output += error.message;
      done(false);
    });
    child.on("close", (code) => done(code === 0));
  });
}

/** One line per check; what it said follows when it failed. @param {CheckResult} result */
export function printCheck({ name, passed, seconds, output }) {
  console.log(`${passed ? "ok  " : "FAIL"}  ${name.padEnd(20)} ${seconds.toFixed(1).padStart(5)} s`);
  if (!passed) console.log(output.trimEnd().replace(/^/gm, "      "));
}
