import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type {
  AggregateKind,
  Condition,
  EventChoice,
  EventMeasure,
  EventValues,
  NumberLiteral,
  PropertyCondition,
  RankedCondition,
  RankMeasure,
  RankPlace,
  RfmCondition,
  RfmTest,
  ValueMeasure,
} from "../tree/definition.ts";
import { readCompareOp, readKeys } from "./read-comparison.ts";
import { refuseKinds, theirZoneAmong, windowAmong, windowOfDays } from "./read-did.ts";
import { eventNodeOf, readEvent, withWords } from "./read-event.ts";
import { localAmong } from "./read-local.ts";
import { clausesOf, numbersOf } from "./read-window.ts";
import { readSessionsMeasure } from "./read-sessions.ts";
import { children, placed, type Reader, refuse, textOf, words } from "./reader.ts";

/** How what stands in parentheses is read. */
export type ReadInside = {
  readonly readWhere: (node: SyntaxNode) => PropertyCondition | null;
  readonly readRow: (node: SyntaxNode) => Condition | null;
};

/** "in top 20% by sum of EVENT.property (where ...) in last 90 days among segment "vip"", "age in top 20%". */
export function readRanked(reader: Reader, node: SyntaxNode, inside: ReadInside): RankedCondition | null {
  const place = placeOf(reader, must(node.getChild("Place"), "the grammar gives a place"));
  const measure = node.getChild("Measure");
  const by = measure === null ? valueOf(reader, node) : measureOf(reader, node, measure, inside);
  const among = amongOf(reader, node, inside);
  if (place === null || by === null || among === null) return null;
  return placed<RankedCondition>(reader, node, { kind: "ranked", place, by, ...among });
}

function placeOf(reader: Reader, node: SyntaxNode): RankPlace | null {
  const numbers = node.getChildren("Number").map((number) => numberAt(reader, number));
  const [first, second] = numbers;
  const percent = node.getChild("Percent");
  if (percent !== null) {
    const kind = node.getChild("InTop") === null ? "bottom" : "top";
    const value = textOf(reader, percent).slice(0, -1);
    return placed<RankPlace>(reader, node, {
      kind,
      percent: placed<NumberLiteral>(reader, percent, { kind: "percent", value }),
    });
  }
  if (first === undefined || second === undefined) return null;
  if (node.getChild("BetweenPercentiles") !== null) {
    return placed<RankPlace>(reader, node, { kind: "percentiles", from: first, to: second });
  }
  const [tier = 0, of = 0] = numbersOf(reader, node);
  return placed<RankPlace>(reader, node, { kind: "tier", tier, of });
}

function numberAt(reader: Reader, node: SyntaxNode): NumberLiteral {
  return placed<NumberLiteral>(reader, node, { kind: "number", value: textOf(reader, node) });
}

/** What stands before the place: a trait, a score, or what is predicted. */
function valueOf(reader: Reader, node: SyntaxNode): ValueMeasure | null {
  const path = node.getChild("Path");
  if (path !== null) {
    const keys = readKeys(reader, path);
    return keys === null ? null : placed<ValueMeasure>(reader, path, { kind: "trait", path: keys });
  }
  const keys = readKeys(reader, node);
  if (keys === null) return null;
  if (node.getChild("SeveralWords") !== null) {
    return placed<ValueMeasure>(reader, node, { kind: "trait", path: [keys.join(" ")] });
  }
  const [score = ""] = keys;
  const kind = words(node).includes("score") ? "score" : "predicted";
  return placed<ValueMeasure>(reader, node, { kind, score });
}

function measureOf(
  reader: Reader,
  ranked: SyntaxNode,
  measure: SyntaxNode,
  inside: ReadInside,
): RankMeasure | null {
  if (measure.getChild("NumberOfSessions") !== null || measure.getChild("SessionDuration") !== null) {
    return sessionsOf(reader, ranked, measure, inside);
  }
  if (eventNodeOf(measure) === null) {
    refuseWindow(reader, ranked);
    return valueOf(reader, measure);
  }
  const event = readEvent(reader, measure);
  const narrowed = narrowedOf(reader, ranked, inside);
  const said = words(measure);
  const isDays = said.includes("days");
  const clauses = clausesOf(ranked);
  const zone = isDays ? theirZoneAmong(reader, clauses) : null;
  const window = isDays ? windowOfDays(reader, clauses, zone) : windowAmong(reader, clauses);
  const values = measure.getChild("Property") === null ? null : valuesOf(reader, measure, inside);
  if (event === null || narrowed === null || values === "refused") return null;
  const events = { event, ...narrowed, ...(window === null ? {} : { window }) };
  const kind = said.slice(0, said.indexOf("of")).join(" ");
  return placed<EventMeasure>(
    reader,
    measure,
    values !== null
      ? { kind: "aggregate", of: kind as AggregateKind, ...values, ...events }
      : isDays
        ? { kind: "days active", ...(zone === null ? {} : { inTheirTimeZone: true }), ...events }
        : { kind: kind as "count" | "recency", ...events },
  );
}

function sessionsOf(
  reader: Reader,
  ranked: SyntaxNode,
  measure: SyntaxNode,
  inside: ReadInside,
): RankMeasure | null {
  const clauses = clausesOf(ranked);
  for (const kind of ["OnDays", "Hours"]) {
    refuseKinds(reader, clauses, kind, "a session may begin at one time of day and end at another");
  }
  const window = windowAmong(reader, clauses);
  const narrowed = narrowedOf(reader, ranked, inside);
  if (narrowed === null) return null;
  const { where } = narrowed;
  return readSessionsMeasure(reader, measure, {
    ...(window === null ? {} : { window }),
    ...(where === undefined ? {} : { where }),
  });
}

/** What of the events is looked at; "sum of order.lines.price (where ...)". */
function valuesOf(reader: Reader, node: SyntaxNode, { readWhere }: ReadInside): EventValues | "refused" {
  const property = readKeys(reader, must(node.getChild("Property"), "it names a property"));
  const itemWhere = node.getChild("ItemWhere");
  const items = itemWhere === null ? null : readWhere(itemWhere);
  if (property === null || (itemWhere !== null && items === null)) return "refused";
  return { property, ...(items === null ? {} : { items }) };
}

/** Days, times of day and the where clause, which stands in parentheses so that it ends where they do. */
function narrowedOf(
  reader: Reader,
  node: SyntaxNode,
  { readWhere }: ReadInside,
): Omit<EventChoice, "event"> | null {
  const local = localAmong(reader, clausesOf(node));
  const whereNode = node.getChild("MeasureWhere");
  const where = whereNode === null ? null : readWhere(whereNode);
  if (whereNode !== null && where === null) return null;
  const all = withWords(reader, node.getChild("Measure") ?? node.getChild("RfmOf") ?? node, where);
  return { ...(local === null ? {} : { local }), ...(all === null ? {} : { where: all }) };
}

function refuseWindow(reader: Reader, ranked: SyntaxNode): void {
  const where = ranked.getChild("MeasureWhere");
  for (const clause of [...clausesOf(ranked), ...(where === null ? [] : [where])]) {
    refuse(reader, clause, {
      code: "clause_not_here",
      message: `\`${textOf(reader, clause)}\` cannot stand here: it belongs to what is counted of events, and people are ranked by a value they have now`,
    });
  }
}

/** Null when it was refused. */
function amongOf(
  reader: Reader,
  node: SyntaxNode,
  { readRow }: ReadInside,
): { readonly among?: Condition } | null {
  const among = node.getChild("Among");
  if (among === null) return {};
  const audience = among.getChild("Audience");
  if (audience !== null) {
    const condition = readRow(audience);
    return condition === null ? null : { among: condition };
  }
  const nameNode = children(among).at(-1);
  const [name] = readKeys(reader, among) ?? [];
  if (name === undefined || nameNode === undefined) return null;
  const isList = words(among).includes("list");
  return {
    among: placed<Condition>(
      reader,
      among,
      isList ? { kind: "list", list: name } : { kind: "segment", segment: name },
    ),
  };
}

const SCORES = ["recency", "frequency", "monetary"] as const;

/** "rfm recency 5 and frequency >= 4 by purchase.revenue in last 365 days". */
export function readRfm(reader: Reader, node: SyntaxNode, inside: ReadInside): RfmCondition | null {
  const tests: Partial<Record<(typeof SCORES)[number], RfmTest>> = {};
  for (const part of node.getChildren("RfmPart")) {
    const written = textOf(reader, must(part.getChild("RfmScore"), "it names a score")).toLowerCase();
    const score = must(
      SCORES.find((name) => name === written),
      "the token is one of them",
    );
    const test = rfmTest(reader, part);
    if (test === null) return null;
    if (tests[score] !== undefined) {
      refuse(reader, part, { code: "said_twice", message: `\`${score}\` is asked for twice` });
      return null;
    }
    tests[score] = test;
  }
  const by = rfmEvents(reader, node, inside);
  const window = windowAmong(reader, clausesOf(node));
  const among = amongOf(reader, node, inside);
  if (by === null || among === null) return null;
  return placed<RfmCondition>(reader, node, {
    kind: "rfm",
    ...tests,
    ...by,
    ...(window === null ? {} : { window }),
    ...among,
  });
}

function rfmTest(reader: Reader, part: SyntaxNode): RfmTest | null {
  const opNode = part.getChild("CompareOp");
  const op = opNode === null ? "=" : readCompareOp(reader, opNode);
  const [n = 0] = numbersOf(reader, part);
  if (op === null) return null;
  if (op !== "!=") return placed<RfmTest>(reader, part, { op, n });
  refuse(reader, opNode ?? part, {
    code: "operator_not_here",
    message: "A score of rfm is compared with =, <, <=, > or >=",
    expected: ["=", "<", "<=", ">", ">="],
  });
  return null;
}

function rfmEvents(reader: Reader, rfm: SyntaxNode, inside: ReadInside): Pick<RfmCondition, "by"> | null {
  const node = rfm.getChild("RfmOf");
  const narrowed = narrowedOf(reader, rfm, inside);
  if (narrowed === null) return null;
  if (node !== null) {
    const event = readEvent(reader, node);
    const values = valuesOf(reader, node, inside);
    return event === null || values === "refused"
      ? null
      : { by: placed(reader, node, { event, ...values, ...narrowed }) };
  }
  if (Object.keys(narrowed).length === 0) return {};
  refuse(reader, rfm, {
    code: "events_missing",
    message: "Name the events that are narrowed: `rfm ... by purchase.revenue ...`",
  });
  return null;
}
