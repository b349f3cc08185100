// @ts-check
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {import("./source-tree.mjs").Problem} Problem */

/** The project's root, whatever the working directory is. */
export const ROOT = join(fileURLToPath(import.meta.url), "../../..");

/** True for the module that node was started with, so that a tool can be imported by its test without running. */
export function isStarted(/** @type {string} */ moduleUrl) {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(moduleUrl);
}

/** @param {readonly Problem[]} problems */
function printProblems(problems) {
  for (const { file, line, law, says, mend } of problems) {
    console.log(`${file}:${line}  ${law}: ${says}\n    mend: ${mend}`);
  }
}

/**
 * Reads a list that may only shrink.
 * @template T
 * @param {string} root
 * @param {string} name file below `tools`
 * @param {T} whenAbsent
 * @returns {T}
 */
export function readExceptions(root, name, whenAbsent) {
  const path = join(root, "tools", name);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : whenAbsent;
}

/**
 * Prints what a check found and sets the exit code.
 * @param {readonly Problem[]} problems
 * @param {string} whenClean what was looked at
 */
export function finish(problems, whenClean) {
  printProblems(problems);
  console.log(problems.length === 0 ? whenClean : `${problems.length} to mend`);
  if (problems.length > 0) process.exitCode = 1;
}
