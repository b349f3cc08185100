import { placesInText } from "../text/parse-definition.ts";
import { problemAt, type TextProblem } from "../text/problem.ts";
import type { ObservedWarning } from "./observed-warnings.ts";

/** Warnings about a definition at their places in the text that it was read from. */
export function observedProblems(text: string, warnings: readonly ObservedWarning[]): readonly TextProblem[] {
  const places = placesInText(text, warnings);
  return warnings.map(({ code, message, suggestion }, index) => {
    const { span, exact } = places[index] ?? { span: { from: 0, to: text.length }, exact: false };
    return problemAt(text, span, { code, message, suggestion: exact ? suggestion : null });
  });
}
