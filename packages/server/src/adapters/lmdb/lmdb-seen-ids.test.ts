import { existsSync } from "node:fs";
import { join } from "node:path";
import { hash128 } from "@habitus/kernel";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { openLmdbSeenIds } from "./lmdb-seen-ids.ts";

test("more ids than are held in memory are known again, and nothing is left behind", async () => {
  const dir = join(temporaryFolder("seen"), "i1");
  const seen = openLmdbSeenIds(dir);
  const ids = Array.from({ length: 40_000 }, (_, n) => hash128(`row ${n}`));
  for (const id of ids) expect(seen.add(id)).toBe(true);
  await seen.settle();
  expect(ids.every((id) => seen.has(id) && !seen.add(id))).toBe(true);
  expect(seen.has(hash128("another"))).toBe(false);
  await seen.drop();
  expect(existsSync(dir)).toBe(false);
});
