import type { Instant } from "@habitus/kernel";
import type { ChangedLeaf, Filter, HeldLeaf, Path } from "@habitus/segments";
import { bound, column, type ColumnExpression, equals, type Expression, TRUE } from "../tree/expression.ts";
import { type Layer, layer, layered, output } from "../tree/query.ts";
import { AccountFacts } from "./account-facts.ts";
import { ConditionColumns } from "./condition-columns.ts";
import { filterExpression } from "./filter.ts";
import { itemsOf, itemsOfFound, listed, partAt, tokenOf } from "./json-lists.ts";
import { tokenOfValue } from "./json-token.ts";
import { type Fact, type FactSource, ROWS } from "./people.ts";
import { Places } from "./places.ts";
import { changedFact, heldFact } from "./trait-history.ts";
import { itemsIn, latestValue, tokenIn, traitRows } from "./trait-rows.ts";
import { ValueColumns, type ValueReader } from "./value-columns.ts";
import { namedWindow, windowInterval } from "./window.ts";

const listedName = ({ name }: ColumnExpression): string => `${name}_listed`;

type Part = { readonly name: string; readonly depth: number; readonly value: Expression };

/** The traits a plan asks for: per person the JSON text in force of each, and the readings of values in them. */
export class TraitFacts {
  readonly #at: Instant;
  readonly #prefix: string;
  readonly #names: string[] = [];
  /** What is asked of every change of a trait, the superseded ones too. */
  readonly #changes = new ValueColumns(
    "change",
    ([, ...inside]) => tokenIn(column("value"), inside),
    ([, ...inside]) => itemsIn(column("value"), inside),
  );
  readonly #flags = new ConditionColumns("flag");
  readonly #histories = new Map<string, { readonly trait: string; readonly fact: Fact }>();
  /** Traits of which something inside is read; their texts are looked through once for all that is. */
  readonly #listed: string[] = [];
  /** What stands at paths inside of traits, by the path's JSON, each behind what it stands in. */
  readonly #parts = new Map<string, Part>();
  readonly #places: Places;
  readonly #values: ValueColumns;
  readonly accounts: AccountFacts;

  /** @param prefix of the columns: of the facts, and of the readings of values in them. */
  constructor(at: Instant, prefix: "" | "present_") {
    this.#at = at;
    this.#prefix = prefix;
    this.accounts = new AccountFacts(at, prefix);
    this.#values = new ValueColumns(
      `${prefix}trait`,
      ([name = "", ...inside]) =>
        inside.length === 0 ? tokenOfValue(this.#fact(name)) : tokenOf(this.#part(name, inside)),
      ([name = "", ...inside]) => this.#items(name, inside),
    );
    this.#places = new Places(`${prefix}place`, ([name = "", ...inside]) =>
      inside.length === 0 ? this.#fact(name) : this.#part(name, inside),
    );
  }

  /** A value of the person's traits; the first key is the trait's name. */
  at(path: Path): ValueReader {
    return { ...this.#values.at(path), place: () => this.#places.at(path) };
  }

  /** Of the readings, over the facts. */
  layers(): readonly Layer[] {
    const readings = [...this.#values.layers(), ...this.#places.layers()];
    const texts = this.#listed.map((name) => output(listedName(this.#fact(name)), listed(this.#fact(name))));
    const parts = [...this.#parts.values()];
    const depth = Math.max(0, ...parts.map((part) => part.depth));
    const inside = Array.from({ length: depth }, (_, before) =>
      layer(parts.filter((part) => part.depth === before + 1).map(({ name, value }) => output(name, value))),
    );
    return [layer(texts), ...inside, ...readings];
  }

  #items(name: string, inside: Path): Expression {
    const key = inside.at(-1);
    const found = this.#part(name, inside);
    return key === undefined
      ? itemsOf(found)
      : itemsOfFound(this.#part(name, inside.slice(0, -1)), key, found);
  }

  /** A column each for what is on the way: written within each other they would take long to plan. */
  #part(name: string, inside: Path): Expression {
    const key = inside.at(-1);
    if (key === undefined) return this.#listedFact(name);
    const known = this.#parts.get(JSON.stringify([name, inside]));
    if (known !== undefined) return column(known.name);
    const within = this.#part(name, inside.slice(0, -1));
    const part = {
      name: `${this.#prefix}part${this.#parts.size + 1}`,
      depth: inside.length,
      value: partAt(within, [key]),
    };
    this.#parts.set(JSON.stringify([name, inside]), part);
    return column(part.name);
  }

  #listedFact(name: string): Expression {
    if (!this.#listed.includes(name)) this.#listed.push(name);
    return column(listedName(this.#fact(name)));
  }

  #fact(name: string): ColumnExpression {
    if (!this.#names.includes(name)) this.#names.push(name);
    return column(this.#factName(this.#names.indexOf(name)));
  }

  #factName(index: number): string {
    return `${this.#prefix}value${index + 1}`;
  }

  /** The person's column that is 1 when the trait's history is as the leaf asks. */
  history(leaf: HeldLeaf | ChangedLeaf): Expression {
    const { trait } = leaf;
    const ofTrait = equals(column("name", ROWS), bound("String", trait));
    const value =
      leaf.kind === "held"
        ? heldFact(leaf, ofTrait, this.#flag(leaf.where), this.#at)
        : changedFact(
            ofTrait,
            this.#flag(leaf.from),
            this.#flag(leaf.to),
            windowInterval(namedWindow(leaf.window), this.#at),
          );
    const fact: Fact = { name: `history${this.#histories.size + 1}`, kind: "count", value };
    this.#histories.set(JSON.stringify(leaf), { trait, fact });
    return column(fact.name);
  }

  #flag(filter: Filter): Expression {
    return this.#flags.column(JSON.stringify(filter), () =>
      filterExpression(filter, (path) => this.#changes.at(path)),
    );
  }

  sources(): readonly (FactSource | null)[] {
    return [this.#source(), this.accounts.source()];
  }

  #source(): FactSource | null {
    const histories = [...this.#histories.values()];
    const traits = [...new Set([...this.#names, ...histories.map(({ trait }) => trait)])];
    if (traits.length === 0) return null;
    const latest = this.#names.map((name, index): Fact => {
      const isOfName = equals(column("name", ROWS), bound("String", name));
      const fact = { name: this.#factName(index), kind: "token" as const };
      return { ...fact, value: latestValue(traits.length === 1 ? TRUE : isOfName) };
    });
    const rows = traitRows(traits, this.#at);
    const layers = [...this.#changes.layers(), layer(this.#flags.outputs())];
    const wanted = [...rows.columns, ...this.#flags.outputs()].map(({ name }) => name);
    const facts = [...latest, ...histories.map(({ fact }) => fact)];
    return { rows: layered(rows, layers, wanted, "changes"), facts };
  }
}
