import { LIMITS } from "../limits.ts";
import { checkNames, withSegmentKeys } from "../check/check-names.ts";
import type { PlanContext } from "../normalise/context.ts";
import { checkRules } from "../check/check-definition.ts";
import type { Definition } from "../tree/definition.ts";
import { problemAt, type Span, type TextProblem } from "./problem.ts";
import { readDefinition } from "./read-definition.ts";
import type { Reader } from "./reader.ts";
import { explainStuck, withMeant } from "./stuck.ts";
import { readSyntax } from "./syntax.ts";

export type ParsedDefinition =
  | { readonly kind: "ok"; readonly definition: Definition }
  | { readonly kind: "refused"; readonly problems: readonly TextProblem[] };

/**
 * Reads the sentence form. A text that does not parse has one problem, at the first word that does not fit; otherwise
 * every problem is named at once, those of `checkDefinition` included: what is read here can be planned.
 * @param context as for `checkDefinition`.
 */
export function parseDefinition(text: string, context?: PlanContext): ParsedDefinition {
  if (text.length > LIMITS.textLength) {
    const message = `A definition has at most ${LIMITS.textLength} characters, this one has ${text.length}`;
    const place = { from: LIMITS.textLength, to: text.length };
    return { kind: "refused", problems: [problemAt(text, place, { code: "text_too_long", message })] };
  }
  const deep = tooDeep(text);
  if (deep !== null) return { kind: "refused", problems: [deep] };
  const read = readText(text, context);
  switch (read.kind) {
    case "stuck":
      return { kind: "refused", problems: [explainStuck(text, read.at, readsUpTo)] };
    case "refused": {
      const [problem, ...others] = read.problems;
      const isAlone = problem !== undefined && others.length === 0;
      return { kind: "refused", problems: isAlone ? [withMeant(text, problem, readsUpTo)] : read.problems };
    }
    case "ok": {
      const { definition } = read;
      return {
        kind: "ok",
        definition: context === undefined ? definition : withSegmentKeys(definition, context),
      };
    }
  }
}

type Read =
  | { readonly kind: "ok"; readonly definition: Definition }
  | { readonly kind: "refused"; readonly problems: readonly TextProblem[] }
  | { readonly kind: "stuck"; readonly at: number };

function readText(text: string, context: PlanContext | undefined): Read {
  const syntax = readSyntax(text);
  if (syntax.kind === "refused") return { kind: "stuck", at: syntax.at };
  const reader: Reader = { text, problems: [], places: new Map() };
  const definition = readDefinition(reader, syntax.tree);
  const problems = definition === null ? reader.problems : locate(reader, definition, context);
  if (definition !== null && problems.length === 0) return { kind: "ok", definition };
  return { kind: "refused", problems: problems.toSorted((a, b) => a.from - b.from) };
}

/** Where the first thing is wrong with a text, whatever its names stand for. */
function readsUpTo(text: string): number | null {
  const read = readText(text, undefined);
  if (read.kind === "ok") return null;
  return read.kind === "stuck" ? read.at : (read.problems[0]?.from ?? 0);
}

const NESTING = /"(?:[^"\\\n]|\\.)*"?|--[^\n]*|(?:\bnot\s+){2,}|[()]/gi;

/** Looked for before anything calls itself once per level, so that no text can exhaust the stack. */
function tooDeep(text: string): TextProblem | null {
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(NESTING)) {
    if (found === "(") depth++;
    if (found === ")") depth--;
    const nots = /^not/i.test(found) ? found.split(/\s+/).length - 1 : 0;
    if (depth + nots <= LIMITS.depth) continue;
    const message = `More than ${LIMITS.depth} levels of parentheses or "not"`;
    return problemAt(text, { from: index, to: index + found.length }, { code: "too_deep", message });
  }
  return null;
}

/** What the rules of the tree say, each at the place in the text that its part of the tree was read from. */
function locate(
  reader: Reader,
  definition: Definition,
  context: PlanContext | undefined,
): readonly TextProblem[] {
  const rules = checkRules(definition);
  const names = rules.length > 0 || context === undefined ? [] : checkNames(definition, context).problems;
  return [...rules, ...names].map(({ code, message, path, suggestion }) =>
    problemAt(reader.text, spanOf(reader, definition, path), { code, message, suggestion }),
  );
}

function spanOf(reader: Reader, definition: Definition, path: string): Span {
  let part: unknown = definition;
  let span: Span = { from: 0, to: reader.text.length };
  for (const key of path.split("/").slice(1)) {
    part = (part as Record<string, unknown>)[key];
    if (typeof part === "object" && part !== null) span = reader.places.get(part) ?? span;
  }
  return span;
}

/**
 * The place of each path in a text that reads as a definition; within it the word in question, where it is found as it is
 * `written`. Null instead of a place when it is the whole part, which nothing can take the place of.
 */
export function placesInText(
  text: string,
  parts: readonly { readonly path: string; readonly written: string }[],
): readonly { readonly span: Span; readonly exact: boolean }[] {
  const syntax = readSyntax(text);
  if (syntax.kind === "refused")
    return parts.map(() => ({ span: { from: 0, to: text.length }, exact: false }));
  const reader: Reader = { text, problems: [], places: new Map() };
  const definition = readDefinition(reader, syntax.tree);
  return parts.map(({ path, written }) => {
    const span = definition === null ? { from: 0, to: text.length } : spanOf(reader, definition, path);
    const exact = wordIn(text, span, written);
    return { span: exact ?? span, exact: exact !== null };
  });
}

const BARE_WORDS = /^"([\p{L}_$][\p{L}\p{N}_$ -]*)"$/u;
const INSIDE_WORD = String.raw`[\p{L}\p{N}_$"-]`;

/** A name in quotes may stand in the text without them. */
function wordIn(text: string, { from, to }: Span, written: string): Span | null {
  const bare = BARE_WORDS.exec(written)?.[1];
  for (const candidate of bare === undefined ? [written] : [written, bare]) {
    const isBare = !candidate.startsWith('"');
    // Several spaces are one white space: as many in a row, each of any length, would be tried in all ways.
    const words = candidate
      .split(isBare ? / +/ : " ")
      .map((word) => word.replace(/[^\p{L}\p{N}_]/gu, String.raw`\$&`));
    const pattern = words.join(String.raw`\s+`);
    const whole = isBare ? `(?<!${INSIDE_WORD})${pattern}(?!${INSIDE_WORD})` : words.join(" ");
    const found = new RegExp(whole).exec(text.slice(from, to));
    if (found !== null) return { from: from + found.index, to: from + found.index + found[0].length };
  }
  return null;
}
