import { createHash } from "node:crypto";
import { DAY_MS } from "@habitus/kernel";
import { STORE_TABLES, type TableSchema } from "@habitus/segments-sql";
import type { Session } from "chdb";
import { AT } from "./sql-kinds.ts";

export const EVENTS = Number(process.env["HABITUS_BENCH_EVENTS"] ?? 10_000_000);
export const PEOPLE = Math.ceil(EVENTS / 10);
const CHUNK = 1_000_000;
const NAMES = ["view", "view", "view", "view", "view", "view", "cart", "order", "login", "search"];

/** A year of a shop; few people do most: the share of the first tenth of the people is near a half. */
function fillEvents(from: number, count: number): string {
  return `INSERT INTO events_by_name (offset, idx, node, name, time, received_at, id, id_hash, properties, context, source)
SELECT number, 0, 1 + toUInt64(${PEOPLE} * pow(cityHash64(number, 'n') / 18446744073709551616., 3)),
  arrayElement([${NAMES.map((name) => `'${name}'`).join(", ")}], 1 + cityHash64(number, 'e') % ${NAMES.length}),
  fromUnixTimestamp64Milli(toInt64(${AT - 365 * DAY_MS} + cityHash64(number, 't') % ${365 * DAY_MS}), 'UTC') AS at,
  at, toString(number), cityHash64(number, 'h'),
  concat('{"revenue":', toString(cityHash64(number, 'r') % 20000 / 100), ',"category":"',
    arrayElement(['shoes', 'hats', 'books', 'toys'], 1 + cityHash64(number, 'c') % 4), '","product_id":"p',
    toString(cityHash64(number, 'p') % 5000), '","quantity":', toString(1 + cityHash64(number, 'q') % 5), '}'),
  '{}', 'bench' FROM numbers(${from}, ${count})`;
}

const FILL_PEOPLE = [
  `INSERT INTO nodes (offset, node) SELECT number, number + 1 FROM numbers(${PEOPLE})`,
  `INSERT INTO moves (offset, node, person) SELECT number, 20 * number + 2, 20 * number + 1 FROM numbers(${PEOPLE / 20})`,
  `INSERT INTO traits (offset, idx, node, name, value, time, id_hash) SELECT number, 0, number + 1, 'country',
    arrayElement(['"GB"', '"DE"', '"FR"', '"US"'], 1 + cityHash64(number, 'c') % 4),
    fromUnixTimestamp64Milli(toInt64(${AT - 300 * DAY_MS}), 'UTC'), number FROM numbers(${PEOPLE})`,
];

const STATEMENTS = [
  ...STORE_TABLES.map(createTable),
  ...Array.from({ length: Math.ceil(EVENTS / CHUNK) }, (_, chunk) =>
    fillEvents(chunk * CHUNK, Math.min(CHUNK, EVENTS - chunk * CHUNK)),
  ),
  ...FILL_PEOPLE,
];

/** Another one for a shop of other tables, another size or other content. */
export const SHOP_VERSION = createHash("sha256").update(STATEMENTS.join(";\n")).digest("hex");

/** Makes the store's tables in the database that is in use, with a year of a shop. */
export async function fillShop(session: Session): Promise<void> {
  for (const statement of STATEMENTS) await session.queryAsync(statement);
}

function createTable(table: TableSchema): string {
  const columns = table.columns.map(({ name, type, materialized }) => {
    const computed = materialized === undefined ? "" : ` MATERIALIZED ${materialized}`;
    return `\`${name}\` ${type}${computed}`;
  });
  const partition = table.partitionBy === null ? "" : ` PARTITION BY ${table.partitionBy}`;
  const order = table.orderBy.map((name) => `\`${name}\``).join(", ");
  return `CREATE TABLE ${table.name} (${columns.join(", ")}) ENGINE = ${table.engine}${partition} ORDER BY (${order})`;
}
