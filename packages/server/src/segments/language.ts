import type { DefinitionInput, DefinitionProblem, SegmentAsWritten } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
import {
  checkDefinition,
  contradictions,
  type Definition,
  observedProblems,
  type ObservedWarning,
  observedWarnings,
  occasionWarnings,
  ownWarnings,
  type PlanContext,
  parseDefinition,
  type TextProblem,
  type TreeProblem,
  type Vocabulary,
} from "@habitus/segments";
import type { NamedSegment } from "./segment-meanings.ts";

export type ReadDefinition =
  | {
      readonly kind: "ok";
      readonly definition: Definition;
      readonly warnings: readonly DefinitionProblem[];
    }
  | { readonly kind: "refused"; readonly problems: readonly DefinitionProblem[] };

/**
 * Reads a definition in either form and applies all rules of the language to it.
 * @param context Where names are looked up; without one they are taken as they are.
 */
export function readDefinition(input: DefinitionInput, context?: PlanContext): ReadDefinition {
  if (typeof input === "string") {
    const parsed = parseDefinition(input, context);
    if (parsed.kind === "refused") return { kind: "refused", problems: parsed.problems.map(fromText) };
    return checked(parsed.definition, context);
  }
  return checked(input, context);
}

function checked(input: unknown, context: PlanContext | undefined): ReadDefinition {
  const found = checkDefinition(input, context);
  return found.kind === "ok"
    ? { kind: "ok", definition: found.definition, warnings: found.warnings.map(fromTree) }
    : { kind: "refused", problems: found.problems.map(fromTree) };
}

/** What a definition asks for that nobody has sent, placed in the form it came in. */
export function observedProblemsOf(
  input: DefinitionInput,
  definition: Definition,
  vocabulary: Vocabulary,
): readonly DefinitionProblem[] {
  return problemsIn(input, observedWarnings(definition, vocabulary));
}

/** Warnings at their places in the form that a definition came in. */
export function problemsIn(
  input: DefinitionInput,
  warnings: readonly ObservedWarning[],
): readonly DefinitionProblem[] {
  return typeof input === "string" ? observedProblems(input, warnings).map(fromText) : warnings.map(fromTree);
}

/**
 * What a definition by itself says that is probably not meant, placed in the form it came in; only a sentence has words to doubt.
 * @param sent as for `ownWarnings`.
 */
export function ownProblems(
  input: DefinitionInput,
  definition: Definition,
  sent: Pick<Vocabulary, "events" | "traits"> | null,
): readonly DefinitionProblem[] {
  return typeof input === "string"
    ? ownWarnings(input, definition, sent).map(fromText)
    : contradictions(definition).map(fromTree);
}

/** Occasions whose days are not all known around an instant. */
export function occasionProblems(
  definition: Definition,
  context: PlanContext,
  at: Instant,
): readonly DefinitionProblem[] {
  return occasionWarnings(definition, context, at).map(fromTree);
}

/** @throws HabitusError `definition_refused`: its message is the first problem, `details.problems` has them all. */
export function mustReadDefinition(input: DefinitionInput, context?: PlanContext): Definition {
  const found = readDefinition(input, context);
  if (found.kind === "ok") return found.definition;
  throw refusal(found.problems);
}

/**
 * Segments as they would be, read before they are. What they name is looked up where they are named, for they may name each other.
 * @throws HabitusError as `mustReadDefinition`.
 */
export function mustReadSegments(written: readonly SegmentAsWritten[]): readonly NamedSegment[] {
  return written.map((segment) => ({ ...segment, definition: mustReadDefinition(segment.definition) }));
}

/** The error of a definition that has problems. */
export function refusal(problems: readonly DefinitionProblem[]): HabitusError {
  const [first] = problems;
  const place =
    first?.line === null || first === undefined ? "" : ` (line ${first.line}, column ${first.column})`;
  return new HabitusError("definition_refused", `${first?.message ?? "This is no definition"}${place}.`, {
    ...(first === undefined || first.suggestion === null
      ? {}
      : { fix: `Write \`${first.suggestion}\` instead.` }),
    details: { problems },
  });
}

/** A problem with its place in a text, as the API tells it. */
export function fromText(problem: TextProblem): DefinitionProblem {
  const { code, message, line, column, from, to, expected, suggestion } = problem;
  return { code, message, line, column, from, to, path: null, expected: [...expected], suggestion };
}

export function fromTree({ code, message, path, suggestion }: TreeProblem): DefinitionProblem {
  return { code, message, line: null, column: null, from: null, to: null, path, expected: [], suggestion };
}
