// @ts-check
// `npm ci` refuses a lockfile that lacks the optional packages of another platform, and a registry that does not serve
// them makes `npm install` leave them out without a word.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./lib/problems.mjs";

/** @typedef {{ readonly version?: string, readonly optionalDependencies?: Readonly<Record<string, string>> }} Locked */

/** @type {Readonly<Record<string, Locked>>} */
const packages = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")).packages;

/** As Node looks a package up: beside the one that needs it, then one node_modules further out. */
function find(/** @type {string} */ from, /** @type {string} */ name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("node_modules/") - 1, 0))) {
    const found = packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`];
    if (found !== undefined || folder === "") return found;
  }
}

test("every optional package is locked, for every platform", () => {
  const wanted = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies).map(([name, range]) => ({ path, name, range })),
  );
  expect(wanted.length).toBeGreaterThan(50);
  const isExact = (/** @type {string} */ range) => /^\d/.test(range);
  const missing = wanted.filter(({ path, name, range }) => {
    const found = find(path, name);
    return found === undefined || (isExact(range) && found.version !== range);
  });
  expect(missing).toEqual([]);
});
