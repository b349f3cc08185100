// @ts-check
// Documents that can break: what they point at is there, and what they call a definition is one.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { ROOT } from "./lib/problems.mjs";

const FOLDERS = ["", "docs", "docs/adr", "bench", "conformance", "packages/server/data"];
const documents = [...FOLDERS, ...readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}`)]
  .filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name)),
  );

test.each(documents)("the links of %s point at files", (document) => {
  const text = readFileSync(join(ROOT, document), "utf8");
  const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? "");
  const broken = targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(ROOT, dirname(document), target)));
  expect(broken).toEqual([]);
});

test("the definitions that docs/money.md names in its sentences are definitions", () => {
  const text = readFileSync(join(ROOT, "docs/money.md"), "utf8");
  const definitions = [...text.matchAll(/`((?:did|sum of) [^`]*)`/g)].map((match) => match[1] ?? "");
  expect(definitions.length).toBeGreaterThan(4);
  for (const definition of definitions) expect(parseDefinition(definition)).toMatchObject({ kind: "ok" });
});

test("the definitions in the README are definitions", () => {
  const text = readFileSync(join(ROOT, "README.md"), "utf8");
  // Between two fences stands a block; only blocks without a language hold definitions.
  const parts = text.split(/^```(.*)$/m);
  const blocks = parts.filter((_, at) => at % 4 === 2 && parts[at - 1] === "");
  const definitions = blocks.flatMap((block) => block.trim().split("\n"));
  expect(definitions.length).toBeGreaterThan(1);
  for (const definition of definitions) expect(parseDefinition(definition)).toMatchObject({ kind: "ok" });
});
