import { unreachable } from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import { call, column, type Expression, isIn, text } from "../tree/expression.ts";
import { type Layer, layer, output } from "../tree/query.ts";
import { instantOf } from "./instant-token.ts";
import { itemsOf, spelledBy } from "./json-token.ts";
import { numberOf } from "./number-token.ts";

/**
 * What a test may ask of one value: its JSON token, the text it spells if it is a text, its number, its text form, its
 * instant. Texts are '' and numbers NULL where there is none. Items are those of a list as tagged texts, none of anything else.
 */
export type Reading = "token" | "items" | "spelled" | "number" | "form" | "instant";

export type ValueReader = { readonly read: (reading: Reading) => Expression };

/** Readings are made of earlier ones. */
const LAYERS: readonly (readonly Reading[])[] = [
  ["token", "items"],
  ["spelled"],
  ["number"],
  ["form", "instant"],
];

/**
 * Columns that hold readings of values, so that each is worked out once per row whoever asks. Asking adds a column;
 * `layers` lists all, each layer made of the columns of those before it.
 */
export class ValueColumns {
  readonly #prefix: string;
  readonly #tokenOf: (path: Path) => Expression;
  readonly #taggedOf: (path: Path) => Expression;
  readonly #numbers = new Map<string, number>();
  readonly #asked = new Map<string, { readonly reading: Reading; readonly make: () => Expression }>();

  /**
   * @param tokenOf reads the token at a path; called when the columns are listed.
   * @param taggedOf the same as a tagged text.
   */
  constructor(prefix: string, tokenOf: (path: Path) => Expression, taggedOf: (path: Path) => Expression) {
    this.#prefix = prefix;
    this.#tokenOf = tokenOf;
    this.#taggedOf = taggedOf;
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
    case "spelled":
      return spelledBy(read("token"));
    case "number":
      return numberOf(read("token"), read("spelled"));
    case "instant":
      return instantOf(read("number"), read("spelled"));
    case "form":
      return textForm(read("token"), read("spelled"), read("number"));
    default:
      return unreachable(reading);
  }
}

/** The text form of a value; '' where it has none. */
export function textForm(token: Expression, spelled: Expression, number: Expression): Expression {
  return call(
    "multiIf",
    call("startsWith", token, text('"')),
    spelled,
    isIn(token, [text("true"), text("false")]),
    token,
    call("ifNull", call("toString", number), text("")),
  );
}
