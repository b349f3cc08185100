#!/usr/bin/env node
// @ts-check
// Prints what a browser loads before it can show a page: the entry and all it imports at once, and the page's own part. Fails
// over the budget. The build runs it on what it has built, `npm run first-load` on what is in place.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** @typedef {{ readonly file: string, readonly imports?: readonly string[], readonly css?: readonly string[] }} Chunk */

const BUDGET_KIB = 320;
const DIST = process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url));
const PAGES = ["src/features/access/sign-in-page.tsx", "src/features/home/home-page.tsx"];

/** @type {Readonly<Record<string, Chunk>>} */
const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8"));

/** @param {readonly string[]} names */
function filesOf(names) {
  /** @type {Set<string>} */
  const seen = new Set();
  /** @type {Set<string>} */
  const files = new Set();
  const visit = (/** @type {string} */ name) => {
    const chunk = manifest[name];
    if (chunk === undefined || seen.has(name)) return;
    seen.add(name);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const name of names) visit(name);
  return [...files];
}

/** @param {readonly string[]} files @param {string} ending */
function kib(files, ending) {
  const bytes = files
    .filter((file) => file.endsWith(ending))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length, 0);
  return bytes / 1024;
}

for (const page of PAGES) {
  const files = filesOf(["index.html", page]);
  const js = kib(files, ".js");
  console.log(`${page}: ${js.toFixed(1)} KiB js, ${kib(files, ".css").toFixed(1)} KiB css (gzip)`);
  if (js > BUDGET_KIB) {
    console.error(`More than ${BUDGET_KIB} KiB of js before the first page`);
    process.exitCode = 1;
  }
}
