// @ts-check
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fixtureTree } from "../testing/fixture-tree.mjs";
import { buildSteps, productSteps } from "./build-steps.mjs";
import { ROOT } from "./problems.mjs";

const ENTRY = "packages/server/src/main/habitus.entry.ts";
const OUT = "packages/server/dist/habitus.js";

/** @type {ReturnType<typeof fixtureTree>} */
let tree;
beforeEach(() => {
  tree = fixtureTree({
    [ENTRY]: 'import { ok } from "@habitus/kernel";\nimport { z } from "zod";\nconsole.log(ok(1), z);\n',
    "packages/server/src/main/other.ts": "export const other = 1;\n",
  });
  symlinkSync(join(ROOT, "node_modules"), join(tree.root, "node_modules"));
});
afterEach(() => tree.remove());

/** How many steps were run. */
const build = () => buildSteps({ root: tree.root, say: () => {} }, productSteps(tree.root));
const write = (/** @type {string} */ file, /** @type {string} */ text) =>
  writeFileSync(join(tree.root, file), text);
const built = () => readFileSync(join(tree.root, OUT), "utf8");

test("workspace packages go into the bundle, npm packages stay outside", async () => {
  expect(await build()).toBe(1);
  expect(built()).toMatch(/import \{ z \} from "zod"/);
  expect(built()).not.toMatch(/from "@habitus/);
  expect(existsSync(join(tree.root, `${OUT}.map`))).toBe(true);
});

test("what is up to date is left alone; a changed, added or removed source builds again, a test does not", async () => {
  expect(await build()).toBe(1);
  expect(await build()).toBe(0);
  write("packages/server/src/main/other.ts", "export const other = 2;\n");
  expect(await build()).toBe(1);
  write("packages/server/src/main/other.test.ts", "export const other = 2;\n");
  expect(await build()).toBe(0);
  write("packages/server/src/main/second.entry.ts", "console.log(2);\n");
  expect(await build()).toBe(1);
  expect(existsSync(join(tree.root, "packages/server/dist/second.js"))).toBe(true);
});

test("a build that fails leaves the last good one and is tried again", async () => {
  await build();
  const good = built();
  write(ENTRY, 'import { absent } from "./absent.ts";\nconsole.log(absent);\n');
  await expect(build()).rejects.toThrow(/absent/);
  expect(built()).toBe(good);
  write(ENTRY, 'console.log("mended");\n');
  expect(await build()).toBe(1);
  expect(built()).toContain("mended");
});

test("where there is nothing to build, nothing is built", () => {
  const empty = fixtureTree({});
  expect(productSteps(empty.root)).toEqual([]);
  empty.remove();
});
