import type { SyntaxNode } from "@lezer/common";
import { must, unreachable } from "@habitus/kernel";
import type {
  DateLiteral,
  DateOp,
  FromEventComparison,
  HeldTest,
  Literal,
  NearComparison,
  NumberLiteral,
  OrderOp,
  PropertyPath,
  TextLiteral,
  TextOp,
  ValueComparison,
} from "../tree/definition.ts";
import { isNumber } from "../tree/is-number.ts";
import { LIMITS } from "../limits.ts";
import { readPattern } from "../pattern/read-pattern.ts";
import { printText, readText, writtenOffset } from "./literals.ts";
import { readBetweenAway, readDuration, readSide, readTraitWindow } from "./read-window.ts";
import { children, placed, type Reader, refuse, textOf, words } from "./reader.ts";

/** A comparison as it was written: `negated` for "is not", "not in", "does not ...", "!=". Null when it was refused. */
export type ReadComparison = { readonly test: ValueComparison; readonly negated: boolean };

/** Reads the comparison of a `Test` node. */
export function readComparison(reader: Reader, node: SyntaxNode): ReadComparison | null {
  const read = comparison(reader, node);
  if (read !== null) placed(reader, node, read.test);
  return read;
}

function comparison(reader: Reader, node: SyntaxNode): ReadComparison | null {
  const said = words(node);
  const negated = said.includes("not");
  switch (node.name) {
    case "Exists":
      return { test: { op: "exists" }, negated };
    case "Is":
      return equality(reader, node, negated);
    case "In": {
      const values = literalsOf(reader, node);
      return values === null ? null : { test: { op: "in", values, ...ignoreCase(node) }, negated };
    }
    case "Order":
      return ordered(reader, node);
    case "TextTest":
      return textTest(reader, node, negated);
    case "Between":
      return between(reader, node);
    case "Includes":
      return includes(reader, node, said);
    case "Near":
      return { test: readNear(reader, node), negated };
    case "FromEvent":
      return { test: fromEvent(reader, node, said), negated };
    case "Held":
      return held(reader, node);
    case "Changed":
      return changed(reader, node);
    case "When": {
      const zone = node.parent?.getChild("TheirZone") ?? null;
      const window = readTraitWindow(reader, must(node.firstChild, "the grammar gives a window"), zone);
      return window === null ? null : { test: { op: "when", window }, negated: false };
    }
    default:
      return dateTest(reader, node, said);
  }
}

/** "includes "a"", "includes none of ("a", "b")". */
function includes(reader: Reader, node: SyntaxNode, said: readonly string[]): ReadComparison | null {
  const values = literalsOf(reader, node);
  if (values === null) return null;
  const all = said.includes("all") ? ({ all: true } as const) : {};
  const negated = said.includes("not") || said.includes("none");
  return { test: { op: "includes", values, ...all, ...ignoreCase(node) }, negated };
}

/** "within 5 km of 50.45,30.52". */
function readNear(reader: Reader, node: SyntaxNode): NearComparison {
  const [within, lat, lon] = node
    .getChildren("Number")
    .map((number) =>
      placed<NumberLiteral>(reader, number, { kind: "number", value: textOf(reader, number) }),
    );
  const said = words(node);
  const unit = said.includes("km") ? "km" : said.includes("m") ? "m" : "mile";
  const given = (number: NumberLiteral | undefined): NumberLiteral => must(number, "the grammar gives three");
  return { op: "near", within: given(within), unit, lat: given(lat), lon: given(lon) };
}

/** "within 14 days before the event". */
function fromEvent(reader: Reader, node: SyntaxNode, said: readonly string[]): FromEventComparison {
  return {
    op: "from event",
    far: said.includes("within") ? "within" : "more than",
    length: readDuration(reader, node),
    side: node.getChild("BeforeEvent") === null ? "after" : "before",
  };
}

/** "has been "pro" for 90 days". */
function held(reader: Reader, node: SyntaxNode): ReadComparison | null {
  const of = been(reader, must(node.getChild("Been"), "the grammar gives what it has been"));
  const length = readDuration(reader, must(node.getChild("Length"), "the grammar gives its length"));
  return of === null ? null : { test: { op: "held", of, for: length }, negated: false };
}

/** "changed from "free" to "pro""; the window stands behind it, with the clauses of the test. */
function changed(reader: Reader, node: SyntaxNode): ReadComparison | null {
  const said = words(node).filter((word) => word === "from" || word === "to");
  const ends = node.getChildren("Been").map((end) => been(reader, end));
  const [first = null, second = null] = ends;
  if (ends.includes(null) || first === null) return null;
  if (second !== null) return { test: { op: "changed", from: first, to: second }, negated: false };
  const test = said.includes("from") ? ({ op: "changed", from: first } as const) : null;
  return { test: test ?? { op: "changed", to: first }, negated: false };
}

function been(reader: Reader, node: SyntaxNode): HeldTest | null {
  const read = heldComparison(reader, node);
  if (read === null) return null;
  if (read.negated) {
    refuse(reader, node, {
      code: "not_what_it_was",
      message: `Say what it was, not what it was not: \`${textOf(reader, node)}\` may be turned round with \`not\` before the whole condition`,
    });
    return null;
  }
  placed(reader, node, read.test);
  return read.test as HeldTest;
}

function heldComparison(reader: Reader, node: SyntaxNode): ReadComparison | null {
  const said = words(node);
  if (node.getChild("CompareOp") !== null) return ordered(reader, node);
  if (said.includes("between")) return between(reader, node);
  if (!said.includes("in")) return equality(reader, node, false);
  const values = literalsOf(reader, node);
  return values === null ? null : { test: { op: "in", values, ...ignoreCase(node) }, negated: false };
}

function equality(reader: Reader, node: SyntaxNode, negated: boolean): ReadComparison | null {
  const [value] = literalsOf(reader, node) ?? [];
  return value === undefined ? null : { test: { op: "is", value, ...ignoreCase(node) }, negated };
}

const DATE_OP_OF: Readonly<Record<OrderOp, DateOp>> = {
  "<": "before",
  "<=": "on or before",
  ">": "after",
  ">=": "on or after",
};

function ordered(reader: Reader, node: SyntaxNode): ReadComparison | null {
  const op = readCompareOp(reader, node.getChild("CompareOp") ?? node);
  if (op === null) return null;
  if (op === "=" || op === "!=") return equality(reader, node, op === "!=");
  const [value] = literalsOf(reader, node) ?? [];
  if (value === undefined) return null;
  switch (value.kind) {
    case "number":
    case "percent":
      return { test: { op, value: { kind: value.kind, value: value.value } }, negated: false };
    case "date":
      return { test: { op: DATE_OP_OF[op], value }, negated: false };
    case "text":
    case "boolean":
      refuse(reader, node, {
        code: "no_order",
        message: `Only numbers and dates have an order; \`${op}\` cannot stand before ${printLiteral(value)}`,
        expected: ["a number", "a date such as 2026-01-31"],
        suggestion:
          value.kind === "text" && /^-?\d+(\.\d+)?$/.test(value.value) ? `${op} ${value.value}` : null,
      });
      return null;
    default:
      return unreachable(value);
  }
}

/** Reads "<", "<=", ">", ">=", "=" or "!=". */
export function readCompareOp(reader: Reader, node: SyntaxNode): OrderOp | "=" | "!=" | null {
  const written = textOf(reader, node);
  switch (written) {
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "=":
    case "!=":
      return written;
  }
  const meant: Readonly<Record<string, string>> = {
    "==": "=",
    "===": "=",
    "<>": "!=",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
  };
  const suggestion = meant[written] ?? (written.startsWith("=") ? written.split("").reverse().join("") : "=");
  refuse(reader, node, {
    code: "unknown_operator",
    message: `\`${written}\` is no comparison; did you mean \`${suggestion}\`?`,
    expected: ["=", "!=", "<", "<=", ">", ">="],
    suggestion,
  });
  return null;
}

function textTest(reader: Reader, node: SyntaxNode, negated: boolean): ReadComparison | null {
  const [value] = literalsOf(reader, node) ?? [];
  if (value === undefined) return null;
  const op = textOpOf(words(node));
  if (value.kind === "text") {
    // One that is too long is refused by the check, which says so; it may be too deep to be read.
    const isRead = op === "matches" && value.value.length <= LIMITS.patternLength;
    const isRefused = isRead && refusePattern(reader, node, value);
    return isRefused ? null : { test: { op, value, ...ignoreCase(node) }, negated };
  }
  const suggestion = printText(String(value.value));
  refuse(reader, reader.places.get(value) ?? node, {
    code: "not_text",
    message: `\`${op}\` looks into text; write the value in double quotes: ${suggestion}`,
    expected: ["text in double quotes"],
    suggestion,
  });
  return null;
}

/** Tells where in its text a pattern cannot be read; true when it was refused. */
function refusePattern(reader: Reader, node: SyntaxNode, { value }: TextLiteral): boolean {
  const reading = readPattern(value, node.getChild("IgnoringCase") !== null);
  const quoted = node.getChild("Text");
  if (reading.kind === "ok" || quoted === null) return false;
  const written = textOf(reader, quoted);
  const [from, to] = [reading.from, reading.to].map((at) => quoted.from + writtenOffset(written, at));
  refuse(
    reader,
    { from: from ?? quoted.from, to: to ?? quoted.to },
    {
      code: "unknown_pattern",
      message: reading.message,
      suggestion: reading.suggestion === null ? null : printText(reading.suggestion).slice(1, -1),
    },
  );
  return true;
}

function textOpOf(said: readonly string[]): TextOp | "matches" {
  if (said.includes("matches") || said.includes("match")) return "matches";
  if (said.includes("starts") || said.includes("start")) return "starts with";
  return said.includes("ends") || said.includes("end") ? "ends with" : "contains";
}

function between(reader: Reader, node: SyntaxNode): ReadComparison | null {
  const literals = literalsOf(reader, node);
  const from = numberOf(reader, literals?.[0], node);
  const to = numberOf(reader, literals?.[1], node);
  if (from === null || to === null) return null;
  if (node.getChild("Away") !== null) {
    return countsAway(reader, node, [from, to])
      ? { test: { op: "when", window: readBetweenAway(reader, node) }, negated: false }
      : null;
  }
  return { test: { op: "between", from, to }, negated: false };
}

function dateTest(reader: Reader, node: SyntaxNode, said: readonly string[]): ReadComparison | null {
  const [value] = literalsOf(reader, node) ?? [];
  if (value === undefined) return null;
  const side = said.includes("before") ? "before" : said.includes("after") ? "after" : null;
  const op = side === null ? null : said.includes("on") ? (`on or ${side}` as const) : side;
  if (node.getChild("Away") !== null) return sideTest(reader, node, op, value);
  if (value.kind !== "date") {
    const phrase = said.filter((word) => word !== "is").join(" ");
    const suggestion = value.kind === "text" ? value.value.trim() : "";
    refuse(reader, reader.places.get(value) ?? node, {
      code: "not_a_date",
      message: `\`${phrase}\` needs a date without quotes, such as 2026-01-31`,
      expected: ["a date such as 2026-01-31"],
      suggestion: /^\d{4}-\d\d-\d\d$/.test(suggestion) ? suggestion : null,
    });
    return null;
  }
  const date: DateLiteral = value;
  return { test: op === null ? { op: "is", value: date } : { op, value: date }, negated: false };
}

/** "before 5 days ago". */
function sideTest(
  reader: Reader,
  node: SyntaxNode,
  op: DateOp | null,
  value: Literal,
): ReadComparison | null {
  const amount = numberOf(reader, value, node);
  if (amount === null || !countsAway(reader, node, [amount])) return null;
  if (op !== null) return { test: { op: "when", window: readSide(reader, node, op) }, negated: false };
  const written = textOf(reader, node);
  const suggestion = written.replace(/^.*?(?=\d)/s, "").replace(/\s+/, " calendar ");
  refuse(reader, node, {
    code: "no_calendar_unit",
    message: `\`${written}\` is not clear enough; write \`${suggestion}\` for the whole period`,
    suggestion,
  });
  return null;
}

/** A percent counts no days. */
function countsAway(reader: Reader, node: SyntaxNode, amounts: readonly NumberLiteral[]): boolean {
  const percent = amounts.find(({ kind }) => kind === "percent");
  if (percent === undefined) return true;
  refuse(reader, reader.places.get(percent) ?? node, {
    code: "not_a_whole_number",
    message: `\`${percent.value}%\` is no whole number`,
    expected: ["a whole number"],
    suggestion: percent.value,
  });
  return false;
}

function ignoreCase(node: SyntaxNode): { readonly ignoreCase?: true } {
  return node.getChild("IgnoringCase") === null ? {} : { ignoreCase: true };
}

/** The literals among a node's children, in order; null when one was refused. */
export function literalsOf(reader: Reader, node: SyntaxNode): readonly Literal[] | null {
  const read = children(node)
    .filter((child) => LITERAL_NODES.has(child.name))
    .map((child) => readLiteral(reader, child));
  const literals = read.filter((literal) => literal !== null);
  return literals.length === read.length ? literals : null;
}

const LITERAL_NODES: ReadonlySet<string> = new Set(["Text", "Number", "Percent", "Date", "Boolean"]);

function readLiteral(reader: Reader, node: SyntaxNode): Literal | null {
  const written = textOf(reader, node);
  switch (node.name) {
    case "Text": {
      const value = readQuoted(reader, node);
      return value === null ? null : placed<TextLiteral>(reader, node, { kind: "text", value });
    }
    case "Number":
      return placed<NumberLiteral>(reader, node, { kind: "number", value: written });
    case "Percent":
      return placed<NumberLiteral>(reader, node, { kind: "percent", value: written.slice(0, -1) });
    case "Date":
      return placed<DateLiteral>(reader, node, { kind: "date", value: written });
    default:
      return placed<Literal>(reader, node, { kind: "boolean", value: written.toLowerCase() === "true" });
  }
}

/** A literal where only a number makes sense; refuses anything else. */
export function numberOf(
  reader: Reader,
  literal: Literal | undefined,
  node: SyntaxNode,
): NumberLiteral | null {
  if (literal === undefined) return null;
  if (isNumber(literal)) return literal;
  const bare = literal.kind === "text" && /^-?\d+(\.\d+)?$/.test(literal.value) ? literal.value : null;
  refuse(reader, reader.places.get(literal) ?? node, {
    code: "not_a_number",
    message: `A number is needed here, not ${printLiteral(literal)}`,
    expected: ["a number"],
    suggestion: bare,
  });
  return null;
}

function printLiteral(literal: Literal): string {
  return literal.kind === "text" ? printText(literal.value) : String(literal.value);
}

/** Reads quoted text; refuses an unknown escape. */
function readQuoted(reader: Reader, node: SyntaxNode): string | null {
  const reading = readText(textOf(reader, node));
  if (reading.kind === "ok") return reading.value;
  const from = node.from + reading.at;
  refuse(
    reader,
    { from, to: from + reading.escape.length },
    {
      code: "unknown_escape",
      message: `\`${reading.escape}\` means nothing in text; a backslash itself is written \`\\\\\``,
      expected: ['\\"', "\\\\", "\\/", "\\n", "\\r", "\\t", "\\uXXXX", "\\u{X}"],
      suggestion: `\\${reading.escape}`,
    },
  );
  return null;
}

/** The keys of a `Path` or `Property` node; null when one was refused. */
export function readKeys(reader: Reader, node: SyntaxNode): PropertyPath | null {
  const keys = children(node)
    .filter((child) => child.name === "Word" || child.name === "Text")
    .map((child) => (child.name === "Word" ? textOf(reader, child) : readQuoted(reader, child)));
  const read = keys.filter((key) => key !== null);
  return read.length === keys.length ? read : null;
}
