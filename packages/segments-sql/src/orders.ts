import { must } from "@habitus/kernel";
import type { EventMatch, Path, Plan } from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { PERSON } from "./rewrite/people.ts";
import { rewriteOrders } from "./rewrite/rewrite-sums.ts";
import type { At } from "./statements.ts";
import { any, call, column, type Expression, text } from "./tree/expression.ts";
import { output, select, subquery } from "./tree/query.ts";

export type OrdersWanted = {
  /** Who may be looked at; it holds for nobody without an order. */
  readonly people: Plan;
  /** What counts as an order. */
  readonly matches: readonly EventMatch[];
  /** To the value of an order; null for none. */
  readonly path: Path | null;
  /** Whose days orders fall on. */
  readonly zone: string;
  /** The last day that counts as seen, since 1970-01-01. */
  readonly seenUpTo: number;
  /** Numbers to be read beside, as they are in force; also of whoever may not be looked at. */
  readonly traits: readonly string[];
  /** Traits that are read beside, as they are in force, of whoever may be looked at; absent for none. */
  readonly known?: readonly string[];
  /** People with a number above `after`, up to and including `upTo`. */
  readonly after: number;
  readonly upTo: number;
};

/** The row of one person. */
export type OrderRow = Readonly<Record<string, string | number | null>>;

/**
 * Rows `{person, orders, number1, number2, ..., known1, ...}` of the people of a stretch who may be looked at and have an order, and of those who have
 * one of the numbers. What is held in memory is their days with orders.
 */
export function ordersStatement(wanted: OrdersWanted, { at, present = at }: At): Statement {
  const { after, upTo, people: plan, known = [], ...read } = wanted;
  const instants = { at, present };
  const rewritten = rewriteOrders(plan, { ...read, known, within: { after, upTo } }, instants);
  const { people, audience, orders, numbers, forms } = rewritten;
  const has = (number: Expression): Expression => call("isNotNull", number);
  return emit(
    select({
      columns: [
        output(PERSON, column(PERSON)),
        output(SUMS, call("if", audience, orders, text(""))),
        ...numbers.map((number, index) => output(`number${index + 1}`, call("toString", number))),
        ...forms.map((form, index) => output(`known${index + 1}`, call("if", audience, form, text("")))),
      ],
      from: subquery(people, "members"),
      where: any([audience, ...numbers.map(has)]),
      orderBy: [column(PERSON)],
    }),
  );
}

const SUMS = "sums";

/** A person's orders summed up; a day with orders is one order. */
export type OrderSums = {
  readonly firstDay: number;
  readonly all: OrdersUpTo;
  /** Up to the last day that counts as seen. */
  readonly seen: OrdersUpTo;
};

export type OrdersUpTo = {
  readonly days: number;
  /** 0 without a day. */
  readonly lastDay: number;
  /** Value of all orders after those of the first day. */
  readonly spentAgain: number;
  /** Sum of log(days between neighbours). */
  readonly logGaps: number;
};

/** What a row of `ordersStatement` says; `orders` null of whoever may not be looked at or has none. */
export function readOrders(
  row: OrderRow,
  traits: number,
  known = 0,
): {
  readonly person: number;
  readonly orders: OrderSums | null;
  readonly numbers: readonly (number | null)[];
  /** What is known beside as numbers, 1 and 0 for true and false; NaN of what is none. */
  readonly known: readonly number[];
} {
  const numbers = Array.from({ length: traits }, (_, index) => {
    const written = row[`number${index + 1}`] ?? null;
    return written === null ? null : Number(written);
  });
  return {
    person: Number(row[PERSON]),
    orders: sumsOf(String(row[SUMS] ?? "")),
    numbers,
    known: Array.from({ length: known }, (_, index) => knownOf(String(row[`known${index + 1}`] ?? ""))),
  };
}

function knownOf(form: string): number {
  if (form === "true" || form === "false") return form === "true" ? 1 : 0;
  return form === "" ? Number.NaN : Number(form);
}

function sumsOf(written: string): OrderSums | null {
  if (written === "") return null;
  const parts = written.split(" ").map(Number);
  const at = (place: number): number => must(parts[place], "the statement writes nine numbers");
  const upTo = (from: number): OrdersUpTo => ({
    days: at(from),
    lastDay: at(from + 1),
    spentAgain: at(from + 2),
    logGaps: at(from + 3),
  });
  return { firstDay: at(0), all: upTo(1), seen: upTo(5) };
}
