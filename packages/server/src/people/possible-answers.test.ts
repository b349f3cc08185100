import type { AnswerForm } from "@habitus/contract";
import { DEFAULT_CONTEXT } from "@habitus/segments";
import { expect, test } from "vitest";
import { mustReadDefinition } from "../segments/language.ts";
import { leavesToRead } from "../segments/plan-contexts.ts";
import { losesSense } from "./possible-answers.ts";

const NPS: AnswerForm = { type: "nps" };
const SCALE: AnswerForm = { type: "scale", from: 1, to: 5 };
const AMOUNT: AnswerForm = { type: "number", from: 0.5, to: null };
const CHOICE: AnswerForm = { type: "choice", choices: ["work", "fun"] };
const CHOICES: AnswerForm = { type: "choices", choices: ["work", "fun"] };
const YES_NO: AnswerForm = { type: "yes_no" };
const TEXT: AnswerForm = { type: "text" };

function breaks(sentence: string, before: AnswerForm, after: AnswerForm): boolean {
  const definition = mustReadDefinition(sentence);
  const leaves = leavesToRead(DEFAULT_CONTEXT, { definition, purpose: null });
  return leaves.some((leaf) => losesSense(leaf, before, after));
}

test.each<[string, AnswerForm, AnswerForm, boolean]>([
  ["mood >= 9", NPS, SCALE, true],
  ["mood >= 5", NPS, SCALE, false],
  ["mood < 1", NPS, AMOUNT, false],
  ["mood <= 0.5", NPS, AMOUNT, false],
  ["mood < 0.5", NPS, AMOUNT, true],
  ["mood between 7 and 8", NPS, TEXT, false],
  ["not mood >= 9", NPS, CHOICE, true],
  ['mood is "fun"', CHOICE, CHOICES, true],
  ['mood is "fun"', CHOICE, { type: "choice", choices: ["work", "rest"] }, true],
  ['mood is "fun"', CHOICE, TEXT, false],
  // Nothing could meet it before either.
  ['mood is "none of it"', CHOICE, SCALE, false],
  ['mood is not "fun"', CHOICE, YES_NO, true],
  ['mood in ("work", "rest")', CHOICE, { type: "choice", choices: ["work"] }, false],
  ['mood includes "fun"', CHOICES, TEXT, true],
  ["mood is true", YES_NO, CHOICE, true],
  ['mood changed from "work" to "fun" in last 30 days', CHOICE, NPS, true],
  ['mood has been "fun" for 30 days', CHOICE, TEXT, false],
  ["mood exists", CHOICE, NPS, false],
  ['plan is "pro"', NPS, SCALE, false],
  ["in top 20% by mood", NPS, SCALE, false],
])("%s, from %j to %j: %s", (sentence, before, after, isBroken) => {
  expect(breaks(sentence, before, after)).toBe(isBroken);
});
