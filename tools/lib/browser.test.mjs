// @ts-check
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fixtureTree } from "../testing/fixture-tree.mjs";
import { findChromium } from "./browser.mjs";

test("a chosen browser is taken, otherwise the first on the path; what cannot be run is none", () => {
  const tree = fixtureTree({ "bin/chromium": "", "bin/plain": "" });
  const chromium = join(tree.root, "bin/chromium");
  chmodSync(chromium, 0o755);
  const PATH = `/nowhere:${join(tree.root, "bin")}`;
  expect(findChromium({ PATH })).toBe(chromium);
  expect(findChromium({ PATH: "/nowhere", HABITUS_CHROMIUM: chromium })).toBe(chromium);
  expect(findChromium({ PATH, HABITUS_CHROMIUM: join(tree.root, "bin/plain") })).toBeNull();
  expect(findChromium({ PATH, HABITUS_CHROMIUM: "" })).toBe(chromium);
  tree.remove();
});
