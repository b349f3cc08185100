import { type Decimal, decimalFromText, must } from "@habitus/kernel";
import { decimalTextOf, type Tests, testsOf } from "../normalise/tests-of.ts";
import type { NumberOp, ValueTest } from "../plan/plan.ts";
import { printDefinition } from "../text/print-definition.ts";
import type {
  Condition,
  CountTest,
  Definition,
  NumberLiteral,
  PropertyCondition,
  ShareCondition,
  ValueComparison,
} from "../tree/definition.ts";
import { type Keys, pointer, type TreeWarning } from "./problem.ts";

type Part = Readonly<Record<string, unknown>>;
type Operand = { readonly node: Part; readonly keys: Keys };

/** What a leaf demands of one thing that has one value: that it lies in a span, or is one of some texts. */
type Demand = { readonly of: string } & (
  | { readonly kind: "span"; readonly span: Span }
  | { readonly kind: "texts"; readonly texts: readonly string[] }
);
/** Null is without end. */
type Span = { readonly from: End | null; readonly to: End | null };
type End = { readonly at: bigint; readonly isIn: boolean };

/**
 * Parts of one "and" that are never true together: `age > 10 and age < 5`, `plan is "pro" and plan is "free"`, of one thing
 * `at least 3 times` and `at most 1 time`, and anything and its `not`. Each is told once, at the later part; `written` is how that reads.
 */
export function contradictions(
  definition: Definition,
): readonly (TreeWarning & { readonly written: string })[] {
  const found: (TreeWarning & { readonly written: string })[] = [];
  lookInto(definition.condition, ["condition"], (row) => {
    const clash = clashIn(row);
    if (clash === null) return;
    const [first, second] = [written(clash.first.node), written(clash.second.node)];
    const message = `\`${first}\` and \`${second}\` are never true together, so this holds for nobody`;
    const path = pointer(clash.second.keys);
    found.push({ code: "never_together", message, path, suggestion: null, written: second });
  });
  return found;
}

function lookInto(part: unknown, keys: Keys, onRow: (row: readonly Operand[]) => void): void {
  if (Array.isArray(part)) {
    for (const [index, each] of part.entries()) lookInto(each, [...keys, index], onRow);
    return;
  }
  if (!isPart(part)) return;
  const row = part["kind"] === "and" ? rowOf(part, keys) : null;
  if (row !== null) onRow(row);
  // A row inside a row was a part of it.
  const inside = row ?? Object.entries(part).map(([key, node]) => ({ node, keys: [...keys, key] }));
  for (const each of inside) lookInto(each.node, each.keys, onRow);
}

function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function rowOf(node: Part, keys: Keys): readonly Operand[] {
  if (node["kind"] !== "and" || !Array.isArray(node["of"])) return [{ node, keys }];
  return node["of"].flatMap((each, index) => (isPart(each) ? rowOf(each, [...keys, "of", index]) : []));
}

function clashIn(row: readonly Operand[]): { readonly first: Operand; readonly second: Operand } | null {
  const before: { readonly operand: Operand; readonly says: string; readonly demands: readonly Demand[] }[] =
    [];
  for (const operand of row) {
    const says = JSON.stringify(operand.node);
    const opposite = operand.node["kind"] === "not" ? JSON.stringify(operand.node["of"]) : null;
    const demands = demandsOf(operand.node);
    for (const other of before) {
      const isOpposite = other.says === opposite || other.says === `{"kind":"not","of":${says}}`;
      const isApart = demands.some((one) => other.demands.some((two) => areApart(one, two)));
      if (isOpposite || isApart) return { first: other.operand, second: operand };
    }
    before.push({ operand, says, demands });
  }
  return null;
}

function areApart(one: Demand, two: Demand): boolean {
  if (one.of !== two.of) return false;
  if (one.kind === "texts")
    return two.kind === "texts" && !one.texts.some((text) => two.texts.includes(text));
  return two.kind === "span" && (isBefore(one.span, two.span) || isBefore(two.span, one.span));
}

function isBefore({ to }: Span, { from }: Span): boolean {
  if (to === null || from === null) return false;
  return to.at < from.at || (to.at === from.at && !(to.isIn && from.isIn));
}

function demandsOf(node: Part): readonly Demand[] {
  switch (node["kind"]) {
    case "trait":
    case "property":
      return demandsOfValue(node["path"], node["test"]);
    case "not":
      return isPart(node["of"]) ? demandsOfCount(node["of"], true) : [];
    case "did":
    case "entered":
    case "left":
    case "sessions":
      return demandsOfCount(node, false);
    case "aggregate":
    case "days active":
    case "ratio":
    case "score":
    case "predicted":
      return demandsOfMeasure(node);
    case "share":
      return demandsOfShare(node as unknown as ShareCondition);
    default:
      return [];
  }
}

/** Comparisons of one value as it is; those of times from now, of items and of what was are none. */
const OF_ONE_VALUE: ReadonlySet<unknown> = new Set<ValueComparison["op"]>([
  "is",
  "in",
  "<",
  "<=",
  ">",
  ">=",
  "between",
  "before",
  "after",
  "on or before",
  "on or after",
]);

function demandsOfValue(path: unknown, test: unknown): readonly Demand[] {
  if (!isPart(test) || !OF_ONE_VALUE.has(test["op"])) return [];
  return demandsOfTests(testsOf(test as ValueComparison), JSON.stringify(path));
}

function demandsOfTests(tests: Tests, of: string): readonly Demand[] {
  switch (tests.kind) {
    case "and":
      return tests.of.flatMap((each) => demandsOfTests(each, of));
    case "or": {
      const [only, ...others] = tests.of;
      return only === undefined || others.length > 0 ? [] : demandsOfTests(only, of);
    }
    case "test":
      return demandsOfTest(tests.test, of);
  }
}

function demandsOfTest(test: ValueTest, of: string): readonly Demand[] {
  if (test.kind === "number") {
    return [{ kind: "span", of: `number ${of}`, span: spanOf(test.op, decimal(test.value)) }];
  }
  if (test.kind === "time") {
    return [{ kind: "span", of: `time ${of}`, span: spanOf(test.op, BigInt(test.at)) }];
  }
  if (test.kind === "boolean") return [{ kind: "texts", of: `boolean ${of}`, texts: [String(test.value)] }];
  if (test.kind === "any") {
    const [only, ...others] = test.of.map((each) => demandsOfTest(each, of)[0] ?? null);
    return only === undefined ? [] : others.reduce<readonly Demand[]>(either, only === null ? [] : [only]);
  }
  // Where letter case does not matter, several texts may be meant.
  const isOneText = test.kind === "text" && test.op === "is" && !test.ignoreCase;
  return isOneText ? [{ kind: "texts", of: `text ${of}`, texts: [test.value] }] : [];
}

/** What one of two demands, of the same reading, leaves over. */
function either([one]: readonly Demand[], two: Demand | null): readonly Demand[] {
  if (one === undefined || two === null || one.of !== two.of) return [];
  if (one.kind === "texts") {
    return two.kind === "texts" ? [{ ...one, texts: [...one.texts, ...two.texts] }] : [];
  }
  if (two.kind === "texts") return [];
  const isFirst = isBefore(one.span, two.span);
  const [low, high] = isFirst ? [one.span, two.span] : [two.span, one.span];
  return [{ ...one, span: { from: low.from, to: high.to } }];
}

function demandsOfCount(node: Part, isNot: boolean): readonly Demand[] {
  const { kind, count, window } = node;
  if (kind !== "did" && kind !== "entered" && kind !== "left" && kind !== "sessions") return [];
  // In regular periods the count is asked of each; the first time is an event of its own.
  if (node["first"] === true || (isPart(window) && window["kind"] === "regular")) return [];
  const { op, n } = (count ?? { op: "at least", n: 1 }) as CountTest;
  const span = spanOfCount(op, BigInt(n), isNot);
  const of = JSON.stringify({ ...node, count: null });
  return span === null ? [] : [{ kind: "span", of, span: ofWhole(span) }];
}

/** Between two whole numbers that follow each other there is none. */
function ofWhole({ from, to }: Span): Span {
  return {
    from: from === null || from.isIn ? from : { at: from.at + 1n, isIn: true },
    to: to === null || to.isIn ? to : { at: to.at - 1n, isIn: true },
  };
}

function spanOfCount(op: CountTest["op"], n: bigint, isNot: boolean): Span | null {
  switch (op) {
    case "at least":
      return spanOf(isNot ? "<" : ">=", n);
    case "at most":
      return spanOf(isNot ? ">" : "<=", n);
    case "more than":
      return spanOf(isNot ? "<=" : ">", n);
    case "less than":
      return spanOf(isNot ? ">=" : "<", n);
    case "exactly":
      return isNot ? null : spanOf("=", n);
  }
}

function demandsOfMeasure(node: Part): readonly Demand[] {
  const value = node["value"] as NumberLiteral;
  const of = JSON.stringify({ ...node, op: null, value: null });
  return [{ kind: "span", of, span: spanOf(node["op"] as NumberOp, decimal(decimalTextOf(value))) }];
}

function demandsOfShare(node: ShareCondition): readonly Demand[] {
  const of = JSON.stringify({ ...node, op: null, value: null });
  const span = spanOfCount(node.op, decimal(decimalTextOf(node.value)), false);
  return span === null ? [] : [{ kind: "span", of, span }];
}

function spanOf(op: NumberOp, at: bigint): Span {
  const end = { at, isIn: op !== "<" && op !== ">" };
  return { from: op === "<" || op === "<=" ? null : end, to: op === ">" || op === ">=" ? null : end };
}

function decimal(text: string): Decimal {
  return must(decimalFromText(text), "the numbers of a checked definition are exact");
}

/** A test of a property reads as one of a trait does. */
function written(node: Part): string {
  return printDefinition({ version: 1, condition: asCondition(node as Condition | PropertyCondition) });
}

function asCondition(node: Condition | PropertyCondition): Condition {
  if (node.kind === "property") return { ...node, kind: "trait" };
  if (node.kind === "not") return { kind: "not", of: asCondition(node.of) };
  if (node.kind === "and" || node.kind === "or") return { kind: node.kind, of: node.of.map(asCondition) };
  return node;
}
