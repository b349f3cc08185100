#!/usr/bin/env node
// @ts-check
// Law 3: SQL text stands in segments-sql and in server/src/adapters alone. Looks at the texts of the syntax tree (string
// and template literals), never at comments or identifiers, and knows SQL by shapes that prose does not have.
import { finish, isStarted, ROOT } from "./lib/problems.mjs";
import { lineAt, listSourceFiles, readSource, walk } from "./lib/source-tree.mjs";

/** @typedef {import("./lib/source-tree.mjs").Node} Node */
/** @typedef {import("./lib/source-tree.mjs").Problem} Problem */

/** The two homes with their tests, the suites that every event store runs, and the workspaces that only test and measure. */
const HOMES = [
  /^packages\/segments-sql\//,
  /^packages\/server\/src\/adapters\//,
  /^packages\/server\/src\/store\/[^/]+\.contract\.ts$/,
  /^(?:conformance|bench)\//,
];

const NAME = '[\\w.`"]+';
const COLUMN = '[\\w.`"*()]+';
/** Key words in capitals count anywhere; in small letters only whole statements that no sentence looks like. */
const SQL_SHAPES = [
  /^\s*(?:SELECT|INSERT INTO|DELETE FROM|REPLACE INTO)\s/,
  /\bSELECT\b[^]*\bFROM\b/,
  /\b(?:CREATE|ALTER|DROP|TRUNCATE|ATTACH|DETACH|OPTIMIZE|RENAME|DESCRIBE)\s+(?:OR REPLACE\s+|TEMPORARY\s+|MATERIALIZED\s+|UNIQUE\s+)*(?:TABLE|VIEW|DATABASE|INDEX|DICTIONARY|FUNCTION)\b/,
  /\b(?:GROUP|ORDER|PARTITION|LIMIT\s+\d+)\s+BY\b/,
  /\b(?:INNER|LEFT|RIGHT|FULL|CROSS|ANY|ALL|SEMI|ANTI|ASOF|GLOBAL)\s+(?:OUTER\s+)?JOIN\b/,
  /\bUNION (?:ALL|DISTINCT)\b|\bPREWHERE\b|\bKILL QUERY\b|\bSYSTEM (?:FLUSH|SYNC|STOP|START)\b|\bARRAY JOIN\b/,
  /\bUPDATE\s+\S+\s+SET\b/,
  /\bWITH\s+\S+\s+AS\s*\(/,
  /\b(?:WHERE|HAVING)\s+\S+\s*(?:[=<>]|!=|IN\b|NOT\b|LIKE\b|IS\b|BETWEEN\b)/,
  /\bFROM\s+\S+\s+(?:WHERE|FINAL|LIMIT|JOIN)\b/,
  /\{\w+:\s*(?:U?Int\d+|String|Float\d+|Bool|Decimal\d*|Date\w*|UUID|Identifier|Array|Map|Nullable|Tuple|LowCardinality)\b/,
  /\b(?:countIf|sumIf|uniqExact|argMax|toDateTime64|toDecimal128|JSONExtract\w*|arrayJoin|groupArray)\s*\(/,
  new RegExp(
    `^\\s*select\\s+${COLUMN}(?:\\s*,\\s*${COLUMN})*\\s+from\\s+${NAME}\\s*(?:where\\b|group\\b|order\\b|limit\\b|;|$)`,
  ),
  new RegExp(`^\\s*insert\\s+into\\s+${NAME}\\s*(?:\\(|values\\b|select\\b)`),
  new RegExp(`^\\s*(?:create|drop|alter)\\s+table\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?${NAME}`),
  new RegExp(`^\\s*delete\\s+from\\s+${NAME}\\s*(?:where\\b|;|$)`),
];

/** True when the text is SQL or a piece of it. Holes of a template literal are written as a name. */
export function looksLikeSql(/** @type {string} */ text) {
  return SQL_SHAPES.some((shape) => shape.test(text));
}

/**
 * @param {string} root
 * @returns {{ readonly problems: Problem[], readonly files: number }}
 */
export function checkSqlHome(root) {
  const files = listSourceFiles(root).filter((file) => !HOMES.some((home) => home.test(file)));
  return { problems: files.flatMap((file) => sqlIn(root, file)), files: files.length };
}

/**
 * @param {string} root
 * @param {string} file
 * @returns {Problem[]}
 */
function sqlIn(root, file) {
  const source = readSource(root, file);
  /** @type {Problem[]} */
  const problems = [];
  walk(source.program, (node) => {
    const text = textOf(node);
    if (text === null || !looksLikeSql(text)) return;
    problems.push({
      file,
      line: lineAt(source.text, node.start),
      law: "sql-home",
      says: `SQL text outside its two homes: ${JSON.stringify(text.trim().slice(0, 60))}`,
      mend: "put the query into server/src/adapters behind a port, or let segments-sql emit it",
    });
  });
  return problems;
}

/**
 * @param {Node} node
 * @returns {string | null}
 */
function textOf(node) {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : null;
  if (node.type !== "TemplateLiteral") return null;
  return node.quasis.map(({ value }) => value.cooked ?? value.raw).join("hole");
}

if (isStarted(import.meta.url)) {
  const { problems, files } = checkSqlHome(ROOT);
  finish(problems, `SQL is at home: none in ${files} files outside`);
}
