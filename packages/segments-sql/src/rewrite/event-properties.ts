import type { Filter, Path } from "@habitus/segments";
import { any, call, column, equals, type Expression, integer, isTrue, text } from "../tree/expression.ts";
import { type Layer, type OutputColumn, output } from "../tree/query.ts";
import {
  isFlatKey,
  isReadRight,
  nameAt,
  nameInFlat,
  spelledBy,
  tagged,
  tokenAt,
  tokenAtTagged,
  tokenInFlat,
} from "./json-token.ts";
import { itemsAt, listedIf } from "./json-lists.ts";
import { type ListReading, ListValues } from "./list-values.ts";
import { TypedLists } from "./typed-lists.ts";
import { ValueColumns, type ValueReader } from "./value-columns.ts";

/** One reading, from the quickest, which few documents allow, to the one that is always right. */
type Ways = { readonly flat: Expression; readonly quick: Expression; readonly exact: Expression };

type Reader = { readonly path: Path; readonly where: Expression[] };

/** A tagged copy of the properties where the quick reader may not be used, else ''. */
const TAGGED = "tagged_properties";
/** The properties in the form of lists (see json-lists.ts). */
const LISTED = "listed_properties";
/** The properties where the engine reads them right but for equal inner keys, else ''. */
const PLAIN = "plain_properties";
/** Whether a key can be searched for by its text. */
const IS_FLAT = "flat_properties";

/** Where the first bracket of a list may stand; 0 in most documents. */
const LISTS_BEGIN = call("position", column("properties"), text("["));

/**
 * Values of the events' properties. Reading JSON is what costs, so a value is read only in rows where someone looks at it:
 * who asks names a condition, and the value is read where one of these conditions holds. Values of `early` paths are there
 * before the conditions of the rows are worked out, the others after.
 */
export class EventProperties {
  readonly #early: ReadonlySet<string>;
  readonly #readers = new Map<string, Reader>();
  readonly #earlyColumns = new ValueColumns(
    "event",
    (path) => this.#token(path),
    (path) => this.#items(path),
    (path) => this.#name(path),
    (path) => this.#plain(path),
  );
  readonly #lateColumns = new ValueColumns(
    "later",
    (path) => this.#token(path),
    (path) => this.#items(path),
    (path) => this.#name(path),
    (path) => this.#plain(path),
  );

  readonly #earlyTyped = new TypedLists("event_list");
  readonly #lateTyped = new TypedLists("later_list");
  readonly #lists: ListValues;

  #passing: Expression | null = null;

  /** @param ofMany whether values at very many paths are asked for: both ways to read each of their lists would not fit into a query's memory. */
  constructor(early: readonly Path[], { ofMany = false } = {}) {
    this.#early = new Set(early.map((path) => JSON.stringify(path)));
    const document = { listed: column(LISTED), isWithout: equals(LISTS_BEGIN, integer(0)) };
    this.#lists = new ListValues(document, ofMany ? null : this.#lateTyped);
  }

  /** @param where the rows in which the value is needed; for early paths a condition on columns of the table. */
  at(path: Path, where: Expression): ValueReader {
    this.#readerOf(path).where.push(where);
    const [columns, typed] = this.isEarly(path)
      ? [this.#earlyColumns, this.#earlyTyped]
      : [this.#lateColumns, this.#lateTyped];
    return { ...columns.at(path), typed: (item) => typed.columns(path, item) };
  }

  #readerOf(path: Path): Reader {
    const key = JSON.stringify(path);
    const reader = this.#readers.get(key) ?? { path, where: [] };
    this.#readers.set(key, reader);
    return reader;
  }

  /** As `at`, of all values that the path leads to in the items of lists. */
  inLists(path: Path, items: Filter | null, reading: ListReading, where: Expression): Expression {
    this.#readerOf(path.slice(0, 1)).where.push(where);
    return this.#lists.read(path, items, reading, where);
  }

  isEarly(path: Path): boolean {
    return this.#early.has(JSON.stringify(path));
  }

  /** Columns of the table's rows that reading needs; none when nothing is read. */
  documents(): readonly OutputColumn[] {
    const paths = [...this.#readers.values()].map((each) => each.path);
    if (paths.length === 0 && this.#lists.isEmpty) return [];
    const readRight = isReadRight(column("properties"), column("plain"), paths);
    const tag = call("if", readRight, text(""), tagged(column("properties")));
    return [
      output("properties", column("properties")),
      output(TAGGED, tag),
      output(LISTED, listedIf(column("plain"), column("properties"))),
      output(PLAIN, call("if", column("plain"), column("properties"), text(""))),
      output(IS_FLAT, equals(column("plain"), integer(2))),
    ];
  }

  early(): readonly Layer[] {
    return [...this.#typedLayers(this.#earlyTyped), ...this.#earlyColumns.layers()];
  }

  /** @param passing what every row meets that comes so far; null for nothing. */
  late(passing: Expression | null): readonly Layer[] {
    this.#passing = passing;
    return [...this.#typedLayers(this.#lateTyped), ...this.#lateColumns.layers(), ...this.#lists.layers()];
  }

  #typedLayers(typed: TypedLists): readonly Layer[] {
    return typed.layers(
      (path) => this.#whereNeeded(path, column(PLAIN)),
      (path) => this.#listed(path),
    );
  }

  #token(path: Path): Expression {
    return this.#readAt(path, {
      flat: tokenInFlat(column("properties"), path),
      quick: tokenAt(column("properties"), path),
      exact: tokenAtTagged(column(TAGGED), path),
    });
  }

  #name(path: Path): Expression {
    return this.#readAt(path, {
      flat: nameInFlat(column("properties"), path),
      quick: nameAt(column("properties"), path),
      exact: spelledBy(tokenAtTagged(column(TAGGED), path)),
    });
  }

  #plain(path: Path): Expression | null {
    if (!isFlatKey(path)) return null;
    return this.#whereNeeded(
      path,
      call("if", column(IS_FLAT), nameInFlat(column("properties"), path), text("")),
    );
  }

  #readAt(path: Path, { flat, quick, exact }: Ways): Expression {
    const isQuick = equals(column(TAGGED), text(""));
    const read = isFlatKey(path)
      ? call("multiIf", column(IS_FLAT), flat, isQuick, quick, exact)
      : call("if", isQuick, quick, exact);
    return this.#whereNeeded(path, read);
  }

  #items(path: Path): Expression {
    return itemsAt(this.#listed(path), path);
  }

  #listed(path: Path): Expression {
    return this.#whereNeeded(path, column(LISTED));
  }

  #whereNeeded(path: Path, read: Expression): Expression {
    const needed = new Map(
      this.#readers.get(JSON.stringify(path))?.where.map((where) => [JSON.stringify(where), where]),
    );
    const where = any([...needed.values()]);
    if (this.#passing !== null && JSON.stringify(where) === JSON.stringify(this.#passing)) return read;
    return isTrue(where) ? read : call("if", where, read, text(""));
  }
}
