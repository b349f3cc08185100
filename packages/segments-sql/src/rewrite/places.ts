import type { Path } from "@habitus/segments";
import { bound, call, column, equals, type Expression, integer, lambda, text } from "../tree/expression.ts";
import { type Layer, layer, output, type OutputColumn } from "../tree/query.ts";
import { ConditionColumns } from "./condition-columns.ts";
import { listedOnce, part, tokenOf } from "./json-lists.ts";
import { spelledBy } from "./json-token.ts";
import { numberOf } from "./number-token.ts";
import { ZEROS } from "./people.ts";

/** Degrees as decimals; 999 of what is no place. */
export type PlaceReading = { readonly lat: Expression; readonly lon: Expression };
export type PlaceColumns = PlaceReading & {
  /** What is worked out of the degrees, as a column: once for all who ask. */
  readonly known: (made: Expression) => Expression;
};

/** The keys that degrees may stand at, the first of them first. */
export const NORTH = ["lat", "latitude"] as const;
export const EAST = ["lon", "lng", "longitude"] as const;

const DEGREES = String.raw`-?[0-9]{1,3}(?:\.[0-9]+)?`;
const LAT = `"(?:${NORTH.join("|")})":${DEGREES}`;
const LON = `"(?:${EAST.join("|")})":${DEGREES}`;
/** An object of two plain numbers and nothing else: each is found by its quoted key and a colon. */
const ORDINARY = String.raw`^\{(?:${LAT},${LON}|${LON},${LAT})\}$`;

/** Of no place something that is no degree. */
const NO_DEGREE = call("toDecimal128", integer(999), integer(9));

type Asked = { readonly name: string; readonly written: Expression };

/** Columns that hold places: an ordinary one is read as it stands, any other member by member. */
export class Places {
  readonly #prefix: string;
  readonly #writtenAt: (path: Path) => Expression;
  readonly #asked = new Map<string, Asked>();
  readonly #known: ConditionColumns;

  /** @param writtenAt the text that stands at a path, as it is or in the form of lists (see json-lists.ts). */
  constructor(prefix: string, writtenAt: (path: Path) => Expression) {
    this.#prefix = prefix;
    this.#known = new ConditionColumns(`${prefix}_known`);
    this.#writtenAt = writtenAt;
  }

  at(path: Path): PlaceColumns {
    const key = JSON.stringify(path);
    const name = `${this.#prefix}${this.#asked.size + 1}`;
    const asked = this.#asked.get(key) ?? { name, written: this.#writtenAt(path) };
    this.#asked.set(key, asked);
    return {
      lat: column(`${asked.name}_lat`),
      lon: column(`${asked.name}_lon`),
      known: (made) => this.#known.column(JSON.stringify(made), () => made),
    };
  }

  layers(): readonly Layer[] {
    const layerOf = (columns: (asked: Asked) => readonly OutputColumn[]): Layer =>
      layer([...this.#asked.values()].flatMap(columns));
    const each = (body: Expression, of: string): Expression =>
      call("arrayMap", lambda(["value"], body), column(of));
    const value = column("value");
    return [
      layerOf(({ name, written }) => [output(`${name}_ordinary`, call("match", written, text(ORDINARY)))]),
      layerOf(({ name, written }) => [
        output(`${name}_others`, call("if", isOrdinary(name), ZEROS.texts, call("array", written))),
      ]),
      layerOf(({ name }) => [output(`${name}_listed`, each(listedOnce(value), `${name}_others`))]),
      layerOf(({ name }) => [output(`${name}_parts`, partsOf(name))]),
      layerOf(({ name }) => [output(`${name}_tokens`, each(tokenOf(value), `${name}_parts`))]),
      layerOf(({ name }) => [
        output(`${name}_numbers`, each(numberOf(value, spelledBy(value)), `${name}_tokens`)),
      ]),
      layerOf((asked) => [
        output(`${asked.name}_lat`, degreesAt(asked, NORTH, 1)),
        output(`${asked.name}_lon`, degreesAt(asked, EAST, 1 + NORTH.length)),
      ]),
      layer(this.#known.outputs()),
    ];
  }
}

const isOrdinary = (name: string): Expression => equals(column(`${name}_ordinary`), integer(1));

/** What stands at each of the keys; of an ordinary place nothing is looked for. */
function partsOf(name: string): Expression {
  const keys = call("array", ...[...NORTH, ...EAST].map((key) => bound("String", key)));
  const other = call("arrayElement", column(`${name}_listed`), integer(1));
  const found = lambda(["key"], part(other, column("key")));
  return call("arrayMap", found, call("if", isOrdinary(name), ZEROS.texts, keys));
}

/** @param from where the numbers of the keys begin. */
function degreesAt({ name, written }: Asked, keys: readonly string[], from: number): Expression {
  // An ordinary place has one of the keys, and '' is found at the others.
  const found = keys.map((key) => call("simpleJSONExtractRaw", written, bound("String", key)));
  const ordinary = call("toDecimal128OrNull", call("concat", ...found), integer(9));
  const numbers = keys.map((_, index) => {
    return call("arrayElement", column(`${name}_numbers`), integer(from + index));
  });
  const number = numbers.reduceRight((otherwise, first) => call("ifNull", first, otherwise));
  return call("ifNull", call("if", isOrdinary(name), ordinary, number), NO_DEGREE);
}

/** The same of numbers that are read elsewhere. */
export const degreesRead = (number: Expression): Expression => call("ifNull", number, NO_DEGREE);
