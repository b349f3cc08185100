import { unreachable } from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import { call, column, define1, type Expression, isIn, text } from "../tree/expression.ts";
import { type Layer, layer, output } from "../tree/query.ts";
import { instantOf } from "./instant-token.ts";
import { itemsOf, spelledBy } from "./json-token.ts";
import { numberOf } from "./number-token.ts";

/**
 * What a test may ask of one value: its JSON token, the text it spells if it is a text, its number, its text form, its
 * instant. Texts are '' and numbers NULL where there is none. Items are those of a list as tagged texts, none of anything else.
 * A `name` is what a text spells; of anything else it is something that `isName` denies: the cheapest of all to read.
 */
export type Reading = "token" | "name" | "items" | "spelled" | "number" | "form" | "instant";

/** Whether a text could not be taken for what stands for a number, a boolean, a list or an object. */
export const isName = (value: string): boolean =>
  /^[^-0-9[{]/.test(value) && !/^(?:true|false)$/i.test(value);

export type ValueReader = { readonly read: (reading: Reading) => Expression };

/** Readings are made of earlier ones. */
const LAYERS: readonly (readonly Reading[])[] = [
  ["token", "name", "items"],
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
  readonly #taggedOf: (path: Path) => Expression;
  readonly #nameOf: (path: Path) => Expression;
  readonly #numbers = new Map<string, number>();
  readonly #asked = new Map<string, { readonly reading: Reading; readonly make: () => Expression }>();

  /**
   * @param tokenOf reads the token at a path; called when the columns are listed.
   * @param taggedOf the same as a tagged text.
   * @param nameOf the `name` where it is read in another way than from the token.
   */
  constructor(
    prefix: string,
    tokenOf: (path: Path) => Expression,
    taggedOf: (path: Path) => Expression,
    nameOf: (path: Path) => Expression = (path) => spelledBy(tokenOf(path)),
  ) {
    this.#prefix = prefix;
    this.#tokenOf = tokenOf;
    this.#taggedOf = taggedOf;
    this.#nameOf = nameOf;
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
    if (reading === "items") return () => itemsOf(this.#taggedOf(path));
    if (reading === "name") return () => this.#nameOf(path);
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
  reading: Exclude<Reading, "token" | "items">,
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
