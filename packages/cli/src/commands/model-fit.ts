import { DAY_MS, decimalFromText, HabitusError, parseIso } from "@habitus/kernel";
import {
  type FitReport,
  fitReport,
  type ModelName,
  type OrderHistory,
  orderHistory,
  type Orders,
} from "@habitus/models";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { cellOf, csvRows, type CsvRecord } from "./csv-rows.ts";

export const UNIT_DAYS = { day: 1, week: 7, month: 365.25 / 12, year: 365.25 } as const;
export type Unit = keyof typeof UNIT_DAYS;

export type ModelFitOptions = {
  readonly model: ModelName;
  /** CSV with a header line, plain or gzip. */
  readonly input: string;
  /** Names of the columns. */
  readonly id: string;
  readonly date: string;
  readonly value: string;
  /** Columns of numbers that are known of each buyer and do not change. */
  readonly covariate: readonly string[];
  readonly delimiter: string;
  /** Last day that the model may see, included. */
  readonly calibrationEnd: string;
  /** Last day that it is judged by, included; the last of the file when not given. */
  readonly holdoutEnd: string | undefined;
  readonly unit: Unit;
};

/** A row that was left out: its line and why. */
type LeftOut = { readonly line: number; readonly reason: string };
type ReadOrders = {
  readonly orders: Orders;
  /** Of each person, by column. */
  readonly covariates: readonly (readonly number[])[];
  readonly rows: number;
  readonly leftOut: number;
  /** The first of them. */
  readonly examples: readonly LeftOut[];
};

/** How many rows that were left out are shown. */
const EXAMPLES = 10;

/** Fits a model to a file of orders and prints parameters, log-likelihood and hold-out errors as JSON. */
export async function modelFit(options: ModelFitOptions, around: Surroundings): Promise<Exit> {
  if (options.covariate.length > 0 && options.model !== "paretonbd") {
    throw new HabitusError("no_covariates", `The model ${options.model} takes no covariates.`, {
      fix: "Leave out --covariate, or use --model paretonbd.",
    });
  }
  const calibrationEnd = dayOption("--calibration-end", options.calibrationEnd);
  const read = await readOrders(options);
  const newest = read.orders.day.reduce((late, day) => Math.max(late, day), calibrationEnd);
  const holdoutEnd =
    options.holdoutEnd === undefined ? newest : dayOption("--holdout-end", options.holdoutEnd);
  const history = orderHistory(read.orders, {
    calibrationEnd,
    holdoutEnd: holdoutEnd > calibrationEnd ? holdoutEnd : null,
    unitDays: UNIT_DAYS[options.unit],
  });
  const report = reportOf(options, history, read.covariates);
  const shown = {
    ...report,
    unit: options.unit,
    heldOutFor: history.heldFor,
    rows: read.rows,
    rowsLeftOut: read.leftOut,
    ...(read.leftOut === 0 ? {} : { leftOutExamples: read.examples }),
  };
  around.out(`${JSON.stringify(shown, null, 2)}\n`);
  return report.kind === "fitted" ? EXIT.ok : EXIT.failed;
}

function reportOf(
  { model, covariate }: ModelFitOptions,
  history: OrderHistory,
  of: ReadOrders["covariates"],
): FitReport {
  const covariates = covariate.map((name, column) => ({
    name,
    values: Float64Array.from(history.person, (person) => of[person]?.[column] ?? Number.NaN),
  }));
  return fitReport(model, { ...history, buyers: { ...history.buyers, covariates } });
}

function dayOption(option: string, text: string): number {
  const day = dayOf(text);
  if (day !== null) return day;
  throw new HabitusError("invalid_date", `${option} ${text} is no date.`, { fix: "Write it as 2026-01-31." });
}

async function readOrders(options: ModelFitOptions): Promise<ReadOrders> {
  const table = new OrderTable(options);
  for await (const { record, line } of csvRows(options)) table.add(record, line);
  return table.read();
}

type Columns = Pick<ModelFitOptions, "id" | "date" | "value" | "covariate">;

class OrderTable {
  readonly #columns: Columns;
  readonly #people = new Map<string, number>();
  readonly #person: number[] = [];
  readonly #day: number[] = [];
  readonly #value: number[] = [];
  readonly #covariates: (readonly number[])[] = [];
  readonly #examples: LeftOut[] = [];
  #rows = 0;
  #leftOut = 0;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  /** @throws HabitusError `missing_column`; `covariate_changes` where a buyer has two values of one covariate. */
  add(record: CsvRecord, line: number): void {
    const cell = (name: string): string => cellOf(record, name);
    const { id, date, value, covariate } = this.#columns;
    const [who, day, worth] = [cell(id), dayOf(cell(date)), numberOf(cell(value))];
    this.#rows += 1;
    const known = covariate.map((name) => ({ name, value: numberOf(cell(name)) }));
    const unread = known.find((each) => each.value === null);
    const reason =
      unread === undefined ? reasonAgainst(who, day, worth) : `the covariate ${unread.name} is no number`;
    if (reason !== null || day === null || worth === null) {
      this.#leftOut += 1;
      if (this.#examples.length < EXAMPLES) this.#examples.push({ line, reason: reason ?? "unreadable" });
      return;
    }
    const person = this.#people.get(who) ?? this.#people.size;
    this.#people.set(who, person);
    const first = (this.#covariates[person] ??= known.map((each) => each.value ?? Number.NaN));
    const changed = known.find((each, column) => each.value !== first[column]);
    if (changed !== undefined) {
      throw new HabitusError(
        "covariate_changes",
        `In line ${line} the covariate ${changed.name} of ${who} is another than before.`,
        { fix: "A covariate is known from the beginning and does not change; write one value in all rows." },
      );
    }
    this.#person.push(person);
    this.#day.push(day);
    this.#value.push(worth);
  }

  read(): ReadOrders {
    return {
      orders: {
        person: Uint32Array.from(this.#person),
        day: Int32Array.from(this.#day),
        value: Float64Array.from(this.#value),
      },
      covariates: this.#covariates,
      rows: this.#rows,
      leftOut: this.#leftOut,
      examples: this.#examples,
    };
  }
}

function reasonAgainst(who: string, day: number | null, worth: number | null): string | null {
  if (who === "") return "no id";
  if (day === null) return "the date is none";
  if (worth === null) return "the value is no number";
  return worth < 0 ? "the value is below zero: a return is no order" : null;
}

/** ISO date or time, or YYYYMMDD; the day by the clock it was written with. Null when it is neither. */
function dayOf(text: string): number | null {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const iso = compact === null ? text.slice(0, 10) : `${compact[1]}-${compact[2]}-${compact[3]}`;
  const at = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? parseIso(iso) : null;
  return at === null ? null : Math.floor(at.at / DAY_MS);
}

function numberOf(text: string): number | null {
  return decimalFromText(text) === null ? null : Number(text);
}
