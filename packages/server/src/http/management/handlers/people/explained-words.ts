import type { ExplainedCondition } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import {
  type Definition,
  describePlan,
  type ExplainedWords,
  explainRoot,
  explainWords,
  type History,
  type Plan,
} from "@habitus/segments";
import type { Question } from "../../../../segments/plan-contexts.ts";
import { toEvidence } from "./explained.ts";

const EVERYONE: Definition = { version: 1, condition: { kind: "everyone" } };

type Asked = {
  readonly question: Question;
  readonly planOf: (question: Question) => Plan;
  /** What the answer was given by. */
  readonly inForce: Plan;
  readonly member: boolean;
  readonly history: History;
  readonly at: Instant;
};

/**
 * Why, in the words of the definition. Null where they would not tell it: another plan is in force than the definition's, or what people allow
 * for single events and fields takes part.
 */
export function explainedWords(asked: Asked): ExplainedCondition | null {
  const { question, planOf, inForce, member, history, at } = asked;
  const { definition, purpose } = question;
  const like = (of: Definition): Question => ({ ...question, definition: of });
  if (describePlan(planOf(question)) !== describePlan(inForce)) return null;
  const allows = planOf(like(EVERYONE));
  if (consents(inForce) !== consents(allows)) return null;
  if (!explainRoot(allows, history, at).truth)
    return { kind: "condition", truth: false, says: [`allows "${purpose ?? ""}"`], because: null, of: [] };
  const words = explainWords({
    definition,
    planOf: (line) => planOf(like(line)),
    history,
    now: at,
    present: at,
  });
  return words.truth === member ? toWords(words) : null;
}

/** How many leaves ask what people allow. */
function consents({ leaves }: Plan): number {
  return leaves.filter((leaf) => leaf.kind === "trait" && leaf.inForce === true).length;
}

function toWords(words: ExplainedWords): ExplainedCondition {
  const { kind, truth } = words;
  if (kind !== "line") return { kind, truth, says: [], because: null, of: words.of.map(toWords) };
  const because = words.because === null ? null : toEvidence(words.because);
  return { kind: "condition", truth, says: [words.text], because, of: [] };
}
