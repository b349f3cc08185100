import { join } from "node:path";
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
