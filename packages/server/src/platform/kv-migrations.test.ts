import { readdirSync, readFileSync } from "node:fs";
import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { type Kv, put, remove, type Table } from "./kv.ts";
import { KV_MIGRATIONS, type Migration, migrateKv } from "./kv-migrations.ts";
import { createMemoryKv } from "./memory-kv.ts";

const OLD: Table<string> = { name: "names", version: 1 };
const NEW: Table<{ readonly first: string }> = { name: "names", version: 2 };

const FIRST: Migration = { name: "001 first", changes: () => [] };
const SPLIT: Migration = {
  name: "002 names are objects",
  *changes(kv: Kv) {
    for (const { key, value } of kv.range(OLD, {})) yield [put(NEW, key, { first: value }), remove(OLD, key)];
  },
};

test("a fresh store goes through all migrations, a second start through none", async () => {
  const kv = createMemoryKv();
  expect(await migrateKv(kv)).toEqual(KV_MIGRATIONS.map((migration) => migration.name));
  expect(await migrateKv(kv)).toEqual([]);
});

test("data is brought from one shape to the next", async () => {
  const kv = createMemoryKv();
  await migrateKv(kv, [FIRST]);
  await kv.commit(["ada", "bo"].map((name, place) => put(OLD, [place], name)));
  expect(await migrateKv(kv, [FIRST, SPLIT])).toEqual([SPLIT.name]);
  expect([...kv.range(NEW, {})].map((entry) => entry.value)).toEqual([{ first: "ada" }, { first: "bo" }]);
  expect([...kv.range(OLD, {})]).toEqual([]);
});

test("a migration that was cut short runs again to its end", async () => {
  const kv = createMemoryKv();
  await migrateKv(kv, [FIRST]);
  await kv.commit(["ada", "bo", "cy"].map((name, place) => put(OLD, [place], name)));
  const cut: Migration = {
    name: SPLIT.name,
    *changes(at: Kv) {
      for (const piece of SPLIT.changes(at)) {
        yield piece;
        throw new Error("power cut");
      }
    },
  };
  await expect(migrateKv(kv, [FIRST, cut])).rejects.toThrow("power cut");
  expect([...kv.range(NEW, {})]).toHaveLength(1);
  await migrateKv(kv, [FIRST, SPLIT]);
  expect([...kv.range(NEW, {})].map((entry) => entry.value.first)).toEqual(["ada", "bo", "cy"]);
});

test("data of a newer program is refused and left alone", async () => {
  const kv = createMemoryKv();
  await migrateKv(kv, [FIRST, SPLIT]);
  const error = await migrateKv(kv, [FIRST]).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HabitusError);
  expect(error).toMatchObject({ code: "data_newer", details: { what: `"${SPLIT.name}"` } });
  expect(await migrateKv(kv, [FIRST, SPLIT])).toEqual([]);
});

test("every table whose version has risen is known to the migrations, without which an older program would take it for empty", () => {
  const server = new URL("../", import.meta.url);
  const files = readdirSync(server, { recursive: true, encoding: "utf8" });
  const sources = files.filter(
    (file) => file.endsWith(".ts") && !/\.test\.ts$|\.contract\.ts$|testing/.test(file),
  );
  const risen = sources.flatMap((file) => {
    const text = readFileSync(new URL(file, server), "utf8");
    const tables = [...text.matchAll(/Table<[^;=]*> = \{\s*name: "(\w+)",\s*version: (\d+),?\s*\}/g)];
    return tables.map(([, name, version]) => `${name} ${version}`).filter((table) => !table.endsWith(" 1"));
  });
  // To be changed together: a table that rises comes with a migration at the end.
  expect({ risen, migrations: KV_MIGRATIONS.map(({ name }) => name) }).toEqual({
    risen: ["unconverted_amounts 2"],
    migrations: ["001 first format"],
  });
});
