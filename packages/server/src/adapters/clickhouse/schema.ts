import { HabitusError } from "@habitus/kernel";
import type { LaneClient } from "./client.ts";
import { createTableSql, type Migration, MIGRATIONS, MIGRATIONS_TABLE } from "./migrations.ts";
import { RowBinaryWriter } from "./row-binary.ts";

/** A database name we made; anything else is refused rather than escaped. */
const DATABASE_NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** @throws HabitusError `store_bad_database` when the name is no plain lower-case identifier. */
export function createDatabaseSql(name: string): string {
  if (!DATABASE_NAME.test(name)) {
    throw new HabitusError(
      "store_bad_database",
      `${JSON.stringify(name)} cannot name the store's database.`,
      {
        fix: "Use lower-case letters, digits and underscores, beginning with a letter.",
      },
    );
  }
  return `CREATE DATABASE IF NOT EXISTS ${name}`;
}

/**
 * Brings the store to the newest form and returns its version.
 * @throws HabitusError `store_newer` when the data was written by a newer Habitus.
 */
export async function migrate(client: LaneClient, steps: readonly Migration[] = MIGRATIONS): Promise<number> {
  await client.command(createTableSql(MIGRATIONS_TABLE));
  const [row] = await client.rows<{ readonly version: number }>({
    sql: "SELECT max(version) AS version FROM schema_migrations",
    params: {},
  });
  const have = row?.version ?? 0;
  const newest = steps.at(-1)?.version ?? 0;
  if (have > newest) {
    throw new HabitusError(
      "store_newer",
      `The event store has format ${have}; this version of Habitus knows formats up to ${newest}.`,
      { fix: "Start the newer version of Habitus that wrote this data." },
    );
  }
  for (const step of steps) if (step.version > have) await apply(client, step);
  return newest;
}

async function apply(client: LaneClient, step: Migration): Promise<void> {
  for (const statement of step.statements) await client.command(statement);
  const row = new RowBinaryWriter();
  row.uint32(step.version);
  row.text(step.name);
  await client.insert(
    "INSERT INTO schema_migrations (version, name) FORMAT RowBinary",
    row.bytes(),
    `habitus-migration-${step.version}`,
  );
}
