// @ts-check
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseSync, visitorKeys } from "oxc-parser";

/** @typedef {import("oxc-parser").Node} Node */
/**
 * @typedef {object} Workspace
 * @property {string} folder relative to the project's root, with "/" between the parts
 * @property {string} name
 * @property {Readonly<Record<string, string>>} exports subpath ("." or "./x") to file, relative to the folder
 * @property {ReadonlySet<string>} dependencies what the product's code may import
 * @property {ReadonlySet<string>} devDependencies
 */
/**
 * @typedef {object} Source
 * @property {string} file relative to the project's root, with "/" between the parts
 * @property {string} text
 * @property {Node} program
 * @property {readonly import("oxc-parser").Comment[]} comments
 */
/**
 * @typedef {object} Problem
 * @property {string} file
 * @property {number} line counted from 1
 * @property {string} law which law is broken, a short stable word
 * @property {string} says what is wrong
 * @property {string} mend what to do about it
 */

const WORKSPACE_ROOTS = ["conformance", "bench"];
const SOURCE_FILE = /\.(?:ts|tsx|mts|js|jsx|mjs)$/;
const SKIPPED_FOLDERS = new Set([
  "node_modules",
  "dist",
  "coverage",
  "data",
  "vectors",
  "recordings",
  "golden",
]);

/** Test files and what only they use: port suites (`x.contract.ts`), `testing.ts`, all in a `testing` or `test` folder. */
export function isTestFile(/** @type {string} */ file) {
  return (
    /\.(?:test|contract)\.(?:tsx?|mjs)$/.test(file) ||
    /(?:^|\/)(?:testing|test)(?:\/|\.tsx?$)/.test(file) ||
    /^(?:conformance|bench)\//.test(file)
  );
}

/** Generated files are resolved and held to the floors, but nobody reads them: their size is nobody's matter. */
export function isGenerated(/** @type {string} */ file) {
  return /\.gen\.[a-z]+$/.test(file);
}

/** Files beside `src` that configure or are a tool: vite.config.ts, scripts/generate-parser.mjs. */
export function isToolFile(/** @type {string} */ file) {
  return /\.config\.[cm]?[jt]s$/.test(file) || /^packages\/[^/]+\/scripts\//.test(file);
}

/**
 * @param {string} root
 * @returns {Workspace[]}
 */
export function listWorkspaces(root) {
  const packages = join(root, "packages");
  const inside = existsSync(packages) ? readdirSync(packages).map((name) => `packages/${name}`) : [];
  return [...inside, ...WORKSPACE_ROOTS]
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .sort()
    .map((folder) => readWorkspace(root, folder));
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {Workspace}
 */
function readWorkspace(root, folder) {
  const manifest = readManifest(join(root, folder, "package.json"));
  const exported = manifest.exports ?? {};
  return {
    folder,
    name: manifest.name,
    exports: typeof exported === "string" ? { ".": exported } : exported,
    dependencies: new Set(
      Object.keys({
        ...manifest.dependencies,
        ...manifest.peerDependencies,
        ...manifest.optionalDependencies,
      }),
    ),
    devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
  };
}

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string | Record<string, string>} [exports]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [devDependencies]
 */
/**
 * @param {string} path
 * @returns {Manifest}
 */
export function readManifest(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

/**
 * Every source file of the workspaces, and of `more` folders beside them, in a stable order.
 * @param {string} root
 * @param {readonly string[]} more
 * @returns {string[]}
 */
export function listSourceFiles(root, more = []) {
  return [...listWorkspaces(root).map(({ folder }) => folder), ...more]
    .map((folder) => join(root, folder))
    .flatMap((folder) => (existsSync(folder) ? filesBelow(folder) : []))
    .map((path) => relative(root, path).split(sep).join("/"))
    .filter((file) => SOURCE_FILE.test(file) && !file.endsWith(".d.ts"))
    .sort();
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

/**
 * @param {string} root
 * @param {string} file
 * @returns {Source}
 * @throws Error when the file is not valid TypeScript
 */
export function readSource(root, file) {
  const text = readFileSync(join(root, file), "utf8");
  const parsed = parseSync(file, text);
  const [first] = parsed.errors;
  if (first !== undefined) throw new Error(`${file} cannot be parsed: ${first.message}`);
  return { file, text, program: parsed.program, comments: parsed.comments };
}

/**
 * Calls `visit` for the node and everything below it, in source order. `parents` holds the way to the node, outermost first.
 * @param {Node} node
 * @param {(node: Node, parents: readonly Node[]) => void} visit
 * @param {Node[]} parents
 */
export function walk(node, visit, parents = []) {
  visit(node, parents);
  parents.push(node);
  const fields = /** @type {Readonly<Record<string, unknown>>} */ (/** @type {unknown} */ (node));
  for (const key of visitorKeys[node.type] ?? []) {
    const child = fields[key];
    for (const one of Array.isArray(child) ? child : [child]) {
      if (isNode(one)) walk(one, visit, parents);
    }
  }
  parents.pop();
}

/**
 * @param {unknown} value
 * @returns {value is Node}
 */
function isNode(value) {
  return typeof value === "object" && value !== null && "type" in value;
}

/**
 * @param {string} text
 * @param {number} offset
 * @returns {number} counted from 1
 */
export function lineAt(text, offset) {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
