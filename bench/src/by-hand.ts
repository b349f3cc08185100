import { DAY_MS } from "@habitus/kernel";

/**
 * A kind of condition, and the best text for it that one would write who knows the data: all JSON is plain, no id comes twice. What
 * changes is reckoned with as the language does: merges, traits that are taken back, events that come out of order.
 */
export type KindCase = {
  readonly name: string;
  readonly definition: string;
  /** What it is run for. */
  readonly purpose?: string;
  /** Of a definition that asks for pinned thresholds these are known by hand too: values, or ids of accounts. */
  readonly byHand: string | ((pinned: readonly string[]) => string);
};

/** What a refresh asks for a definition: its one row, with texts by hand for the same figures. */
export type RefreshCase = { readonly name: string; readonly definition: string; readonly byHand: string };

/** The instant at which the shop is asked, the end of its year. */
export const AT = Date.UTC(2026, 0, 1);

export const instant = (at: number): string => `fromUnixTimestamp64Milli(toInt64(${at}), 'UTC')`;
export const ago = (days: number): string => instant(AT - days * DAY_MS);
export const NOW = ago(0);
export const last = (days: number): string => `time > ${ago(days)} AND time <= ${NOW}`;

const MOVED =
  "LEFT JOIN (SELECT node, argMax(person, offset) AS owner FROM moves GROUP BY node) AS moved ON found.node = moved.node";

/** The groups of all people of whom something is found that meet `having`. */
export function peopleOf(inner: string, having: string, columns = "", more = ""): string {
  return `SELECT if(moved.owner = 0, found.node, moved.owner) AS person${columns} FROM (${inner}) AS found
  ${MOVED}
  GROUP BY person${more} HAVING ${having}`;
}

/** Rows per node first, then the few moved nodes. */
export function byPerson(inner: string, having: string): string {
  return `SELECT count() FROM (
  ${peopleOf(inner, having)})`;
}

export function rowsOf(columns: string, where: string, filter = ""): string {
  return `SELECT node, ${columns} FROM events_by_name PREWHERE ${where} ${filter}`;
}

/** Rows by person at once, where what is gathered of two nodes cannot be joined. */
export function atOnce(columns: string, where: string, having: string, more = ""): string {
  const people = more === "" ? "count()" : "uniqExact(person)";
  return `SELECT ${people} FROM (
  ${peopleOf(rowsOf(columns, where), having, "", more)})`;
}

export function perNode(columns: string, where: string, filter = ""): string {
  return `${rowsOf(columns, where, filter)} GROUP BY node`;
}

/** How many people's trait in force is as `having` says of `argMax(value, (time, id_hash))`. */
export function byTrait(name: string, having: (value: string) => string): string {
  return byPerson(
    `SELECT node, time, id_hash, value FROM traits PREWHERE name = '${name}' AND time <= ${NOW}`,
    having(IN_FORCE),
  );
}
export const IN_FORCE = "argMax(value, (time, id_hash))";

export const REVENUE = "JSONExtractFloat(properties, 'revenue')";
export const EXACT_REVENUE = "toDecimal128OrZero(JSONExtractRaw(properties, 'revenue'), 9)";
export const MS = "toUInt64(toUnixTimestamp64Milli(time))";
export const CATEGORY = "JSONExtractString(properties, 'category')";
export const EVERYBODY = "(SELECT uniqExact(node) FROM nodes) - (SELECT uniqExact(node) FROM moves)";
