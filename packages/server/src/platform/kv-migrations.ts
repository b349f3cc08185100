import { dataNewer } from "./data-newer.ts";
import { type Change, type Kv, put, type Table } from "./kv.ts";

/** One step from the shape the data had to the shape the program after it writes. It is never changed once released. */
export type Migration = {
  /** Number and purpose, such as "002 people have a home zone". Stored with the data. */
  readonly name: string;
  /**
   * Changes to commit, in pieces of a size that fits in memory. Tables are written out here, not imported: the rest of the
   * program moves on. After a crash it runs again from its beginning, so each piece must allow being applied twice.
   */
  readonly changes: (kv: Kv) => Iterable<readonly Change[]>;
};

/**
 * All migrations, oldest first. New ones are added at the end, one with every table whose version rises, be it without changes: without
 * it an older program would take the table for empty instead of refusing the data.
 */
export const KV_MIGRATIONS: readonly Migration[] = [{ name: "001 first format", changes: () => [] }];

type Schema = { readonly rev: number; readonly applied: readonly string[] };
/** Reserved: which migrations the data has been through. */
const SCHEMA: Table<Schema> = { name: "habitus_schema", version: 1 };
const SCHEMA_KEY = ["schema"];

/**
 * Brings the data to the program's shape; done once at start, before anything else reads. Answers the names that ran.
 * @throws HabitusError `data_newer` when a later program has written the data; nothing is changed.
 */
export async function migrateKv(
  kv: Kv,
  migrations: readonly Migration[] = KV_MIGRATIONS,
): Promise<readonly string[]> {
  const known = kv.get(SCHEMA, SCHEMA_KEY) ?? { rev: 0, applied: [] };
  const foreign = known.applied.find((name, place) => migrations[place]?.name !== name);
  if (foreign !== undefined) throw dataNewer(`"${foreign}"`);
  const ran: string[] = [];
  let schema = known;
  for (const migration of migrations.slice(known.applied.length)) {
    for (const changes of migration.changes(kv)) await kv.commit(changes);
    const expected = schema.rev === 0 ? null : schema.rev;
    schema = { rev: schema.rev + 1, applied: [...schema.applied, migration.name] };
    await kv.commit([put(SCHEMA, SCHEMA_KEY, schema)], [{ table: SCHEMA, key: SCHEMA_KEY, rev: expected }]);
    ran.push(migration.name);
  }
  return ran;
}
