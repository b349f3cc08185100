import { createHash } from "node:crypto";
import { DAY_MS } from "@habitus/kernel";
import { STORE_TABLES, type TableSchema } from "@habitus/segments-sql";
import type { Session } from "chdb";
import { AT } from "./by-hand.ts";

export const EVENTS = Number(process.env["HABITUS_BENCH_EVENTS"] ?? 10_000_000);
export const PEOPLE = Math.ceil(EVENTS / 10);
/** Beside the events: orders as carts with lists of products. */
const CHECKOUTS = Math.ceil(EVENTS / 20);
const CHUNK = 1_000_000;
const NAMES = ["view", "view", "view", "view", "view", "view", "cart", "order", "login", "search"];

/** A year of a shop; few people do most: the share of the first tenth of the people is near a half. */
function fillEvents(from: number, count: number): string {
  const name = `arrayElement([${NAMES.map((each) => `'${each}'`).join(", ")}], 1 + cityHash64(number, 'e') % ${NAMES.length})`;
  return rowsOfEvents("events_by_name", name, PROPERTIES, from, count);
}

/** Of people, one of three clocks each, over the year. */
function rowsOfEvents(table: string, name: string, properties: string, from: number, count: number): string {
  return `INSERT INTO ${table} (offset, idx, node, name, time, received_at, offset_minutes, id, id_hash, properties, context, source)
SELECT number, 0, 1 + toUInt64(${PEOPLE} * pow(cityHash64(number, 'n') / 18446744073709551616., 3)), ${name},
  fromUnixTimestamp64Milli(toInt64(${AT - 365 * DAY_MS} + cityHash64(number, 't') % ${365 * DAY_MS}), 'UTC') AS at,
  at, 60 * toInt16(cityHash64(number, 'o') % 3), toString(number), cityHash64(number, 'h'), ${properties}, '{}', 'bench'
FROM numbers(${from}, ${count})`;
}

const PROPERTIES = `concat('{"revenue":', toString(cityHash64(number, 'r') % 20000 / 100), ',"category":"',
    arrayElement(['shoes', 'hats', 'books', 'toys'], 1 + cityHash64(number, 'c') % 4), '","product_id":"p',
    toString(cityHash64(number, 'p') % 5000), '","quantity":', toString(1 + cityHash64(number, 'q') % 5), '}')`;

const product = (
  which: string,
): string => `'{"sku":"p', toString(cityHash64(number, 'p${which}') % 5000), '","price":',
    toString(cityHash64(number, 'r${which}') % 10000 / 100), ',"category":"',
    arrayElement(['shoes', 'hats', 'books', 'toys'], 1 + cityHash64(number, 'c${which}') % 4), '","quantity":',
    toString(1 + cityHash64(number, 'q${which}') % 5), ',"launched":"',
    toString(toDate(${AT / DAY_MS} - cityHash64(number, 'l${which}') % 500)), '"}'`;
const PRODUCTS = `concat('{"products":[', ${product("1")}, ',', ${product("2")}, ']}')`;

/** One word of each person, or of one in so many, at so many days before the shop is asked. */
function words(name: string, value: string, days: number, { oneIn = 1 } = {}): string {
  return `INSERT INTO traits (offset, idx, node, name, value, time, id_hash) SELECT number, 0, number + 1, '${name}', ${value},
    fromUnixTimestamp64Milli(toInt64(${AT - days * DAY_MS}) - toInt64(cityHash64(number, '${name}', 't') % ${30 * DAY_MS}), 'UTC'), number
    FROM numbers(${PEOPLE}) WHERE cityHash64(number, '${name}', 'w') % ${oneIn} = 0`;
}

const oneOf = (of: string, ...values: readonly string[]): string =>
  `arrayElement([${values.map((value) => `'${value}'`).join(", ")}], 1 + cityHash64(number, '${of}') % ${values.length})`;

const PEOPLE_OF_AN_ACCOUNT = 100;

const FILL_PEOPLE = [
  `INSERT INTO nodes (offset, node) SELECT number, number + 1 FROM numbers(${PEOPLE})`,
  `INSERT INTO moves (offset, node, person) SELECT number, 20 * number + 2, 20 * number + 1 FROM numbers(${PEOPLE / 20})`,
  words("country", oneOf("c", '"GB"', '"DE"', '"FR"', '"US"'), 300),
  words("timezone", oneOf("z", '"Europe/London"', '"America/New_York"'), 300, { oneIn: 3 }),
  words("plan", `'"free"'`, 300),
  words("plan", oneOf("pro", '"pro"', '"team"'), 150, { oneIn: 2 }),
  words("plan", `'"pro"'`, 20, { oneIn: 5 }),
  words("signup", `concat('"', toString(toDate(${AT / DAY_MS} - cityHash64(number, 's') % 700)), '"')`, 0),
  words("birthday", `concat('"', toString(toDate(cityHash64(number, 'b') % 12000)), '"')`, 200),
  words("tags", oneOf("g", '["a","b"]', '["b"]', '["c","a","d"]', "[]"), 100),
  words(
    "location",
    `concat('{"lat":', toString(51 + cityHash64(number, 'y') % 1000 / 1000), ',"lng":', toString(cityHash64(number, 'x') % 1000 / 1000 - 0.5), '}')`,
    50,
  ),
  words("$list/beta", "if(cityHash64(number, 'beta') % 2 = 0, 'true', 'false')", 40, { oneIn: 5 }),
  words("$score/churn", "toString(cityHash64(number, 'churn') % 1000 / 1000)", 10),
  words("$consent/ads", oneOf("ads", "true", "false"), 60, { oneIn: 3 }),
  words("$bucket/", `concat('"', hex(cityHash64(number, 'bucket')), '"')`, 8_000),
  words(
    "$accounts/",
    `concat('{"account":"a', toString(intDiv(number, ${PEOPLE_OF_AN_ACCOUNT})), '","trait":null,"value":', if(cityHash64(number, 'in') % 10 = 0, 'null', 'true'), '}')`,
    90,
  ),
  `INSERT INTO traits (offset, idx, node, name, value, time, id_hash)
SELECT number, 2, number + 1, concat('$account/a', toString(intDiv(number, ${PEOPLE_OF_AN_ACCOUNT}))), if(cityHash64(number, 'in') % 10 = 0, 'null', 'true'),
    fromUnixTimestamp64Milli(toInt64(${AT - 90 * DAY_MS}), 'UTC'), number FROM numbers(${PEOPLE})`,
  // Each person of an account holds what it is like.
  `INSERT INTO traits (offset, idx, node, name, value, time, id_hash)
SELECT number, 1, number + 1, '$accounts/', concat('{"account":"a', toString(intDiv(number, ${PEOPLE_OF_AN_ACCOUNT}) AS account), '","trait":"plan","value":"', if(cityHash64(account) % 2 = 0, 'pro', 'free'), '"}'),
    fromUnixTimestamp64Milli(toInt64(${AT - 80 * DAY_MS}), 'UTC'), ${PEOPLE} + number FROM numbers(${PEOPLE})`,
  rowsOfEvents(
    "transitions",
    oneOf("e", "Segment Entered", "Segment Left"),
    `concat('{"segment":"', ${oneOf("v", "vip", "buyers", "seen")}, '","version":1,"cause":"event"}')`,
    0,
    CHECKOUTS,
  ),
];

const STATEMENTS = [
  ...STORE_TABLES.map(createTable),
  ...inChunks(EVENTS, fillEvents),
  ...inChunks(CHECKOUTS, (from, count) =>
    rowsOfEvents("events_by_name", "'checkout'", PRODUCTS, EVENTS + from, count),
  ),
  ...FILL_PEOPLE,
];

/** Another one for a shop of other tables, another size or other content. */
export const SHOP_VERSION = createHash("sha256").update(STATEMENTS.join(";\n")).digest("hex");

function inChunks(rows: number, statement: (from: number, count: number) => string): readonly string[] {
  return Array.from({ length: Math.ceil(rows / CHUNK) }, (_, chunk) =>
    statement(chunk * CHUNK, Math.min(CHUNK, rows - chunk * CHUNK)),
  );
}

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
