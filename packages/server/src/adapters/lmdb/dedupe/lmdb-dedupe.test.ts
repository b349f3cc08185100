import { join } from "node:path";
import { hash128, hashHex } from "@habitus/kernel";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../platform/testing/temporary-folder.ts";
import { describeDedupe } from "../../../profiles/dedupe.contract.ts";
import { openLmdbDedupe } from "./lmdb-dedupe.ts";

const root = temporaryFolder("dedupe");
let opened = 0;
const fresh = (): string => join(root, String(opened++));

describeDedupe("lmdb", async (horizonDays) => openLmdbDedupe({ dir: fresh(), horizonDays }));
describeDedupe("lmdb, small runs", async (horizonDays) =>
  openLmdbDedupe({ dir: fresh(), horizonDays, runIds: 1_024 }),
);

test("what was kept while more came is there after a new start, whether or not it filled a run", async () => {
  const dir = fresh();
  const claims = Array.from({ length: 5_000 }, (_, index) => ({
    idHash: hashHex(hash128(`id ${index}`)),
    at: 1_000,
    offset: 1,
    index,
  }));
  const first = openLmdbDedupe({ dir, runIds: 1_024 });
  const keeping: Promise<void>[] = [];
  for (let from = 0; from < claims.length; from += 300) {
    await first.claim(claims.slice(from, from + 300));
    keeping.push(first.keep());
  }
  await Promise.all(keeping);
  await first.close();
  const again = openLmdbDedupe({ dir, runIds: 1_024 });
  expect((await again.claim(claims.map((each) => ({ ...each, offset: 2 })))).some(Boolean)).toBe(false);
  await again.close();
});
