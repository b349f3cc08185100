import { join } from "node:path";
import { describeLog } from "../../log/log.contract.ts";
import { openLmdbLog } from "./lmdb-log.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";

const root = temporaryFolder("log");
let opened = 0;
const fresh = (): string => join(root, String(opened++));

describeLog("lmdb, one segment", async (options) => openLmdbLog({ ...options, dir: fresh() }));
describeLog("lmdb, tiny segments", async (options) =>
  openLmdbLog({ ...options, dir: fresh(), segmentBytes: 20_000, retention: { bytes: 0, ms: 0 } }),
);
