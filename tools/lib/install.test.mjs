// @ts-check
import { expect, test } from "vitest";
import { fixtureTree } from "../testing/fixture-tree.mjs";
import { missingPackages } from "./install.mjs";

const lock = (/** @type {object} */ packages) => JSON.stringify({ lockfileVersion: 3, packages });
const WANTED = {
  "": { name: "root" },
  "packages/kernel": { version: "0.1.0" },
  "node_modules/@habitus/kernel": { link: true },
  "node_modules/zod": { version: "4.0.0" },
  "node_modules/@esbuild/aix-ppc64": { version: "1.0.0", optional: true },
};

/** @param {Readonly<Record<string, string>>} files */
function missing(files) {
  const tree = fixtureTree({ "package-lock.json": lock(WANTED), ...files });
  const found = missingPackages(tree.root);
  tree.remove();
  return found;
}

test("on a fresh clone everything is missing but what belongs to other platforms", () => {
  expect(missing({})).toEqual(["node_modules/@habitus/kernel", "node_modules/zod"]);
});

test("what is installed as locked is not missing, another version is", () => {
  const installed = (/** @type {string} */ version) =>
    lock({ "node_modules/@habitus/kernel": { link: true }, "node_modules/zod": { version } });
  expect(missing({ "node_modules/.package-lock.json": installed("4.0.0") })).toEqual([]);
  expect(missing({ "node_modules/.package-lock.json": installed("4.0.1") })).toEqual(["node_modules/zod"]);
});
