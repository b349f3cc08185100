import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLmdbKv } from "../adapters/lmdb/lmdb-kv.ts";
import { KV_MIGRATIONS, migrateKv } from "../platform/kv-migrations.ts";
import { put, type Table } from "../platform/kv.ts";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { readConfig } from "./config.ts";
import { startServer } from "./server.ts";

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

const dataDir = temporaryFolder("newer");

test("a start on the data of a newer program says so and changes nothing", async () => {
  const kv = openLmdbKv({ dir: join(dataDir, "state") });
  await migrateKv(kv, [...KV_MIGRATIONS, { name: "999 of later", changes: () => [] }]);
  const users: Table<string> = { name: "users", version: 99 };
  await kv.commit([put(users, ["ada"], "of a later form")]);
  await kv.close();
  const before = readFileSync(join(dataDir, "state", "data.mdb"));
  const config = readConfig(["--data", dataDir, "--port", "0"], {});
  await expect(startServer(config, logger)).rejects.toMatchObject({ code: "data_newer" });
  expect(readFileSync(join(dataDir, "state", "data.mdb")).equals(before)).toBe(true);
  expect(readdirSync(dataDir)).not.toContain("log");
});
