import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = new URL("../", import.meta.url).pathname;

test("the page on running it lists every metric, and no other", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
  const sources = files.filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const made = /\.(?:counter|gauge|histogram)\(\s*"(habitus_[a-z_]+)"/g;
  const names = sources.flatMap((file) =>
    [...readFileSync(join(SOURCES, file), "utf8").matchAll(made)].map(([, name]) => name),
  );
  const page = readFileSync(new URL("../../../../docs/operations.md", import.meta.url), "utf8");
  const rows = page.match(/^\| `habitus_[^|]*\|/gm) ?? [];
  const told = rows.join("").match(/habitus_[a-z_]+/g) ?? [];
  expect(new Set(told)).toEqual(new Set(names));
  expect(names.length).toBeGreaterThan(15);
});
