#!/usr/bin/env node
// @ts-check
// Holds the size budgets. A line counts when it holds code: blank lines, comments and doc comments are free. How
// functions inside functions count is said at `measureFunctions`. Generated files are not measured.
import { codeLines, measureFunctions } from "./lib/measure.mjs";
import { finish, isStarted, readExceptions, ROOT } from "./lib/problems.mjs";
import { isGenerated, isTestFile, listSourceFiles, readSource } from "./lib/source-tree.mjs";

/** @typedef {import("./lib/source-tree.mjs").Problem} Problem */
/**
 * Above `soft` something needs an entry in the exceptions, above `hard` only an enumeration may stand.
 * @typedef {{ readonly what: string, readonly soft: number, readonly hard: number, readonly mend: string }} Budget
 */
/**
 * @typedef {object} Exceptions
 * @property {Readonly<Record<string, { readonly lines: number, readonly reason: string }>>} ratchet what is above its soft
 *   budget, by "file" or "file#function"; `lines` may only go down
 * @property {Readonly<Record<string, string>>} enumerations what lists one short case per kind, with the reason
 */
/** @typedef {{ readonly file: string, readonly line: number, readonly key: string, readonly lines: number, readonly budget: Budget }} Sized */

/** The exceptions may only shrink: whoever takes an entry out lowers this number, nobody raises it. */
export const RATCHET_ENTRIES_AT_MOST = 0;

/** @type {Budget} */
const FUNCTION = { what: "function", soft: 60, hard: 100, mend: "split it by what it does, step by step" };
/**
 * What a component returns is mark-up, one attribute a line; its logic belongs in hooks and plain functions.
 * @type {Budget}
 */
const COMPONENT = {
  what: "component",
  soft: 100,
  hard: 150,
  mend: "move parts of the page into components and logic into hooks",
};
/** @type {Budget} */
const FILE = { what: "file", soft: 400, hard: 800, mend: "split it by subject" };
/** @type {Budget} */
const TEST_FILE = { what: "test file", soft: 1000, hard: 1000, mend: "split it by aspect: x.push.test.ts" };

/**
 * @param {string} root
 * @returns {{ readonly problems: Problem[], readonly files: number, readonly functions: number }}
 */
export function checkSizes(root) {
  const files = listSourceFiles(root, ["tools"]).filter((file) => !isGenerated(file));
  const sized = files.flatMap((file) => sizesOf(root, file));
  const exceptions = readExceptions(
    root,
    "sizes-exceptions.json",
    /** @type {Exceptions} */ ({ ratchet: {}, enumerations: {} }),
  );
  const problems = sized
    .filter(({ lines, budget }) => lines > budget.soft)
    .flatMap((one) => judge(one, exceptions));
  return {
    problems: [...problems, ...staleExceptions(sized, exceptions)],
    files: files.length,
    functions: sized.length - files.length,
  };
}

/**
 * @param {string} root
 * @param {string} file
 * @returns {Sized[]}
 */
function sizesOf(root, file) {
  const source = readSource(root, file);
  const isTest = isTestFile(file);
  const whole = {
    file,
    line: 1,
    key: file,
    lines: codeLines(source).size,
    budget: isTest ? TEST_FILE : FILE,
  };
  if (isTest) return [whole];
  const functions = measureFunctions(source).map(({ name, line, lines, isComponent }) => ({
    file,
    line,
    key: `${file}#${name}`,
    lines,
    budget: isComponent ? COMPONENT : FUNCTION,
  }));
  return [whole, ...functions];
}

/**
 * @param {Sized} sized above its soft budget
 * @param {Exceptions} exceptions
 * @returns {Problem[]}
 */
function judge({ file, line, key, lines, budget }, { ratchet, enumerations }) {
  if (enumerations[key] !== undefined) return [];
  const entry = ratchet[key];
  if (entry !== undefined && lines <= budget.hard) {
    if (lines === entry.lines) return [];
    const mend = lines < entry.lines ? `write ${lines} into the entry` : budget.mend;
    const says = `${key} has ${lines} code lines, its entry says ${entry.lines}`;
    return [{ file, line, law: "size-ratchet", says, mend }];
  }
  const limit = lines > budget.hard ? `the hard limit is ${budget.hard}` : `the budget is ${budget.soft}`;
  const says = `${budget.what} ${key.split("#")[1] ?? ""} has ${lines} code lines; ${limit}`;
  return [{ file, line, law: "size", says: says.replace("  ", " "), mend: budget.mend }];
}

/**
 * @param {readonly Sized[]} sized
 * @param {Exceptions} exceptions
 * @returns {Problem[]}
 */
function staleExceptions(sized, { ratchet, enumerations }) {
  const above = new Set(sized.filter(({ lines, budget }) => lines > budget.soft).map(({ key }) => key));
  const entries = Object.keys(ratchet);
  const place = { file: "tools/sizes-exceptions.json", line: 1 };
  const stale = [...entries, ...Object.keys(enumerations)].filter((key) => !above.has(key));
  const problems = stale.map((key) => ({
    ...place,
    law: "stale-exception",
    says: `${key} keeps its budget or is gone`,
    mend: "take the entry out",
  }));
  if (entries.length > RATCHET_ENTRIES_AT_MOST) {
    const says = `${entries.length} entries, at most ${RATCHET_ENTRIES_AT_MOST} are allowed`;
    problems.push({ ...place, law: "size-ratchet", says, mend: "mend the code instead of adding an entry" });
  }
  return problems;
}

if (isStarted(import.meta.url)) {
  const { problems, files, functions } = checkSizes(ROOT);
  finish(problems, `sizes hold: ${functions} functions in ${files} files`);
}
