// @ts-check
// Documents that can break: what they point at is there, and what they call a definition is one.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseComputed, parseDefinition } from "@habitus/segments";
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

/** How conditions begin; what is only a part of one has dots in it, or ends where it goes on. */
const CONDITION =
  /`((?:did|sum of|average of|in (?:any|every|segment|list|account|top)|opened|clicked|received|answered|score|computed|predicted|stopped|restarted|birthday|anniversary of|occasion|subscribed to|last event|first event|days active of|mostly|any item of|(?:entered|left) segment|\$[\w.]+) [^`]*)`/g;
const PART = /\.{3}|…| (?:of|by)$/;

test("what documents name as a definition in their sentences is one", () => {
  const named = documents
    .filter((document) => document === "README.md" || /^docs\/[^/]*$/.test(document))
    .flatMap((document) =>
      [...readFileSync(join(ROOT, document), "utf8").matchAll(CONDITION)]
        .map(([, written = ""]) => written)
        .filter((written) => !PART.test(written))
        .map((written) => ({ document, written })),
    );
  expect(named.length).toBeGreaterThan(100);
  // A value of a person is what a condition compares.
  const broken = named.filter(
    ({ written }) => parseDefinition(written).kind === "refused" && parseComputed(written).kind === "refused",
  );
  expect(broken).toEqual([]);
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
