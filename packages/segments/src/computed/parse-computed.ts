import { must } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { problemAt, type TextProblem } from "../text/problem.ts";
import type { Condition, DidCondition } from "../tree/definition.ts";
import {
  type ComputedDefinition,
  EVENTS_MEASURES,
  type EventsMeasure,
  type Measure,
  type PropertyMeasure,
} from "./measure.ts";

export type ParsedComputed =
  | { readonly kind: "ok"; readonly definition: ComputedDefinition }
  | { readonly kind: "refused"; readonly problems: readonly TextProblem[] };

/** Reads "sum of purchase.revenue in last 90 days" or several such values with "else" between. Every problem is named at once. */
export function parseComputed(text: string): ParsedComputed {
  if (text.length > LIMITS.textLength) {
    const message = `A computed trait has at most ${LIMITS.textLength} characters, this one has ${text.length}`;
    const place = { from: LIMITS.textLength, to: text.length };
    return { kind: "refused", problems: [problemAt(text, place, { code: "text_too_long", message })] };
  }
  const parts = partsOf(text);
  if (parts.length > LIMITS.conditions) {
    const message = `A computed trait has at most ${LIMITS.conditions} values, this one has ${parts.length}`;
    return {
      kind: "refused",
      problems: [problemAt(text, { from: 0, to: text.length }, { code: "too_many_conditions", message })],
    };
  }
  const read = parts.map((part) => readMeasure(text, part));
  const problems = read.flatMap((one, place) => {
    if (one.kind === "refused") return one.problems;
    const isMisplaced = one.measure.kind === "constant" && (place === 0 || place < parts.length - 1);
    return isMisplaced ? [misplacedConstant(text, must(parts[place], "a value is of a part"))] : [];
  });
  if (problems.length > 0) return { kind: "refused", problems };
  return {
    kind: "ok",
    definition: { measures: read.flatMap((one) => (one.kind === "ok" ? one.measure : [])) },
  };
}

type Part = { readonly from: number; readonly to: number };

/** Names, words, texts, comments and parentheses. */
export const TOKENS = /"(?:[^"\\\n]|\\.)*"?|--[^\n]*|[()]|[\p{L}\p{N}_$-]+/gu;

/** What stands between the words "else" that are in no text, comment or parentheses. */
function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(TOKENS)) {
    if (found === "(") depth++;
    if (found === ")") depth--;
    if (depth > 0 || found.toLowerCase() !== "else") continue;
    parts.push({ from, to: index });
    from = index + found.length;
  }
  return [...parts, { from, to: text.length }];
}

/** A way to write a measure: the condition of which it is the left side has `before` in place of the head, and `behind` at the end. */
type Form = {
  readonly head: RegExp;
  readonly before: string;
  readonly behind: string;
  readonly measure: (condition: Condition) => Measure | null;
};

// On a line of its own: a comment may stand before it.
const COMPARED = "\n>= 0";

const didForm = (head: string, measure: (of: DidCondition) => Measure): Form => ({
  head: headed(head),
  before: "did",
  behind: "",
  measure: (of) => (isPlainDid(of) ? measure(of) : null),
});

const propertyForm = (head: PropertyMeasure): Form => ({
  head: headed(head),
  before: "distinct count of",
  behind: COMPARED,
  measure: (of) => (of.kind === "aggregate" ? { kind: head, of } : null),
});

const constantForm = (head: RegExp): Form => ({
  head,
  before: "x is ",
  behind: "",
  measure: (of) => {
    if (of.kind !== "trait" || of.test.op !== "is" || of.test.ignoreCase === true) return null;
    const { value } = of.test;
    return value.kind === "number" || value.kind === "text" ? { kind: "constant", value } : null;
  },
});

/** In the order in which they are tried; "newest purchase" and "newest purchase.revenue" begin alike. */
const FORMS: readonly Form[] = [
  { head: /^user\s+id$/i, before: "everyone", behind: "", measure: () => ({ kind: "user id" }) },
  constantForm(/^(?=-?\d)/),
  constantForm(/^text(?=\s*")/i),
  ...Object.entries(EVENTS_MEASURES).map(([kind, words]) =>
    didForm(words, (of) => ({ kind: kind as EventsMeasure, of })),
  ),
  propertyForm("most frequent"),
  propertyForm("oldest"),
  didForm("oldest", (of) => ({ kind: "oldest", of })),
  propertyForm("newest"),
  didForm("newest", (of) => ({ kind: "newest", of })),
  {
    head: /^(?=(?:sum|average|minimum|maximum|median|distinct\s+count|days\s+active)\s+of\s)/i,
    before: "",
    behind: COMPARED,
    measure: (of) => (of.kind === "aggregate" || of.kind === "days active" ? { kind: "figure", of } : null),
  },
];

/** The name of a trait, where nothing else is meant. */
const TRAIT: Form = {
  head: /^/,
  before: "",
  behind: "\nexists",
  measure: (of) => (of.kind === "trait" && of.test.op === "exists" ? { kind: "trait", path: of.path } : null),
};

function headed(words: string): RegExp {
  return new RegExp(`^${words.replaceAll(" ", String.raw`\s+`)}(?=[\\s"])`, "i");
}

type Read =
  | { readonly kind: "ok"; readonly measure: Measure }
  | { readonly kind: "refused"; readonly problems: readonly TextProblem[] };

const SPACE = /^(?:\s|--[^\n]*(?:\n|$))*/;

function readMeasure(text: string, part: Part): Read {
  const space = must(SPACE.exec(text.slice(part.from, part.to)), "it matches nothing too")[0].length;
  const from = part.from + space;
  const body = text.slice(from, part.to).trimEnd();
  const span = { from, to: from + body.length };
  if (body === "") {
    const message = "A value is missing here";
    return {
      kind: "refused",
      problems: [problemAt(text, span, { code: "no_value", message, expected: EXPECTED })],
    };
  }
  const forms = FORMS.filter(({ head }) => head.test(body));
  const read = (forms.length === 0 ? [TRAIT] : forms).map((form) => readAs(form, text, span));
  return read.find(({ kind }) => kind === "ok") ?? must(read[0], "there is a form");
}

function readAs({ head, before, behind, measure }: Form, text: string, span: Part): Read {
  const body = text.slice(span.from, span.to);
  const length = must(head.exec(body), "the form was found by its head")[0].length;
  const parsed = parseDefinition(before + body.slice(length) + behind);
  if (parsed.kind === "refused") {
    const shift = span.from + length - before.length;
    const problems = parsed.problems.map((problem) => movedInto(text, span, problem, shift));
    return { kind: "refused", problems };
  }
  const found = measure(parsed.definition.condition);
  if (found !== null) return { kind: "ok", measure: found };
  const message = `\`${body}\` is no one value of a person`;
  return {
    kind: "refused",
    problems: [problemAt(text, span, { code: "no_value", message, expected: EXPECTED })],
  };
}

/** A problem of the condition, where it stands in the text; what the condition compares with is not to be seen there. */
function movedInto(text: string, span: Part, problem: TextProblem, shift: number): TextProblem {
  const placed = (at: number): number => Math.min(Math.max(at + shift, span.from), span.to);
  const place = { from: placed(problem.from), to: placed(problem.to) };
  if (problem.from + shift < span.to || span.to === span.from) return problemAt(text, place, problem);
  const expected = problem.expected.map((one) => `\`${one}\``).join(" or ");
  const message = `The text ends too early${expected === "" ? "" : `; expected ${expected}`}`;
  return problemAt(text, place, { code: "unexpected_end", message, expected: problem.expected });
}

function misplacedConstant(text: string, part: Part): TextProblem {
  const message =
    'What is the same for everybody stands behind other values, as the last: `phone else text "none"`';
  return problemAt(text, part, { code: "no_value", message });
}

const EXPECTED = ["count of EVENT", "sum of EVENT.property", "newest EVENT.property", "a trait", "user id"];

function isPlainDid(condition: Condition): condition is DidCondition {
  return (
    condition.kind === "did" &&
    condition.count === undefined &&
    condition.first === undefined &&
    condition.window?.kind !== "regular"
  );
}
