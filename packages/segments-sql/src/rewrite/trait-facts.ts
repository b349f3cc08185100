import { ACCOUNTS_TRAIT, type Instant } from "@habitus/kernel";
import type { ChangedLeaf, Filter, HeldLeaf, Path } from "@habitus/segments";
import { TRAITS } from "../store-schema.ts";
import {
  all,
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  isIn,
  isTrue,
  TRUE,
} from "../tree/expression.ts";
import { layer, layered, output, type Select, select, table } from "../tree/query.ts";
import { accountStages } from "./account-stages.ts";
import { ConditionColumns } from "./condition-columns.ts";
import { filterExpression } from "./filter.ts";
import { instant } from "./instant.ts";
import { listed, listedTagged, itemsAt, partAt, tokenOf } from "./json-lists.ts";
import { tokenOfValue } from "./json-token.ts";
import { type Fact, type FactSource, ROWS } from "./people.ts";
import { changedFact, heldFact } from "./trait-history.ts";
import { ValueColumns, type ValueReader } from "./value-columns.ts";
import { namedWindow, windowInterval } from "./window.ts";

/** The traits a plan asks for: per person the JSON text in force of each, and the readings of values in them. */
export class TraitFacts {
  readonly #at: Instant;
  readonly #prefix: string;
  readonly #names: string[] = [];
  /** What is asked of every change of a trait, the superseded ones too. */
  readonly #changes = new ValueColumns(
    "change",
    ([, ...inside]) => tokenIn(column("value"), inside),
    ([, ...inside]) => itemsAt(listed(column("value")), inside),
  );
  readonly #flags = new ConditionColumns("flag");
  readonly #histories = new Map<string, { readonly trait: string; readonly fact: Fact }>();
  readonly columns: ValueColumns;

  /** @param prefix of the columns: of the facts, and of the readings of values in them. */
  constructor(at: Instant, prefix: "" | "present_") {
    this.#at = at;
    this.#prefix = prefix;
    this.columns = new ValueColumns(
      `${prefix}trait`,
      ([name, ...inside]) => tokenIn(this.#fact(name ?? ""), inside),
      ([name, ...inside]) => itemsAt(this.#listed(name ?? ""), inside),
    );
  }

  /** A value of the person's traits; the first key is the trait's name. */
  at(path: Path): ValueReader {
    return this.columns.at(path);
  }

  #listed(name: string): Expression {
    const value = this.#fact(name);
    return name === ACCOUNTS_TRAIT ? listedTagged(value) : listed(value);
  }

  #fact(name: string): Expression {
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

  source(): FactSource | null {
    const histories = [...this.#histories.values()];
    const traits = [...new Set([...this.#names, ...histories.map(({ trait }) => trait)])];
    if (traits.length === 0) return null;
    const latest = this.#names.map((name, index): Fact => {
      const isOfName = equals(column("name", ROWS), bound("String", name));
      const fact = { name: this.#factName(index), kind: "token" as const };
      if (name === ACCOUNTS_TRAIT) return { ...fact, stages: accountStages(fact.name, isOfName) };
      return { ...fact, value: latestValue(traits.length === 1 ? TRUE : isOfName) };
    });
    const rows = traitRows(traits, this.#at);
    const layers = [...this.#changes.layers(), layer(this.#flags.outputs())];
    const wanted = [...rows.columns, ...this.#flags.outputs()].map(({ name }) => name);
    const facts = [...latest, ...histories.map(({ fact }) => fact)];
    return { rows: layered(rows, layers, wanted, "changes"), facts };
  }
}

/** Token of a JSON text that is itself the value, or of a value at `path` inside it. */
const tokenIn = (value: Expression, path: Path): Expression =>
  path.length === 0 ? tokenOfValue(value) : tokenOf(partAt(listed(value), path));

/** Changes of the named traits that are visible at `at`. */
export function traitRows(names: readonly string[], at: Instant): Select {
  const columns = ["node", "name", "value", "time", "id_hash"];
  return select({
    columns: columns.map((name) => output(name, column(name))),
    from: table(TRAITS.name),
    prewhere: all([
      isIn(
        column("name"),
        names.map((name) => bound("String", name)),
      ),
      binary("<=", column("time"), instant(at)),
    ]),
  });
}

/** The value of the last change by (time, id hash), of those that meet the condition. */
export function latestValue(isOfName: Expression): Expression {
  const value = column("value", ROWS);
  const rank = call("tuple", column("time", ROWS), column("id_hash", ROWS));
  return isTrue(isOfName) ? call("argMax", value, rank) : call("argMaxIf", value, rank, isOfName);
}
