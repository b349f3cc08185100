import type { Instant } from "@habitus/kernel";
import type { EventMatch } from "@habitus/segments";
import { type Audience, audienceJoins, isInAudience } from "./audience.ts";
import { emit, type Statement } from "./emit/emit.ts";
import { millis } from "./rewrite/day-number.ts";
import { EventProperties } from "./rewrite/event-properties.ts";
import { EventScan } from "./rewrite/event-scan.ts";
import { filterExpression, pathsOf } from "./rewrite/filter.ts";
import { homeZonesOf } from "./rewrite/homes-of-plan.ts";
import { isWithin } from "./rewrite/instant.ts";
import { list } from "./rewrite/list.ts";
import { isAtLocalTime } from "./rewrite/local-time.ts";
import {
  EVENT_NAMES,
  eventNumber,
  EVENTS,
  passageLayers,
  type PassageReading,
  PASSAGES,
} from "./rewrite/passages.ts";
import { PERSON, ROWS, withPerson } from "./rewrite/people.ts";
import { EVERYTHING } from "./rewrite/window.ts";
import { type Page, peopleCount, peoplePage, type PeopleRows } from "./statements.ts";
import { EVENTS_BY_NAME } from "./store-schema.ts";
import {
  all,
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  flag,
  integer,
  isIn,
  isTrue,
  lambda,
  not,
  TRUE,
} from "./tree/expression.ts";
import { layer, layered, output, type Select, select, subquery, table } from "./tree/query.ts";

export type Paths = Omit<PassageReading, "at"> & {
  /** Where passages begin; its window lies between two instants. */
  readonly anchor: EventMatch;
  readonly window: { readonly from: Instant; readonly to: Instant };
  /** Events that are passed over, as if they had never been. */
  readonly hidden: readonly string[];
  readonly at: Instant;
  readonly audience: Audience | null;
};

/** Names that are told of at each place of the passages, the anchor's first; all others are one. */
export type ToldNames = readonly (readonly string[])[];

/** Where a step goes: to a name that is told by its place, to another, nowhere, or nobody knows yet. */
export type PathEnd =
  | { readonly kind: "name"; readonly place: number }
  | { readonly kind: "others" | "left" | "open" };

export type PathFigure = {
  /** Place of the step, 0 of the anchor. */
  readonly step: number;
  readonly from: PathEnd;
  /** Null: all passages that come there, wherever they go. */
  readonly to: PathEnd | null;
  readonly passages: number;
  readonly people: number;
};

export type PathRow = Readonly<Record<string, string | number>>;

const STEP = "step";
const FROM = "from_place";
const TO = "to_place";

const OTHERS = 0;
const LEFT = -1;
const OPEN = -2;
const ALL = -3;

/** Rows `{step, name, passages, people}`: who comes where, of every name. */
export function pathNamesStatement(paths: Paths): Statement {
  const { step, name } = { step: column(STEP), name: column("name") };
  const each = lambda(["step_name", "place"], call("tuple", column("place"), column("step_name")));
  const places = call("arrayMap", each, column(NAMES), call("arrayEnumerate", column(NAMES)));
  const steps = select({
    columns: [output(PERSON, column(PERSON)), output("met", call("arrayJoin", places))],
    from: subquery(passagesOf(paths), "passages"),
  });
  return emit(
    select({
      columns: [
        output(STEP, binary("-", call("tupleElement", column("met"), integer(1)), integer(1))),
        output("name", call("tupleElement", column("met"), integer(2))),
        ...COUNTED,
      ],
      from: subquery(steps, "steps"),
      groupBy: [step, name],
    }),
  );
}

/** Rows for `readPath`: what comes to each place, and where it goes from there. */
export function pathsStatement(paths: Paths, told: ToldNames): Statement {
  const links = call("arrayJoin", linksOf(paths, told));
  const rows = select({
    columns: [output(PERSON, column(PERSON)), output("link", links)],
    from: subquery(passagesOf(paths), "passages"),
  });
  const part = (place: number): Expression => call("tupleElement", column("link"), integer(place));
  return emit(
    select({
      columns: [output(STEP, part(1)), output(FROM, part(2)), output(TO, part(3)), ...COUNTED],
      from: subquery(rows, "links"),
      groupBy: [STEP, FROM, TO].map((name) => column(name)),
    }),
  );
}

export function readPath(row: PathRow): PathFigure {
  const to = Number(row[TO]);
  return {
    step: Number(row[STEP]),
    from: endOf(Number(row[FROM])),
    to: to === ALL ? null : endOf(to),
    passages: Number(row["passages"]),
    people: Number(row["people"]),
  };
}

/** Whose passages count, as `PathFigure` names them. */
export type PathPlace = Pick<PathFigure, "step" | "from" | "to">;

/** Rows `{person}`, ascending. */
export function pathPeopleStatement(paths: Paths, told: ToldNames, place: PathPlace, page: Page): Statement {
  return peoplePage(peopleAt(paths, told, place), page);
}

/** One row `{count}`. */
export function pathPeopleCount(paths: Paths, told: ToldNames, place: PathPlace): Statement {
  return peopleCount(peopleAt(paths, told, place));
}

function peopleAt(paths: Paths, told: ToldNames, place: PathPlace): PeopleRows {
  const from = subquery(passagesOf(paths), "passages");
  return { from, where: comesThrough(paths, told, place), hasRepeats: true };
}

const COUNTED = [output("passages", call("count")), output("people", call("groupBitmap", column(PERSON)))];

const NAMES = "names";
const MAY_GO_ON = "may_go_on";

function endOf(place: number): PathEnd {
  if (place > 0) return { kind: "name", place: place - 1 };
  return { kind: place === OTHERS ? "others" : place === LEFT ? "left" : "open" };
}

const codeOf = (end: PathEnd): number =>
  end.kind === "name" ? end.place + 1 : { others: OTHERS, left: LEFT, open: OPEN }[end.kind];

const isThere = (step: number): Expression => binary(">", call("length", column(NAMES)), integer(step));

/** Of the name at a step its place among those told there, from 1. */
function placeAmong(told: ToldNames, step: number): Expression {
  const name = call("arrayElement", column(NAMES), integer(step + 1));
  return call("indexOf", list(told[step] ?? [], "Array(String)"), name);
}

/** Of a passage tuples (step, where, where to), and one for each step with all that comes there. */
function linksOf({ steps }: Paths, told: ToldNames): Expression {
  const placeAt = (step: number): Expression => call("toInt64", placeAmong(told, step));
  const ended = call("if", column(MAY_GO_ON), integer(OPEN), integer(LEFT));
  const linksAt = (step: number): readonly Expression[] => {
    const met = call("toInt64", call("if", isThere(step), integer(step), integer(-1)));
    const of = (to: Expression): Expression => call("tuple", met, placeAt(step), call("toInt64", to));
    const next = call("if", isThere(step + 1), placeAt(step + 1), ended);
    return step === steps ? [of(integer(ALL))] : [of(integer(ALL)), of(next)];
  };
  const links = Array.from({ length: steps + 1 }, (_, step) => linksAt(step)).flat();
  const isMet = lambda(["link"], binary(">=", call("tupleElement", column("link"), integer(1)), integer(0)));
  return call("arrayFilter", isMet, call("array", ...links));
}

function comesThrough({ steps }: Paths, told: ToldNames, { step, from, to }: PathPlace): Expression {
  const isAt = (place: number, end: PathEnd): Expression => {
    if (end.kind === "left" || end.kind === "open") {
      return all([not(isThere(place)), equals(column(MAY_GO_ON), integer(end.kind === "open" ? 1 : 0))]);
    }
    return all([isThere(place), equals(placeAmong(told, place), integer(codeOf(end)))]);
  };
  return all([isAt(step, from), to === null || step >= steps ? TRUE : isAt(step + 1, to)]);
}

/** Rows `{person, names, may_go_on}`, one for each passage. */
function passagesOf(paths: Paths): Select {
  const gathered = select({
    columns: [
      output(PERSON, column(PERSON)),
      output(EVENTS, call("groupArray", column("event"))),
      output(EVENT_NAMES, call("groupArray", column("event_name"))),
    ],
    from: subquery(eventsOf(paths), ROWS),
    groupBy: [column(PERSON)],
  });
  const made = layered(gathered, passageLayers(paths), [PERSON, PASSAGES], "gathered");
  const passages = select({
    columns: [output(PERSON, column(PERSON)), output("passage", call("arrayJoin", column(PASSAGES)))],
    from: subquery(made, "people"),
  });
  return select({
    columns: [
      output(PERSON, column(PERSON)),
      output(NAMES, call("tupleElement", column("passage"), integer(1))),
      output(MAY_GO_ON, call("tupleElement", column("passage"), integer(2))),
    ],
    from: subquery(passages, "joined"),
  });
}

const ANCHOR = "anchor";
const BEGUN = "begun";

/** Rows `{person, event, event_name}` of everybody who is looked at and has an anchor: all of their events that a passage may read. */
function eventsOf(paths: Paths): Select {
  const { anchor, hidden, audience, at } = paths;
  const homes = homeZonesOf([{ kind: "count", events: anchor, atLeast: 1 }], at);
  const scan = new EventScan([anchor], homes, at);
  const home = homes.join((condition) => scan.nodes(condition));
  const isLocal = anchor.local === undefined ? TRUE : isAtLocalTime(anchor.local, homes);
  const isHidden = isIn(
    column("name"),
    hidden.map((name) => bound("String", name)),
  );
  const read = all([isWithin(spanRead(paths)), not(isHidden)]);
  const isAnchor = all([equals(column(ANCHOR, ROWS), integer(1)), isLocal]);
  const event = eventNumber(millis(column("time", ROWS)), column("id_hash", ROWS), flag(isAnchor));
  return select({
    columns: [
      output(PERSON, column(PERSON, ROWS)),
      output("event", event),
      output("event_name", call("toString", column("name", ROWS))),
    ],
    from: subquery(withPerson(markedEvents(paths, scan, read)), ROWS),
    joins: [
      ...audienceJoins(audience, ROWS),
      {
        query: whoBegan(paths, scan, not(isHidden)),
        alias: BEGUN,
        left: column(PERSON, ROWS),
        right: column(PERSON, BEGUN),
      },
      ...(home === null ? [] : [home]),
    ],
    where: all([isInAudience(audience), equals(column("has_begun", BEGUN), integer(1))]),
  });
}

/** Everything a passage that begins in the window may read. A row of folded events may be of any length. */
function spanRead({ window, steps, gapMs, isFolded, isBackwards, at }: Paths): {
  readonly from: Instant;
  readonly to: Instant;
} {
  const reach = steps * gapMs;
  if (isBackwards) {
    return { from: isFolded ? EVERYTHING.from : window.from - reach, to: Math.min(window.to, at + 1) };
  }
  return { from: window.from, to: isFolded ? at + 1 : Math.min(window.to + reach, at + 1) };
}

/** People with an event like the anchor, whatever the clock said. */
function whoBegan(paths: Paths, scan: EventScan, isShown: Expression): Select {
  const acts = select({
    columns: [output("node", column("node"))],
    from: subquery(markedEvents(paths, scan, all([scan.condition(), isShown])), "acts"),
    where: equals(column(ANCHOR), integer(1)),
  });
  return select({
    columns: [output(PERSON, column(PERSON)), output("has_begun", integer(1))],
    from: subquery(withPerson(acts), "people"),
    groupBy: [column(PERSON)],
  });
}

/** Events with a mark on those like the anchor. */
function markedEvents({ anchor, window }: Paths, scan: EventScan, read: Expression): Select {
  const isOfName = scan.named(anchor.name);
  const isInside = all([isOfName, isWithin(window)]);
  const properties = new EventProperties(pathsOf(anchor.where));
  const meets = filterExpression(anchor.where, (path) => properties.at(path, isInside));
  const own = ["node", "name", "time", "id_hash", ...(anchor.local === undefined ? [] : ["offset_minutes"])];
  const found = select({
    columns: [...own.map((name) => output(name, column(name))), ...properties.documents()],
    from: table(EVENTS_BY_NAME.name),
    prewhere: isTrue(read) ? null : read,
  });
  const marked = layer([output(ANCHOR, flag(all([isInside, meets])))]);
  return layered(found, [...properties.early(), marked], [...own, ANCHOR], "found");
}
