// @ts-check
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runChecks } from "./checks.mjs";
import { ROOT } from "./problems.mjs";

const BAD = "export function  f( x:any ) { return x! }\n";
const GOOD = 'export const one = "one";\n';

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "habitus-checks-"));
  for (const name of ["biome.json", ".oxlintrc.json", ".gitignore"]) {
    copyFileSync(join(ROOT, name), join(folder, name));
  }
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "good.ts"), GOOD);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @returns {Promise<readonly boolean[]>} whether format and lint passed */
async function formatAndLint() {
  const checks = [
    { name: "format", command: ["biome", "format", "."] },
    { name: "lint", command: ["oxlint", "--deny-warnings"] },
  ];
  return (await runChecks(folder, checks, () => {}))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ passed }) => passed);
}

it("judges a file of the tree", async () => {
  writeFileSync(join(folder, "bad.ts"), BAD);
  expect(await formatAndLint()).toEqual([false, false]);
});

it("leaves alone what a server run in the same folder keeps there", async () => {
  mkdirSync(join(folder, ".habitus/store"), { recursive: true });
  writeFileSync(join(folder, ".habitus/store/serialization.json"), '{ "a":1,\n "b" : 2}');
  writeFileSync(join(folder, ".habitus/store/bad.ts"), BAD);
  expect(await formatAndLint()).toEqual([true, true]);
});
