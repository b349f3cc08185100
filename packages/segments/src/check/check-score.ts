import { LIMITS } from "../limits.ts";
import type { PlanContext } from "../normalise/context.ts";
import type { ScoreDefinition, ScoreElement } from "../tree/definition.ts";
import { scoreSchema } from "../tree/schema.ts";
import { checkDefinition } from "./check-definition.ts";
import { pointer, type TreeProblem } from "./problem.ts";

export type CheckedScore =
  | { readonly kind: "ok"; readonly score: ScoreDefinition }
  | { readonly kind: "refused"; readonly problems: readonly TreeProblem[] };

const VALUE = new RegExp(`^-?\\d{1,${LIMITS.scoreDigits}}(?:\\.\\d{1,${LIMITS.scoreFraction}})?$`);

/** Decides whether anything is a score; what passes can be compared in definitions. @param context as for `checkDefinition`. */
export function checkScore(input: unknown, context?: PlanContext): CheckedScore {
  const written = elementsOf(input);
  // Each condition by itself first: what is nested too deeply must not reach the schema, which calls itself once per level.
  const checked = written.map((when) => checkDefinition({ version: 1, condition: when }, context));
  const problems = checked.flatMap((one, place) =>
    one.kind === "ok" ? [] : one.problems.map((problem) => inElement(problem, place)),
  );
  if (problems.length > 0) return { kind: "refused", problems };
  const parsed = scoreSchema.safeParse(input);
  if (!parsed.success) {
    const shape = parsed.error.issues.map(({ message, path }) => {
      return { code: "wrong_shape", message, path: pointer(path.map(keyOf)), suggestion: null };
    });
    return { kind: "refused", problems: shape };
  }
  const wrong = [...tooMany(parsed.data), ...parsed.data.elements.flatMap(valueProblems)];
  if (wrong.length > 0) return { kind: "refused", problems: wrong };
  const elements = parsed.data.elements.map(({ when, value }, place) => {
    const one = checked[place];
    return { when: one?.kind === "ok" ? one.definition.condition : when, value };
  });
  return { kind: "ok", score: { version: 1, elements } };
}

function elementsOf(input: unknown): readonly unknown[] {
  if (typeof input !== "object" || input === null || !("elements" in input)) return [];
  if (!Array.isArray(input.elements)) return [];
  return input.elements.map((element: unknown) =>
    typeof element === "object" && element !== null && "when" in element ? element.when : null,
  );
}

function inElement({ path, ...problem }: TreeProblem, place: number): TreeProblem {
  return { ...problem, path: path.replace(/^\/condition/, pointer(["elements", place, "when"])) };
}

function keyOf(key: PropertyKey): string | number {
  return typeof key === "symbol" ? String(key) : key;
}

function tooMany({ elements }: ScoreDefinition): readonly TreeProblem[] {
  if (elements.length <= LIMITS.scoreElements) return [];
  const message = `A score has at most ${LIMITS.scoreElements} elements, this one has ${elements.length}`;
  return [{ code: "too_many_elements", message, path: pointer(["elements"]), suggestion: null }];
}

function valueProblems({ value }: ScoreElement, place: number): readonly TreeProblem[] {
  if (value.kind === "number" && VALUE.test(value.value)) return [];
  const message = `\`${value.value}\` is no value of an element: a number of at most ${LIMITS.scoreDigits} digits before the point and ${LIMITS.scoreFraction} behind it`;
  return [
    { code: "bad_score_value", message, path: pointer(["elements", place, "value"]), suggestion: null },
  ];
}
