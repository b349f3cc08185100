import { type FieldType, type ImportMapping, type MappedField, UNNAMED_EVENT } from "@habitus/contract";
import { isZoneName, standardEventNames } from "@habitus/segments";
import { cellText, valueReader } from "./cell-values.ts";
import { ERROR_COLUMNS } from "./error-rows.ts";
import type { FileForm } from "./open-file.ts";
import type { Cell } from "./row.ts";
import { compileTime } from "./time-format.ts";

type Column = { readonly name: string; readonly plain: string; readonly cells: readonly Cell[] };

const BLANKS: readonly string[] = ["NULL", "null", "N/A", "NA", "\\N", "(not set)"];

/** Names of columns, best first, without case, blanks, `_` and `-`. */
const USER_IDS =
  /^(?:userid|user|customerid|customer|clientid|memberid|personid|householdid|contactid|accountid|visitorid|visitor|email|emailaddress)$/;
const ANONYMOUS_IDS = /^(?:anonymousid|anonid|deviceid|cookieid|fullvisitorid|clientcookie)$/;
const EVENTS = /^(?:event|eventname|eventtype|action|activity)$/;
const TIMES = /(?:timestamp|datetime|^time$|^date$|^at$|at$|date$|^atms$|time$|day$)/;

/** Ways of writing a time, the surest first. Where day and month cannot be told apart the day is taken to come first. */
const GUESSED_TIMES: readonly string[] = [
  "iso",
  "D.M.YYYY H:mm:ss",
  "D.M.YYYY H:mm",
  "D.M.YYYY",
  "D/M/YYYY H:mm:ss",
  "D/M/YYYY H:mm",
  "D/M/YYYY",
  "M/D/YYYY H:mm:ss",
  "M/D/YYYY H:mm",
  "M/D/YYYY h:mm A",
  "M/D/YYYY",
  "YYYYMMDD",
  "YYYY/MM/DD HH:mm:ss",
  "YYYY/MM/DD",
  "D MMM YYYY",
];

export type GuessInput = {
  /** Name of the file: the data set is called after it. */
  readonly name: string;
  readonly form: FileForm;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly zone: string;
  /** Names of events that the workspace has; the standard ones are known anyway. */
  readonly events: readonly string[];
};

/** A mapping to begin with, from the header and the first rows. A person looks at it before anything is done with it. */
export function guessMapping({ name, form, columns, rows, zone, events }: GuessInput): ImportMapping {
  const all = columnsOf(columns, rows);
  const used = new Set<string>();
  const take = (test: (column: Column) => boolean): string | null => {
    const found = all.find((column) => !used.has(column.name) && test(column));
    if (found !== undefined) used.add(found.name);
    return found?.name ?? null;
  };
  const anonymousId = take(({ plain }) => ANONYMOUS_IDS.test(plain));
  const userId = take(({ plain }) => USER_IDS.test(plain));
  const time = timeColumn(all, used, isZoneName(zone) ? zone : "UTC");
  const known = new Set([...standardEventNames(), ...events]);
  const event =
    time === null
      ? null
      : (take(({ plain, cells }) => EVENTS.test(plain) && cells.every(isText)) ??
        take(({ cells }) => cells.length > 0 && most(cells, (cell) => isText(cell) && known.has(cell))));
  const what = time === null ? "people" : "events";
  const owner = userId ?? (anonymousId === null ? take((column) => !isTimes(column)) : null);
  const rest = all.filter((column) => !used.has(column.name) && !hasMembers(column, all));
  const addresses = addressesOf(rest);
  return {
    dataset: datasetOf(name),
    what,
    file: form,
    event:
      what === "people"
        ? null
        : {
            from: {
              columns: event === null ? [] : [event],
              constant: event === null ? UNNAMED_EVENT : null,
            },
            names: {},
            otherwise: "keep",
          },
    time,
    userId: owner === null ? null : { columns: [owner], constant: null },
    anonymousId: anonymousId === null ? null : { columns: [anonymousId], constant: null },
    key: [],
    blanks: BLANKS.filter((word) => rows.some((row) => row.includes(word))),
    fields: rest.slice(0, MOST_FIELDS).map((column) => fieldOf(column, what, addresses)),
  };
}

/** The name of a column without case, blanks, `_`, `.` and `-`. */
export const plainName = (column: string): string => column.toLowerCase().replace(/[\s_.-]/g, "");

function columnsOf(columns: readonly string[], rows: GuessInput["rows"]): readonly Column[] {
  return columns
    .map((column, index): Column => {
      const cells = rows.map((row) => row[index] ?? null).filter((cell) => !isBlank(cell));
      return { name: column, plain: plainName(column), cells };
    })
    .filter((column) => !ERROR_COLUMNS.includes(column.name));
}

/** The column that says when, and how it is written. */
export function timeOf(
  columns: readonly string[],
  rows: GuessInput["rows"],
  zone: string,
): ImportMapping["time"] {
  return timeColumn(columnsOf(columns, rows), new Set(), isZoneName(zone) ? zone : "UTC");
}

const MOST_FIELDS = 200;

function isBlank(cell: Cell): boolean {
  return cell === null || (typeof cell === "string" && (cell.trim() === "" || BLANKS.includes(cell)));
}

function isText(cell: Cell): cell is string {
  return typeof cell === "string";
}

/** Of nested objects their members are taken and not they themselves. */
function hasMembers({ name }: Column, all: readonly Column[]): boolean {
  return all.some((other) => other.name.startsWith(`${name}.`));
}

function datasetOf(name: string): string {
  const bare = name.toLowerCase().replace(/(?:\.(?:csv|tsv|txt|ndjson|jsonl|json|parquet|gz))+$/, "");
  const key = bare
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
  return key === "" ? "import" : key;
}

/** Columns that are called so go first, then any whose texts are times. */
function timeColumn(all: readonly Column[], used: Set<string>, zone: string): ImportMapping["time"] {
  const free = all.filter(({ name }) => !used.has(name));
  const column = free.find((each) => isCalledTime(each) && isTimes(each)) ?? free.find(isTimes);
  const format = column === undefined ? null : timeFormat(column.cells);
  if (column === undefined || format === null) return null;
  used.add(column.name);
  return { columns: [column.name], format, zone };
}

const isCalledTime = ({ plain }: Column): boolean => TIMES.test(plain);

/** Numbers are times only of a column that is called so: any other may hold ids or amounts. */
function isTimes(column: Column): boolean {
  const { cells } = column;
  const mayBe = isCalledTime(column) || cells.every((cell) => typeof cell === "string" && !isNumber(cell));
  return cells.length > 0 && mayBe && timeFormat(cells) !== null;
}

function isNumber(text: string): boolean {
  return /^[\d.,\s]+$/.test(text) && !/^\d+[.]\d+[.]\d{4}$/.test(text);
}

/** A few cells may have mistakes: these are found when the rows are checked. */
const ENOUGH = 0.8;

function most(cells: readonly Cell[], test: (cell: Cell) => boolean): boolean {
  return cells.filter(test).length >= cells.length * ENOUGH;
}

/** The way in which the most cells are times, the surest of equals; null where fewer than two, or half of them, are. */
function timeFormat(cells: readonly Cell[]): string | null {
  const isEnough = (count: number): boolean => count * 2 > cells.length && count >= Math.min(2, cells.length);
  const isShaped = (shape: RegExp): boolean =>
    isEnough(cells.filter((cell) => shape.test(cellText(cell))).length);
  if (isShaped(/^\d{16}$/)) return "microseconds";
  // A bare number such as a week or a year could be anything; only one as long as an epoch is taken for a time.
  const formats = isShaped(/^\d{1,8}$/) ? ["YYYYMMDD"] : GUESSED_TIMES;
  const counted = formats.map((format) => {
    const read = compileTime({ format, zone: "UTC" });
    return { format, count: cells.filter((cell) => read(cell) !== null).length };
  });
  const [best] = counted.filter(({ count }) => isEnough(count)).toSorted((a, b) => b.count - a.count);
  return best?.format ?? null;
}

const EMAIL = "email";

/** Columns of addresses: these are the person's, also where rows are events. */
type Addresses = {
  readonly columns: ReadonlySet<Column>;
  /** The first of them, by which people are reached; null where that is another column, which is called so. */
  readonly reach: Column | null;
};

function addressesOf(all: readonly Column[]): Addresses {
  const columns = all.filter(isAddress);
  const [reach = null] = columns;
  const isOther = all.some(({ name }) => name === EMAIL && name !== reach?.name);
  return { columns: new Set(columns), reach: isOther ? null : reach };
}

function isAddress({ cells }: Column): boolean {
  return (
    cells.length > 0 && most(cells, (cell) => isText(cell) && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(cell.trim()))
  );
}

function fieldOf(column: Column, what: ImportMapping["what"], addresses: Addresses): MappedField {
  const base = {
    to: column === addresses.reach ? EMAIL : column.name,
    as: what === "events" && !addresses.columns.has(column) ? ("property" as const) : ("trait" as const),
    from: { columns: [column.name], constant: null },
  };
  const { type, decimal } = typeOf(column);
  return { ...base, type, ...(decimal === "." ? {} : { decimal }) };
}

function typeOf({ plain, cells }: Column): { readonly type: FieldType; readonly decimal: "." | "," } {
  const fits = (type: FieldType, decimal: "." | "," = "."): boolean => {
    const read = valueReader({ type, decimal });
    return most(cells, (cell) => read(cell).kind === "json");
  };
  const as = (type: FieldType, decimal: "." | "," = ".") => ({ type, decimal });
  if (cells.length === 0) return as("text");
  if (cells.every((cell) => typeof cell === "object")) return as("json");
  // Ids and codes are no quantities: digits with leading noughts, and columns that say so.
  const isCode =
    /(?:id|code|sku|upc|zip|phone|number|no)$/.test(plain) ||
    cells.some((cell) => /^0\d/.test(cellText(cell)));
  if (isCode && !cells.every((cell) => typeof cell === "number")) return as("text");
  if (fits("number")) return as("number");
  if (fits("number", ",")) return as("number", ",");
  if (fits("money")) return as("money");
  if (fits("money", ",")) return as("money", ",");
  if (fits("boolean")) return as("boolean");
  return fits("time") ? as("time") : as("text");
}
