import type { Instant } from "@habitus/kernel";
import type { Path, PlanSet } from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { flagsOf, isInside, isLookedAt, JUDGED, type Judged, judgedJoin, partsOf } from "./judged.ts";
import { EventProperties } from "./rewrite/event-properties.ts";
import { isWithin } from "./rewrite/instant.ts";
import { tokenOfValue } from "./rewrite/json-token.ts";
import { PERSON, ROWS, withPerson } from "./rewrite/people.ts";
import { latestValue, traitRows } from "./rewrite/trait-rows.ts";
import { textForm } from "./rewrite/value-columns.ts";
import { rewritePlans } from "./rewrite/rewrite-plan.ts";
import { EVENTS_BY_NAME } from "./store-schema.ts";
import type { At } from "./statements.ts";
import {
  all,
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  integer,
  isIn,
  lambda,
  not,
  text,
  TRUE,
} from "./tree/expression.ts";
import { layer, layered, output, type Query, type Select, select, subquery, table } from "./tree/query.ts";

/** How many people have something: of those inside of each part, and of all who are looked at. */
export type ShareRow = Readonly<Record<`inside${number}` | "everybody", number | string>>;

export type Span = { readonly from: Instant; readonly to: Instant };

export type Cut = {
  /** What fewer of all have is left out. */
  readonly fewest: number;
  readonly limit: number;
};

/**
 * Rows `ShareRow & {name}`: who did an event in [from, to), the most frequent first. Each event is held in memory as a bitmap of people.
 * @param hidden events that are not read.
 */
export function eventSharesStatement(
  judged: Judged,
  { span, hidden, ...cut }: Cut & { readonly span: Span; readonly hidden: readonly string[] },
  at: At,
): Statement {
  const isHidden = isIn(
    column("name"),
    hidden.map((name) => bound("String", name)),
  );
  const rows = select({
    columns: ["node", "name"].map((name) => output(name, column(name))),
    from: table(EVENTS_BY_NAME.name),
    prewhere: all([isWithin(span), not(isHidden)]),
  });
  const names = ["name"];
  const shares = sharesOf({ rows: withPerson(rows), alias: ACTS, names, figures: DIFFERENT }, judged, at);
  return emit(frequent(shares, names, cut));
}

/** Rows `ShareRow & {name, value}`: whose trait has a text form in force (see `TextTest`), the most frequent first. */
export function traitSharesStatement(
  judged: Judged,
  { names, ...cut }: Cut & { readonly names: readonly string[] },
  at: At,
): Statement {
  const rows = withPerson(traitRows(names, at.at));
  const held = select({
    columns: [
      output(PERSON, column(PERSON, ROWS)),
      output("name", column("name", ROWS)),
      output("held", latestValue(TRUE)),
    ],
    from: subquery(rows, ROWS),
    groupBy: [column(PERSON, ROWS), column("name", ROWS)],
  });
  const read = [PERSON, "name", "value"];
  const values = layered(
    held,
    [layer([output("value", textForm(tokenOfValue(column("held"))))])],
    read,
    "held_values",
  );
  const named = ["name", "value"];
  const isSaid = binary("!=", column("value", VALUES), text(""));
  const shares = sharesOf(
    { rows: values, alias: VALUES, names: named, figures: ROWS_EACH, isSaid },
    judged,
    at,
  );
  return emit(frequent(shares, named, cut));
}

/**
 * Rows `ShareRow & {place, value}`: who did an event in [from, to) with a value at one of the paths, `place` being the path's in the list, the most
 * frequent first. Paths lead through lists, so an item of an order counts too.
 */
export function valueSharesStatement(
  judged: Judged,
  given: Cut & { readonly event: string; readonly paths: readonly Path[]; readonly span: Span },
  at: At,
): Statement {
  const { event, paths, span, ...cut } = given;
  const properties = new EventProperties([]);
  const pairs = paths.map((path, place) =>
    call(
      "arrayMap",
      lambda(["form"], call("tuple", integer(place), column("form"))),
      call("arrayDistinct", properties.inLists(path, null, "forms", TRUE)),
    ),
  );
  const found = select({
    columns: [output("node", column("node")), ...properties.documents()],
    from: table(EVENTS_BY_NAME.name),
    prewhere: all([equals(column("name"), bound("String", event)), isWithin(span)]),
  });
  const layers = [
    ...properties.late(null),
    layer([output("pair", call("arrayJoin", call("arrayConcat", ...pairs)))]),
  ];
  const rows = withPerson(layered(found, layers, ["node", "pair"], "found"));
  const values = select({
    columns: [
      output(PERSON, column(PERSON)),
      output("place", call("tupleElement", column("pair"), integer(1))),
      output("value", call("tupleElement", column("pair"), integer(2))),
    ],
    from: subquery(rows, "named"),
  });
  const names = ["place", "value"];
  const shares = sharesOf({ rows: values, alias: ACTS, names, figures: DIFFERENT }, judged, at);
  return emit(frequent(shares, names, cut));
}

const ACTS = "acts";
const VALUES = "values";

/** How people are counted: those of whom something holds, and everybody. */
type Figures = { readonly those: (who: Expression) => Expression; readonly everybody: Expression };

/** Different people, exactly: bitmaps of their numbers, which are dense. */
const DIFFERENT: Figures = {
  those: (who) => call("groupBitmapIf", column(PERSON, ACTS), who),
  everybody: call("groupBitmap", column(PERSON, ACTS)),
};
/** Of rows that are one for each person. */
const ROWS_EACH: Figures = { those: (who) => call("countIf", who), everybody: call("count") };

type Shared = {
  readonly rows: Query;
  readonly alias: string;
  /** The columns whose values tell the shares apart. */
  readonly names: readonly string[];
  readonly figures: Figures;
  /** Of which rows; of all without it. */
  readonly isSaid?: Expression;
};

/** Rows `ShareRow & {each of names}`. */
function sharesOf({ rows, alias, names, figures, isSaid = TRUE }: Shared, judged: Judged, at: At): Select {
  const named = names.map((name) => column(name, alias));
  return select({
    columns: [
      ...named.map((each) => output(each.name, each)),
      ...partsOf(judged).map((part) => output(`inside${part}`, figures.those(isInside(part)))),
      output("everybody", figures.everybody),
    ],
    from: subquery(rows, alias),
    joins: [judgedJoin(judged, at, alias)],
    where: all([isLookedAt(judged), isSaid]),
    groupBy: named,
  });
}

function frequent(shares: Select, names: readonly string[], { fewest, limit }: Cut): Select {
  const columns = shares.columns.map(({ name }) => name);
  const descending = (name: string): Expression => binary("-", integer(0), call("toInt64", column(name)));
  return select({
    columns: columns.map((name) => output(name, column(name))),
    from: subquery(shares, "shares"),
    where: binary(">=", column("everybody"), integer(fewest)),
    orderBy: [descending("everybody"), ...names.map((name) => column(name))],
    limit: bound("UInt64", limit),
  });
}

/** Somebody did an event in [from, to). */
export type Reached = { readonly event: string; readonly span: Span };

/** One row `{count0, reached0, count1, reached1, ...}`: how many people each root holds for, and how many of them did the event in a span that may lie after `at`. */
export function reachedStatement(
  plans: PlanSet,
  { event, span }: Reached,
  { at, present = at }: At,
): Statement {
  const { people, roots } = rewritePlans(plans, { at, present }, "listed");
  const members = select({
    columns: [output(PERSON, column(PERSON)), ...flagsOf(roots)],
    from: subquery(people, "members"),
  });
  const acts = select({
    columns: [output("node", column("node"))],
    from: table(EVENTS_BY_NAME.name),
    prewhere: all([equals(column("name"), bound("String", event)), isWithin(span)]),
  });
  const goals = select({
    columns: [output(PERSON, column(PERSON)), output("reached", integer(1))],
    from: subquery(withPerson(acts), "acts"),
    groupBy: [column(PERSON)],
  });
  return emit(
    select({
      columns: roots.flatMap((_, index) => [
        output(`count${index}`, call("countIf", isInside(index))),
        output(
          `reached${index}`,
          call("countIf", all([isInside(index), equals(column("reached", "goals"), integer(1))])),
        ),
      ]),
      from: subquery(members, JUDGED),
      joins: [{ query: goals, alias: "goals", left: column(PERSON, JUDGED), right: column(PERSON, "goals") }],
    }),
  );
}
