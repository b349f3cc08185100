import { assert } from "@habitus/kernel";
import { MOVES, NODES } from "../store-schema.ts";
import { columnNames } from "../tree/column-names.ts";
import {
  all,
  binary,
  bound,
  call,
  column,
  type Expression,
  integer,
  NULL,
  text,
} from "../tree/expression.ts";
import {
  type Layer,
  layer,
  layered,
  type LeftJoin,
  type OutputColumn,
  output,
  type Query,
  type Select,
  select,
  subquery,
  table,
} from "../tree/query.ts";

/**
 * What a plan needs to know of each person, gathered from several tables. Each table gives, per person, its own facts and
 * the zeros of the others; then the rows of a person are merged.
 */
export type Fact = { readonly name: string; readonly kind: FactKind } & (
  | { readonly value: Expression }
  | { readonly stages: Stages }
);

/** A fact that is worked out of what was gathered, layer upon layer; its columns' names are its own. */
export type Stages = {
  readonly gathered: readonly OutputColumn[];
  readonly layers: readonly Layer[];
  readonly value: Expression;
};

/** What a fact asks of the rows of a person. */
export const gatheredBy = (fact: Fact): readonly Expression[] =>
  "value" in fact ? [fact.value] : fact.stages.gathered.map(({ value }) => value);

export type FactKind = "count" | "sum" | "least" | "greatest" | "token" | "list" | "texts";

/** Rows with a column `node`, and what is gathered from them. */
export type FactSource = {
  readonly rows: Query;
  readonly facts: readonly Fact[];
  /** The rows have a column `person`, and of a node they know nothing. */
  readonly areOfPeople?: true;
  /** Joined to the rows of each person before they are gathered, and what is made of both. */
  readonly perPerson?: { readonly join: LeftJoin; readonly columns: readonly OutputColumn[] };
};

export const PERSON = "person";
export const EVERYBODY = "everybody";
/** Alias of a source's rows, for columns of its facts and joins. */
export const ROWS = "rows";

const NO_NUMBER = call("CAST", NULL, text("Nullable(Decimal(38, 9))"));

/** What a person without rows in a table has, in the type of the fact. */
export const ZEROS: Readonly<Record<FactKind, Expression>> = {
  count: call("toUInt64", integer(0)),
  sum: call("toDecimal128", integer(0), integer(9)),
  least: NO_NUMBER,
  greatest: NO_NUMBER,
  token: text(""),
  list: call("CAST", call("array"), text("Array(Int64)")),
  texts: call("CAST", call("array"), text("Array(String)")),
};

/** At most one table has a token that is not '' or a list with an entry, so the greatest is the one. */
const MERGES = {
  count: "sum",
  sum: "sum",
  least: "min",
  greatest: "max",
  token: "max",
  list: "max",
  texts: "max",
} as const;

/** Only people with a number above `after`, up to and including `upTo`. */
export type Within = { readonly after: number; readonly upTo: number };

/**
 * One row per person with all facts.
 * @param everybody also the people who have no row in any source.
 */
export function peopleFacts(
  sources: readonly FactSource[],
  everybody: boolean,
  within: Within | null = null,
): Select {
  const facts = sources.flatMap((source) => source.facts);
  const parts = sources.map((source) => gathered(source, facts, within));
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && !everybody) return only;
  assert(within === null || !everybody, "a stretch of everybody is not read");
  if (everybody || parts.length === 0) parts.push(knownPeople(facts));
  return select({
    columns: [
      output(PERSON, column(PERSON, "part")),
      ...facts.map((fact) => output(fact.name, call(MERGES[fact.kind], column(fact.name, "part")))),
    ],
    from: subquery({ kind: "union", of: parts }, "part"),
    groupBy: [column(PERSON)],
  });
}

function gathered(source: FactSource, facts: readonly Fact[], within: Within | null): Select {
  const staged = source.facts.flatMap((fact) => ("stages" in fact ? [fact] : []));
  const rows = gatheredRows(source, facts, within);
  if (staged.length === 0) return rows;
  const depth = Math.max(...staged.map(({ stages }) => stages.layers.length));
  const layers = Array.from({ length: depth }, (_, index) =>
    layer(staged.flatMap(({ stages }) => stages.layers[index]?.columns ?? [])),
  );
  const values = facts.map((fact) => {
    const isStaged = source.facts.includes(fact) && "stages" in fact;
    return output(fact.name, isStaged ? fact.stages.value : column(fact.name));
  });
  const wanted = values.flatMap(({ value }) => [...columnNames(value)]);
  return select({
    columns: [output(PERSON, column(PERSON)), ...values],
    from: subquery(layered(rows, layers, [PERSON, ...wanted], "gathered"), "gathered"),
  });
}

function gatheredRows(source: FactSource, facts: readonly Fact[], within: Within | null): Select {
  const person = source.areOfPeople === true ? column(PERSON, ROWS) : PERSON_OF_ROW;
  const where = within === null ? null : isPersonWithin(person, within);
  const columns = [output(PERSON, person), ...facts.flatMap((fact) => ownOrZero(fact, source))];
  if (source.perPerson === undefined) {
    const joins = source.areOfPeople === true ? [] : [OWNERS];
    return select({ columns, from: subquery(source.rows, ROWS), joins, where, groupBy: [column(PERSON)] });
  }
  const { join, columns: made } = source.perPerson;
  const own = withPerson(source.rows);
  const joined = select({
    columns: [...own.columns.map(({ name }) => output(name, column(name, ROWS))), ...made],
    from: subquery({ ...own, where }, ROWS),
    joins: [join],
  });
  return select({
    columns: [output(PERSON, column(PERSON, ROWS)), ...columns.slice(1)],
    from: subquery(joined, ROWS),
    groupBy: [column(PERSON)],
  });
}

const isPersonWithin = (person: Expression, { after, upTo }: Within): Expression =>
  all([binary(">", person, bound("UInt64", after)), binary("<=", person, bound("UInt64", upTo))]);

function ownOrZero(fact: Fact, source: FactSource): readonly OutputColumn[] {
  if (!source.facts.includes(fact)) return [output(fact.name, ZEROS[fact.kind])];
  return "value" in fact ? [output(fact.name, fact.value)] : fact.stages.gathered;
}

/** The rows with a column more: the person each belongs to. */
export function withPerson(rows: Query): Select {
  const [first] = rows.kind === "select" ? [rows] : rows.of;
  const names = (first?.columns ?? []).map((each) => each.name);
  return select({
    columns: [output(PERSON, PERSON_OF_ROW), ...names.map((name) => output(name, column(name, ROWS)))],
    from: subquery(rows, ROWS),
    joins: [OWNERS],
  });
}

/** A row for each node that was ever seen; a person may have several. */
function knownPeople(facts: readonly Fact[]): Select {
  return select({
    columns: [output(PERSON, PERSON_OF_ROW), ...facts.map((fact) => output(fact.name, ZEROS[fact.kind]))],
    from: subquery(select({ columns: [output("node", column("node"))], from: table(NODES.name) }), ROWS),
    joins: [OWNERS],
  });
}

/** One row `{everybody}`: how many people are known. */
export function everybodyCounted(): Select {
  const known = subquery(knownPeople([]), "known");
  return select({ columns: [output(EVERYBODY, call("uniqExact", column(PERSON)))], from: known });
}

/** Nodes that were moved, with the person they belong to since. */
const OWNERS: LeftJoin = {
  query: select({
    columns: [
      output("node", column("node")),
      output("owner", call("argMax", column("person"), column("offset"))),
      output("is_moved", integer(1)),
    ],
    from: table(MOVES.name),
    groupBy: [column("node")],
  }),
  alias: "owners",
  left: column("node", ROWS),
  right: column("node", "owners"),
};

const PERSON_OF_ROW = call(
  "if",
  column("is_moved", "owners"),
  column("owner", "owners"),
  column("node", ROWS),
);
