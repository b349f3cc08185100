import { join } from "node:path";
import { describeKv } from "../../platform/kv.contract.ts";
import { openLmdbKv } from "./lmdb-kv.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";

const root = temporaryFolder("kv");
let opened = 0;
describeKv("lmdb", async () => openLmdbKv({ dir: join(root, String(opened++)) }));
