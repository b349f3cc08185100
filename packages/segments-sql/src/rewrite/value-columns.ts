import { must, unreachable } from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import { call, column, define1, equals, type Expression, isIn, text } from "../tree/expression.ts";
import { type Layer, layer, output } from "../tree/query.ts";
import { instantOf } from "./instant-token.ts";
import { spelledBy } from "./json-token.ts";
import { numberOf } from "./number-token.ts";
import type { PlaceColumns } from "./places.ts";
import type { TypedItem } from "./typed-lists.ts";

/**
 * What a test may ask of one value: its JSON token, the text it spells if it is a text, its number, its text form, its
 * instant. Texts are '' and numbers NULL where there is none. Items are those of a list (see json-lists.ts), none of anything else.
 * A `name` is what a text spells; of anything else it is something that `isName` denies: the cheapest of all to read.
 */
export type Reading = "token" | "name" | "items" | Shortcut | "spelled" | "number" | "form" | "instant";
/**
 * What a text spells, where the whole document is so plain that this is cheaper to read than its token; else ''. Most values that are
 * compared as texts are some, so their tokens are then not read at all. The `rest` is the token of a value that is not plain, else ''.
 */
type Shortcut = "plain" | "rest";

/** Whether a text could not be taken for what stands for a number, a boolean, a list or an object. */
export const isName = (value: string): boolean =>
  /^[^-0-9[{]/.test(value) && !/^(?:true|false)$/i.test(value);

export type ValueReader = {
  readonly read: (reading: Reading) => Expression;
  /** Where a place is read in another way than key by key (see `Places`). */
  readonly place?: () => PlaceColumns;
  /** See `TypedLists.columns`. */
  readonly typed?: (item: TypedItem) => readonly Expression[] | null;
};

/** Readings are made of earlier ones. */
const LAYERS: readonly (readonly Reading[])[] = [
  ["token", "name", "items", "plain"],
  ["rest"],
  ["spelled", "number", "form"],
  ["instant"],
];

/**
 * Columns that hold readings of values, so that each is worked out once per row whoever asks. Asking adds a column;
 * `layers` lists all, each layer made of the columns of those before it.
 */
export class ValueColumns {
  readonly #prefix: string;
  readonly #tokenOf: (path: Path) => Expression;
  readonly #itemsOf: (path: Path) => Expression;
  readonly #nameOf: (path: Path) => Expression;
  readonly #plainOf: (path: Path) => Expression | null;
  readonly #numbers = new Map<string, number>();
  readonly #asked = new Map<string, { readonly reading: Reading; readonly make: () => Expression }>();

  /**
   * @param tokenOf reads the token at a path; called when the columns are listed.
   * @param itemsOf the items of a list at a path (see json-lists.ts).
   * @param nameOf the `name` where it is read in another way than from the token.
   * @param plainOf the `plain` where there is one.
   */
  constructor(
    prefix: string,
    tokenOf: (path: Path) => Expression,
    itemsOf: (path: Path) => Expression,
    nameOf: (path: Path) => Expression = (path) => spelledBy(tokenOf(path)),
    plainOf: (path: Path) => Expression | null = () => null,
  ) {
    this.#prefix = prefix;
    this.#tokenOf = tokenOf;
    this.#itemsOf = itemsOf;
    this.#nameOf = nameOf;
    this.#plainOf = plainOf;
  }

  at(path: Path): ValueReader {
    const key = JSON.stringify(path);
    const number = this.#numbers.get(key) ?? this.#numbers.size + 1;
    this.#numbers.set(key, number);
    const read = (reading: Reading): Expression => {
      const name = `${this.#prefix}${number}_${reading}`;
      if (!this.#asked.has(name)) this.#asked.set(name, { reading, make: this.#maker(path, reading, read) });
      return column(name);
    };
    return { read };
  }

  #maker(path: Path, reading: Reading, read: (reading: Reading) => Expression): () => Expression {
    if (reading === "token") return () => this.#tokenOf(path);
    if (reading === "items") return () => this.#itemsOf(path);
    if (reading === "name") return () => this.#nameOf(path);
    const plain = this.#plainOf(path);
    if (reading === "plain") return () => must(plain, "only who knows that there is one asks");
    if (reading === "rest") {
      const known = read("plain");
      return () => call("if", equals(known, text("")), this.#tokenOf(path), text(""));
    }
    if (plain !== null && (reading === "form" || reading === "spelled")) {
      const [known, rest] = [read("plain"), read("rest")];
      const from = reading === "form" ? textForm : spelledBy;
      return () => call("if", equals(known, text("")), from(rest), known);
    }
    const value = derived(reading, read);
    return () => value;
  }

  layers(): readonly Layer[] {
    const asked = [...this.#asked];
    return LAYERS.map((readings) =>
      layer(
        asked
          .filter(([, { reading }]) => readings.includes(reading))
          .map(([name, { make }]) => output(name, make())),
      ),
    );
  }
}

export function derived(
  reading: Exclude<Reading, "token" | "items" | Shortcut>,
  read: (reading: Reading) => Expression,
): Expression {
  switch (reading) {
    case "name":
    case "spelled":
      return spelledBy(read("token"));
    case "number":
      return numberOf(read("token"), spelledBy(read("token")));
    case "instant":
      return instantOf(read("number"), read("spelled"));
    case "form":
      return textForm(read("token"));
    default:
      return unreachable(reading);
  }
}

/** The text form of a value; '' where it has none. */
export const textForm = define1(
  "json_form",
  "token",
  call(
    "multiIf",
    call("startsWith", column("token"), text('"')),
    spelledBy(column("token")),
    isIn(column("token"), [text("true"), text("false")]),
    column("token"),
    call("ifNull", call("toString", numberOf(column("token"), spelledBy(column("token")))), text("")),
  ),
);
