import type { Instant } from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import { type Audience, audienceJoins, isInAudience } from "./audience.ts";
import { emit, type Statement } from "./emit/emit.ts";
import { millis } from "./rewrite/day-number.ts";
import { EventProperties } from "./rewrite/event-properties.ts";
import { isWithin } from "./rewrite/instant.ts";
import { list } from "./rewrite/list.ts";
import { PERSON, ROWS, withPerson } from "./rewrite/people.ts";
import { EVENTS_BY_NAME } from "./store-schema.ts";
import {
  all,
  any,
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
import {
  layer,
  layered,
  output,
  type OutputColumn,
  type Query,
  type Select,
  select,
  subquery,
  table,
} from "./tree/query.ts";

/** Everything people do, day by day: each event by its name, and values in the events' properties. */
export type Dailies = {
  /** Events that are not read. */
  readonly hidden: readonly string[];
  /** Whose values are counted: the text forms (see `TextTest`) at a path, also in the items of lists; an event has each of them once. */
  readonly values: readonly { readonly event: string; readonly path: Path }[];
  /** Where days begin, ascending, and where the last one ends. */
  readonly edges: readonly Instant[];
  readonly at: Instant;
  readonly audience: Audience | null;
};

/** What is told apart: of the events, then of each of the values in the order asked for. */
export type ToldApart = readonly (readonly string[])[];

export type DailyRow = Readonly<Record<string, string | number>>;

export type DailyFigure = {
  /** 0 for the events, then one for each of the values asked for; null for all events together. */
  readonly subject: number | null;
  /** Place in what is told apart of the subject, from 0. */
  readonly place: number;
  readonly day: Instant;
  readonly times: number;
  readonly people: number;
};

const SUBJECT = "subject";
const PLACE = "place";
const DAY = "day";
const SEEN = "seen";
const VALUE = "value";
const IS_TOGETHER = "is_together";
const IS_EVERY_DAY = "is_every_day";
const EVENTS = 0;
const TOGETHER = -1;

/** Rows `{subject, names, told}`: the most frequent names or values of each subject, and how many there are. */
export function dailyNamesStatement(dailies: Dailies, limit: number): Statement {
  const parts = partsOf(dailies, (subject, seen) => [
    output(SUBJECT, subjectOf(subject)),
    output(VALUE, seen),
  ]);
  // How often something was done is told of rows, whosever they are, where everybody is looked at.
  const counted =
    dailies.audience === null
      ? parts.map((rows) => timesOf({ from: subquery(rows, ROWS) }))
      : [timesOf(lookedAt(dailies, { kind: "union", of: parts }))];
  const ranked = call("arraySort", call("groupArray", call("tuple", column("rank"), column(VALUE))));
  const first = call("arraySlice", ranked, integer(1), bound("UInt64", limit));
  const named = lambda(["each"], call("tupleElement", column("each"), integer(2)));
  return emit(
    select({
      columns: [
        output(SUBJECT, column(SUBJECT)),
        output("names", call("count")),
        output("told", call("arrayMap", named, first)),
      ],
      from: subquery({ kind: "union", of: counted }, "counted"),
      groupBy: [column(SUBJECT)],
    }),
  );
}

function timesOf(rows: Pick<Select, "from"> & Partial<Pick<Select, "joins" | "where">>): Select {
  return select({
    columns: [
      output(SUBJECT, column(SUBJECT, ROWS)),
      output(VALUE, call("toString", column(VALUE, ROWS))),
      output("rank", binary("-", integer(0), call("toInt64", call("count")))),
    ],
    ...rows,
    groupBy: [column(SUBJECT, ROWS), column(VALUE, ROWS)],
  });
}

/** Rows for `readDaily`: how often each of what is told apart was done on each day, and by how many different people. */
export function dailiesStatement(dailies: Dailies, told: ToldApart): Statement {
  const parts = partsOf(dailies, (subject, seen) => [
    output(SUBJECT, subjectOf(subject)),
    output(PLACE, placeAmong(told[subject] ?? [], seen)),
  ]);
  const isTold = binary(">", column(PLACE), integer(0));
  // All events are counted together, but of values only those that are told apart.
  const rows = parts.map((part, place) => {
    if (place === EVENTS) return part;
    const columns = part.columns.map(({ name }) => output(name, column(name)));
    return select({ columns, from: subquery(part, "told"), where: isTold });
  });
  const grouped = [
    output(SUBJECT, column(SUBJECT, ROWS)),
    output(DAY, dayOf(dailies)),
    output(PLACE, column(PLACE, ROWS)),
  ];
  const counted = select({
    columns: [
      ...grouped,
      output(IS_TOGETHER, call("grouping", column(PLACE, ROWS))),
      output(IS_EVERY_DAY, call("grouping", column(DAY))),
      output("times", call("count")),
      output("people", call("groupBitmap", column(PERSON, ROWS))),
    ],
    ...lookedAt(dailies, { kind: "union", of: rows }),
    groupBy: [column(SUBJECT, ROWS), column(DAY), column(PLACE, ROWS)],
    rollup: true,
  });
  const isTogether = equals(column(IS_TOGETHER), integer(1));
  const [subject, place] = [column(SUBJECT, "counted"), column(PLACE, "counted")];
  const shown: Readonly<Record<string, Expression>> = {
    [SUBJECT]: call("if", isTogether, subjectOf(TOGETHER), subject),
    [PLACE]: call("if", isTogether, call("toInt64", integer(1)), place),
  };
  return emit(
    select({
      columns: [SUBJECT, PLACE, DAY, "times", "people"].map((name) =>
        output(name, shown[name] ?? column(name)),
      ),
      from: subquery(counted, "counted"),
      where: all([
        equals(column(IS_EVERY_DAY), integer(0)),
        any([
          all([isTogether, equals(subject, integer(EVENTS))]),
          all([not(isTogether), binary(">", place, integer(0))]),
        ]),
      ]),
    }),
  );
}

const dayOf = ({ edges }: Dailies): Expression =>
  call("roundDown", millis(column("time", ROWS)), list(edges, "Array(Int64)"));

/** Of what was seen its place among what is told apart, from 1; 0 of all others. */
function placeAmong(names: readonly string[], seen: Expression): Expression {
  if (names.length === 0) return call("toInt64", integer(0));
  const places = names.map((_, place) => place + 1);
  const [from, to] = [list(names, "Array(String)"), list(places, "Array(Int64)")];
  const place = call("transform", seen, from, to, call("toInt64", integer(0)));
  // Of names that come from a dictionary places would come from one too.
  return call("CAST", place, text("Int64"));
}

export function readDaily(row: DailyRow): DailyFigure {
  const subject = Number(row[SUBJECT]);
  return {
    subject: subject === TOGETHER ? null : subject,
    place: Number(row[PLACE]) - 1,
    day: Number(row[DAY]),
    times: Number(row["times"]),
    people: Number(row["people"]),
  };
}

function lookedAt({ audience }: Dailies, rows: Query): Pick<Select, "from" | "joins" | "where"> {
  return {
    from: subquery(withPerson(rows), ROWS),
    joins: audienceJoins(audience, ROWS),
    where: isInAudience(audience),
  };
}

const subjectOf = (subject: number): Expression => call("toInt64", integer(subject));

/** What is told of something that was seen of a subject. */
type Telling = (subject: number, seen: Expression) => readonly [OutputColumn, OutputColumn];

/**
 * Rows `{node, time}` and what is told of each: of all events by their names, and then, event by event, of each different form of
 * the values that are asked for of it.
 */
function partsOf({ hidden, values, edges, at }: Dailies, telling: Telling): readonly Select[] {
  const span = isWithin({ from: edges[0] ?? at, to: Math.min(edges.at(-1) ?? at, at + 1) });
  const isHidden = isIn(
    column("name"),
    hidden.map((name) => bound("String", name)),
  );
  const own = ["node", "time"].map((name) => output(name, column(name)));
  const events = select({
    columns: [...own, ...telling(EVENTS, column("name"))],
    from: table(EVENTS_BY_NAME.name),
    prewhere: all([span, not(isHidden)]),
  });
  const asked = values.map(({ event, path }, place) => ({ event, path, subject: place + 1 }));
  const ofValues = [...new Set(values.map(({ event }) => event))].map((event) => {
    const properties = new EventProperties([], { ofMany: true });
    const pairs = asked
      .filter((each) => each.event === event)
      .map(({ path, subject }) => {
        const forms = call("arrayDistinct", properties.inLists(path, null, "forms", TRUE));
        const pair = call("tuple", ...telling(subject, column("form")).map(({ value }) => value));
        return call("arrayMap", lambda(["form"], pair), forms);
      });
    const found = select({
      columns: [...own, ...properties.documents()],
      from: table(EVENTS_BY_NAME.name),
      prewhere: all([equals(column("name"), bound("String", event)), span]),
    });
    const joined = layer([output(SEEN, call("arrayJoin", call("arrayConcat", ...pairs)))]);
    const told = telling(EVENTS, column("name")).map(({ name }, place) =>
      output(name, call("tupleElement", column(SEEN), integer(place + 1))),
    );
    const layers = [...properties.late(null), joined, layer(told)];
    return layered(found, layers, ["node", "time", ...told.map(({ name }) => name)], "found");
  });
  return [events, ...ofValues];
}
