import { contradictions } from "../check/contradictions.ts";
import { doubtfulNames } from "../text/doubtful-names.ts";
import type { TextProblem } from "../text/problem.ts";
import type { Definition } from "../tree/definition.ts";
import { observedProblems } from "./observed-problems.ts";
import { standardEvent } from "./standard-events.ts";
import type { Vocabulary } from "./vocabulary.ts";

/**
 * What a sentence by itself says that is probably not meant: parts that are never true together, and names that may be meant for something else.
 * @param definition what the sentence reads as.
 * @param sent names that nobody doubts, beside what the product knows; null where it is not known what was sent.
 */
export function ownWarnings(
  text: string,
  definition: Definition,
  sent: Pick<Vocabulary, "events" | "traits"> | null,
): readonly TextProblem[] {
  const { events, traits } = sent ?? { events: [], traits: [] };
  const isKnown = (name: string): boolean =>
    standardEvent(name) !== null || events.some((event) => event.name === name);
  const isTrait = (name: string): boolean => traits.some(({ path: [first] }) => first === name);
  return [
    ...observedProblems(text, contradictions(definition)),
    ...doubtfulNames(text, isKnown, isTrait),
  ].toSorted((a, b) => a.from - b.from);
}
