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
  TRUE,
} from "./tree/expression.ts";
import { layer, layered, output, type Query, type Select, select, subquery, table } from "./tree/query.ts";

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
const EVENTS = 0;
const TOGETHER = -1;

/** Rows `{subject, names, told}`: the most frequent names or values of each subject, and how many there are. */
export function dailyNamesStatement(dailies: Dailies, limit: number): Statement {
  const counted = select({
    columns: [
      output(SUBJECT, seenPart(1)),
      output("value", seenPart(2)),
      output("rank", binary("-", integer(0), call("toInt64", call("count")))),
    ],
    ...lookedAt(dailies, valuesSeen(dailies)),
    groupBy: [column(SUBJECT), column("value")],
  });
  const ranked = call("arraySort", call("groupArray", call("tuple", column("rank"), column("value"))));
  const first = call("arraySlice", ranked, integer(1), bound("UInt64", limit));
  const named = lambda(["each"], call("tupleElement", column("each"), integer(2)));
  return emit(
    select({
      columns: [
        output(SUBJECT, column(SUBJECT)),
        output("names", call("count")),
        output("told", call("arrayMap", named, first)),
      ],
      from: subquery(counted, "counted"),
      groupBy: [column(SUBJECT)],
    }),
  );
}

/** Rows for `readDaily`: how often each of what is told apart was done on each day, and by how many different people. */
export function dailiesStatement(dailies: Dailies, told: ToldApart): Statement {
  const named = [SUBJECT, PLACE, DAY].map((name) => column(name));
  const day = call("roundDown", millis(column("time", ROWS)), list(dailies.edges, "Array(Int64)"));
  return emit(
    select({
      columns: [
        output(SUBJECT, seenPart(1)),
        output(PLACE, seenPart(2)),
        output(DAY, day),
        output("times", call("count")),
        output("people", call("groupBitmap", column(PERSON, ROWS))),
      ],
      ...lookedAt(dailies, placesSeen(dailies, told)),
      groupBy: named,
    }),
  );
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

const seenPart = (part: number): Expression => call("tupleElement", column(SEEN, ROWS), integer(part));

function lookedAt({ audience }: Dailies, rows: Query): Pick<Select, "from" | "joins" | "where"> {
  return {
    from: subquery(withPerson(rows), ROWS),
    joins: audienceJoins(audience, ROWS),
    where: isInAudience(audience),
  };
}

const subjectOf = (subject: number): Expression => call("toInt64", integer(subject));
const nameOf = call("toString", column("name"));

/** Rows `{node, time, seen}`, `seen` being a subject and what was seen of it. */
function valuesSeen(dailies: Dailies): Query {
  return seenRows(dailies, call("array", call("tuple", subjectOf(EVENTS), nameOf)), (subject, forms) => {
    return call("arrayMap", lambda(["form"], call("tuple", subjectOf(subject), column("form"))), forms);
  });
}

/** The same with the place of what was seen, from 1, of what is told apart alone; and each event once more, of all together. */
function placesSeen(dailies: Dailies, told: ToldApart): Query {
  const placeIn = (subject: number, value: Expression): Expression =>
    call("toInt64", call("indexOf", list(told[subject] ?? [], "Array(String)"), value));
  const pair = (subject: number, place: Expression): Expression => call("tuple", subjectOf(subject), place);
  const isTold = lambda(["pair"], binary(">", call("tupleElement", column("pair"), integer(2)), integer(0)));
  const event = call(
    "array",
    pair(TOGETHER, call("toInt64", integer(1))),
    pair(EVENTS, placeIn(EVENTS, nameOf)),
  );
  return seenRows(dailies, call("arrayFilter", isTold, event), (subject, forms) => {
    const places = call("arrayMap", lambda(["form"], pair(subject, placeIn(subject, column("form")))), forms);
    return call("arrayFilter", isTold, places);
  });
}

/** @param ofValues the pairs of a subject's different forms. */
function seenRows(
  { hidden, values, edges, at }: Dailies,
  ofEvent: Expression,
  ofValues: (subject: number, forms: Expression) => Expression,
): Query {
  const span = isWithin({ from: edges[0] ?? at, to: Math.min(edges.at(-1) ?? at, at + 1) });
  const isHidden = isIn(
    column("name"),
    hidden.map((name) => bound("String", name)),
  );
  const asked = values.map(({ event, path }, place) => ({ event, path, subject: place + 1 }));
  const ofEvents = [...new Set(asked.map(({ event }) => event))].map((event) => {
    const properties = new EventProperties([]);
    const own = asked.filter((each) => each.event === event);
    const pairs = own.map(({ path, subject }) =>
      ofValues(subject, call("arrayDistinct", properties.inLists(path, null, "forms", TRUE))),
    );
    const isEvent = equals(column("name"), bound("String", event));
    return { read: all([isEvent, span]), pairs: call("arrayConcat", ...pairs), properties };
  });
  const nothing = new EventProperties([]);
  const parts = [{ read: all([span, not(isHidden)]), pairs: ofEvent, properties: nothing }, ...ofEvents];
  const rows = parts.map(({ read, pairs, properties }) => {
    const columns = ["node", "time", "name"].map((name) => output(name, column(name)));
    const found = select({
      columns: [...columns, ...properties.documents()],
      from: table(EVENTS_BY_NAME.name),
      prewhere: read,
    });
    const layers = [...properties.late(null), layer([output(SEEN, call("arrayJoin", pairs))])];
    return layered(found, layers, ["node", "time", SEEN], "found");
  });
  return { kind: "union", of: rows };
}
