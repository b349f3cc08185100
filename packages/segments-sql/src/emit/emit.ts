import { assert, unreachable } from "@habitus/kernel";
import type { BoundExpression, Definition, Expression } from "../tree/expression.ts";
import type { Among, LeftJoin, OutputColumn, Query, Select, Source } from "../tree/query.ts";
import { quoteIdentifier, quoteText } from "./quote.ts";

/** Query text with `{name:Type}` placeholders and the values bound to them. */
export type Statement = {
  readonly sql: string;
  readonly params: Readonly<Record<string, string | number>>;
};

/**
 * Settings the meaning of the text rests on, so that no other value set on a connection can change an answer: a left join
 * gives zeros, an aggregate of nothing gives zero, decimals have no trailing zeros, and a table that is read twice has the same
 * rows both times. The others concern speed. The engine underestimates filtered events and would keep them in memory to join the
 * few moved nodes to them; it looks for chains of comparisons in these texts, which have none, for longer than many a query takes.
 * Layers that it makes one step of are worked out again for each who asks. And groups in 256 parts come in as many blocks, small
 * ones where people are few, each of which costs as much to begin as a large one; but of many people two parts are put together in
 * less time than two wholes, which no longer fit into the processor's memory, and only groups in parts go to disk, so large ones are
 * parted well before half of what the smallest lane of queries may take.
 */
const SETTINGS = [
  "join_use_nulls = 0",
  "aggregate_functions_null_for_empty = 0",
  "output_format_decimal_trailing_zeros = 0",
  "output_format_json_escape_forward_slashes = 0",
  "enable_shared_storage_snapshot_in_query = 1",
  "query_plan_join_swap_table = 'false'",
  "optimize_and_compare_chain = 0",
  "query_plan_merge_expressions = 0",
  "group_by_two_level_threshold = 300000",
  "group_by_two_level_threshold_bytes = 100000000",
];
/** Keys that a row is of all values of have their type's zero, and `grouping` gives 1 for them. */
const ROLLUP_SETTINGS = ["group_by_use_nulls = 0", "force_grouping_standard_compatibility = 1"];

/*
 * Conjunctions and disjunctions are written as choices, `if(a, b, 0)` and `if(a, 1, b)`. Of AND and OR the engine's optimiser compares each
 * equation with a constant, and for that it hashes all that lies beneath the subquery whose columns it names: with a few dozen of them that took ten
 * times as long as the rest of planning. Both work out what follows only where it decides.
 */

/** The text of a query and its bound values. The same tree gives the same text, byte for byte. */
export function emit(query: Query): Statement {
  const bindings = new Bindings();
  const writer = new Writer(bindings);
  const body = writer.query(query, "");
  const definitions = writer.definitions();
  const head = definitions.length === 0 ? "" : `WITH ${definitions.join(",\n  ")}\n`;
  const settings = [...SETTINGS, ...(writer.hasRollup ? ROLLUP_SETTINGS : [])].join(", ");
  return { sql: `${head}${body}\nSETTINGS ${settings}`, params: bindings.params() };
}

/** Placeholders in order of appearance; equal values of one type share one. */
class Bindings {
  readonly #names = new Map<string, string>();
  readonly #values: [string, string | number][] = [];

  placeholder(value: BoundExpression): string {
    const key = `${value.type}\0${value.value}`;
    let name = this.#names.get(key);
    if (name === undefined) {
      name = `p${this.#names.size + 1}`;
      this.#names.set(key, name);
      this.#values.push([name, value.value]);
    }
    return `{${name}:${value.type}}`;
  }

  params(): Readonly<Record<string, string | number>> {
    return Object.fromEntries(this.#values);
  }
}

class Writer {
  readonly #bindings: Bindings;
  /** Functions used so far, each behind those that it uses itself. */
  readonly #definitions = new Map<string, string>();
  #hasRollup = false;
  /** See `#ofIndex`. */
  #isOfIndex = false;

  constructor(bindings: Bindings) {
    this.#bindings = bindings;
  }

  get hasRollup(): boolean {
    return this.#hasRollup;
  }

  definitions(): readonly string[] {
    return [...this.#definitions.values()];
  }

  query(query: Query, indent: string): string {
    switch (query.kind) {
      case "select":
        return this.#select(query, indent);
      case "union":
        return query.of.map((part) => this.#select(part, indent)).join(`\n${indent}UNION ALL\n`);
      default:
        return unreachable(query);
    }
  }

  #select(select: Select, indent: string): string {
    const lines = [
      `SELECT ${select.columns.map((each) => this.#output(each)).join(`,\n${indent}  `)}`,
      `FROM ${this.#source(select.from, indent)}`,
      ...select.joins.map((join) => this.#join(join, indent)),
    ];
    if (select.prewhere !== null) lines.push(`PREWHERE ${this.#ofIndex(select.prewhere)}`);
    const conditions = [
      ...(select.where === null ? [] : [this.#conjuncts(select.where)]),
      ...(select.among === null ? [] : [this.#among(select.among, indent)]),
    ];
    if (conditions.length > 0) lines.push(`WHERE ${conditions.join(" AND ")}`);
    if (select.groupBy.length > 0) {
      this.#hasRollup ||= select.rollup;
      lines.push(`GROUP BY ${this.#list(select.groupBy)}${select.rollup ? " WITH ROLLUP" : ""}`);
    }
    if (select.orderBy.length > 0) lines.push(`ORDER BY ${this.#list(select.orderBy)}`);
    if (select.limit !== null) lines.push(`LIMIT ${this.expression(select.limit)}`);
    return lines.map((line) => indent + line).join("\n");
  }

  #output(each: OutputColumn): string {
    const isSame = each.value.kind === "column" && each.value.of === null && each.value.name === each.name;
    const value = this.expression(each.value);
    return isSame ? value : `${value} AS ${quoteIdentifier(each.name)}`;
  }

  #source(source: Source, indent: string): string {
    switch (source.kind) {
      case "table":
        return quoteIdentifier(source.name);
      case "tables":
        assert(
          source.names.every((name) => /^[a-z_]+$/.test(name)),
          "our tables have plain names",
        );
        return `merge(currentDatabase(), ${quoteText(`^(${source.names.join("|")})$`)})`;
      case "query":
        return `${this.#nested(source.query, indent)} AS ${quoteIdentifier(source.alias)}`;
      default:
        return unreachable(source);
    }
  }

  #join(join: LeftJoin, indent: string): string {
    const on = `${this.expression(join.left)} = ${this.expression(join.right)}`;
    return `LEFT ANY JOIN ${this.#nested(join.query, indent)} AS ${quoteIdentifier(join.alias)} ON ${on}`;
  }

  #among({ value, query }: Among, indent: string): string {
    return `${this.#operand(value)} IN ${this.#nested(query, indent)}`;
  }

  #nested(query: Query, indent: string): string {
    return `(\n${this.query(query, `${indent}  `)}\n${indent})`;
  }

  expression(node: Expression): string {
    switch (node.kind) {
      case "column":
        return node.of === null
          ? quoteIdentifier(node.name)
          : `${quoteIdentifier(node.of)}.${quoteIdentifier(node.name)}`;
      case "bound":
        return this.#bindings.placeholder(node);
      case "integer":
        assert(Number.isSafeInteger(node.value), "an integer literal is no safe integer");
        return String(node.value);
      case "text":
        return quoteText(node.value);
      case "null":
        return "NULL";
      case "call":
        return `${node.name}(${this.#list(node.args)})`;
      case "apply":
        this.#define(node.of);
        return `${quoteIdentifier(node.of.name)}(${this.#list(node.args)})`;
      case "binary":
        return `${this.#operand(node.left)} ${node.operator} ${this.#operand(node.right)}`;
      case "all":
        return this.#isOfIndex ? this.#joined(node.of, " AND ", "1") : this.#every(node.of);
      case "any":
        return this.#isOfIndex ? this.#joined(node.of, " OR ", "0") : this.#some(node.of);
      case "not":
        return `NOT ${this.#operand(node.of)}`;
      case "in":
        return `${this.#operand(node.left)} IN (${this.#list(node.list)})`;
      case "lambda":
        return this.#lambda(node.parameters, node.body);
      default:
        return unreachable(node);
    }
  }

  #joined(parts: readonly Expression[], operator: " AND " | " OR ", ofNone: string): string {
    return parts.length === 0 ? ofNone : parts.map((part) => this.#operand(part)).join(operator);
  }

  #every(parts: readonly Expression[]): string {
    return this.#chosen(parts, "1", (first, others) => `if(${first}, ${others}, 0)`);
  }

  #some(parts: readonly Expression[]): string {
    return this.#chosen(parts, "0", (first, others) => `if(${first}, 1, ${others})`);
  }

  /** In halves, so that many parts do not stand deep within each other. */
  #chosen(
    parts: readonly Expression[],
    ofNone: string,
    choice: (first: string, others: string) => string,
  ): string {
    const [only, ...others] = parts;
    if (only === undefined) return ofNone;
    if (others.length === 0) return this.expression(only);
    const middle = Math.ceil(parts.length / 2);
    const half = (of: readonly Expression[]): string => this.#chosen(of, ofNone, choice);
    return choice(half(parts.slice(0, middle)), half(parts.slice(middle)));
  }

  /** The parts of a condition on rows stay apart, so that the engine can ask one of them of people before their rows are gathered. */
  #conjuncts(condition: Expression): string {
    return condition.kind === "all" ? this.#joined(condition.of, " AND ", "1") : this.expression(condition);
  }

  /** The index is searched by AND and OR alone. */
  #ofIndex(condition: Expression): string {
    this.#isOfIndex = true;
    const written = this.expression(condition);
    this.#isOfIndex = false;
    return written;
  }

  #lambda(parameters: readonly string[], body: Expression): string {
    return `(${parameters.map(quoteIdentifier).join(", ")}) -> ${this.#operand(body)}`;
  }

  #define(definition: Definition): void {
    const { name, parameters, body } = definition;
    if (this.#definitions.has(name)) return;
    const written = `${this.#lambda(parameters, body)} AS ${quoteIdentifier(name)}`;
    this.#definitions.set(name, written);
  }

  /** Parts that are more than a name or a call stand in parentheses, so no order of precedence matters. */
  #operand(node: Expression): string {
    switch (node.kind) {
      case "column":
      case "bound":
      case "integer":
      case "text":
      case "null":
      case "call":
      case "apply":
        return this.expression(node);
      case "all":
      case "any":
        return this.#isOfIndex && node.of.length > 0 ? `(${this.expression(node)})` : this.expression(node);
      case "binary":
      case "not":
      case "in":
      case "lambda":
        return `(${this.expression(node)})`;
      default:
        return unreachable(node);
    }
  }

  #list(nodes: readonly Expression[]): string {
    return nodes.map((node) => this.expression(node)).join(", ");
  }
}
