import { readFileSync } from "node:fs";
import { STORE_TABLES } from "@habitus/segments-sql";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { EventStore } from "../../store/event-store.ts";
import { LaneClient } from "./client.ts";
import { laneLimits } from "./lane-limits.ts";
import { createTableSql, type Migration, MIGRATIONS, MIGRATIONS_TABLE } from "./migrations.ts";
import { createEventReads } from "./reads.ts";
import { createDatabaseSql, migrate } from "./schema.ts";
import { startTestEngine, type TestEngine } from "./testing/start-engine.ts";
import { storedRows } from "./testing/stored-rows.ts";

type Recording = {
  readonly version: number;
  readonly statements: readonly string[];
  /** Rows by table, as JSONEachRow lines. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** What the rows are, as the newest version reads them. */
  readonly reads: unknown;
};

let engine: TestEngine;
let client: LaneClient;
let database = "";
let databases = 0;

const connect = (to: string): LaneClient =>
  new LaneClient(engine.engine.address, to, "insert", laneLimits(engine.engine.address.memoryBytes).insert);

beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  databases += 1;
  database = `schema_${databases}`;
  const first = connect("default");
  await first.command(createDatabaseSql(database));
  await first.close();
  client = connect(database);
});

test("migrating gives the tables that the emitter reads, with every setting of durability", async () => {
  expect(await migrate(client)).toBe(MIGRATIONS.length);
  const columns = await client.rows<{ table: string; name: string; type: string; kind: string }>({
    sql: `SELECT table, name, type, default_kind AS kind FROM system.columns WHERE database = currentDatabase()
      ORDER BY table, position`,
    params: {},
  });
  for (const { name, columns: wanted } of STORE_TABLES) {
    expect(columns.filter((column) => column.table === name)).toEqual(
      wanted.map((column) => ({
        table: name,
        name: column.name,
        type: column.type,
        kind: column.materialized === undefined ? "" : "MATERIALIZED",
      })),
    );
  }
  const tables = await client.rows<{ name: string; sql: string; key: string }>({
    sql: `SELECT name, create_table_query AS sql, sorting_key AS key FROM system.tables WHERE database = currentDatabase()`,
    params: {},
  });
  expect(tables).toHaveLength(STORE_TABLES.length + 3);
  for (const { sql } of tables) {
    for (const setting of [
      "fsync_after_insert = 1",
      "fsync_part_directory = 1",
      "min_rows_to_fsync_after_merge = 1",
      "min_compressed_bytes_to_fsync_after_merge = 1",
      "max_suspicious_broken_parts = 1000000",
    ]) {
      expect(sql).toContain(setting);
    }
  }
  for (const { name, orderBy } of STORE_TABLES) {
    expect(tables.find((table) => table.name === name)?.key.replace(/^\(|\)$/g, "")).toBe(orderBy.join(", "));
  }
});

const NEXT: readonly Migration[] = [
  ...MIGRATIONS,
  {
    version: MIGRATIONS.length + 1,
    name: "two more columns",
    statements: [
      "ALTER TABLE traits ADD COLUMN IF NOT EXISTS a UInt8",
      "ALTER TABLE traits ADD COLUMN IF NOT EXISTS b UInt8",
    ],
  },
];

test("a newer version adds its steps once; the older one refuses the newer data", async () => {
  await migrate(client);
  expect(await migrate(client, NEXT)).toBe(NEXT.length);
  expect(await migrate(client, NEXT)).toBe(NEXT.length);
  await client.rows({ sql: "SELECT a, b FROM traits", params: {} });
  await expect(migrate(client)).rejects.toMatchObject({ code: "store_newer" });
  await expect(engine.openStore({ database })).rejects.toMatchObject({ code: "store_newer" });
});

test("a step that was cut short is taken again", async () => {
  await client.command(createTableSql(MIGRATIONS_TABLE));
  await client.command(MIGRATIONS[0]?.statements[0] ?? "");
  await migrate(client);
  await client.command(NEXT.at(-1)?.statements[0] ?? "");
  expect(await migrate(client, NEXT)).toBe(NEXT.length);
});

test("a database name that is no plain identifier is refused", async () => {
  await expect(engine.openStore({ database: "a; DROP DATABASE b" })).rejects.toMatchObject({
    code: "store_bad_database",
  });
});

for (const { version, statements } of MIGRATIONS) {
  const path = new URL(`./recordings/format-${version}.json`, import.meta.url);

  test(`format ${version} is what was recorded of it`, () => {
    const recording = JSON.parse(readFileSync(path, "utf8")) as Recording;
    // After a release: keep the recorded statements for this version and add a new one for the change.
    expect(statements).toEqual(recording.statements);
  });

  test(`data written in format ${version} is read`, async () => {
    const recording = JSON.parse(readFileSync(path, "utf8")) as Recording;
    await client.command(createTableSql(MIGRATIONS_TABLE));
    for (const step of MIGRATIONS.filter((one) => one.version <= version)) {
      for (const statement of step.statements) await client.command(statement);
    }
    const rows = { ...recording.rows, schema_migrations: [`{"version":${version},"name":"recorded"}`] };
    for (const [table, lines] of Object.entries(rows)) {
      await client.insert(
        `INSERT INTO ${table} FORMAT JSONEachRow`,
        Buffer.from(lines.join("\n")),
        `record-${table}`,
      );
    }
    const store = await engine.openStore({ database });
    expect(await contentOf(store)).toMatchObject(recording.reads as object);
    await store.close();
  });
}

async function contentOf(store: EventStore): Promise<unknown> {
  const reads = createEventReads(store);
  const rows = await storedRows(store);
  const nodes = new Set(rows.nodes.map(({ node }) => node)).size;
  return {
    position: await store.position(),
    rows,
    names: await reads.eventNames({ limit: 9 }),
    totals: { ...(await reads.totals()), traits: rows.traits.length, nodes },
  };
}
