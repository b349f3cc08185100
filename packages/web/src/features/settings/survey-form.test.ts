import type { Survey } from "@habitus/contract";
import { expect, test } from "vitest";
import { editOf, formOf, withQuestion } from "./survey-form.ts";

const asked = { text: "Why?", tag: null, decayDays: null } as const;
const SURVEY: Survey = {
  key: "s",
  name: "Survey",
  questions: [
    { ...asked, key: "a", trait: "$answer_s_a", answer: { type: "choices", choices: ["x", "y z"] } },
    { ...asked, key: "b", trait: "$answer_s_b", answer: { type: "scale", from: -1, to: 3 }, tag: "benefit" },
    { ...asked, key: "c", trait: "$answer_s_c", answer: { type: "number", from: null, to: 0 }, decayDays: 7 },
    { ...asked, key: "d", trait: "$answer_s_d", answer: { type: "nps" } },
  ],
  rev: 3,
  updatedAt: "2026-01-01T00:00:00.000Z",
  updatedBy: { kind: "user", id: "u", name: "U" },
};

test("a survey that is opened and saved is the same", () => {
  const { name, questions, rev } = SURVEY;
  const plain = questions.map(({ key, text, answer, tag, decayDays }) => {
    return { key, text, answer, tag, decayDays };
  });
  expect(editOf(formOf(SURVEY), rev)).toEqual({ name, questions: plain, rev });
});

test("blank lines are no choices, and a new question has an id of its own", () => {
  const [first] = formOf(null).questions;
  const questions = withQuestion(first === undefined ? [] : [{ ...first, choices: " a \n\n b" }]);
  expect(questions.map(({ id }) => id)).toEqual([0, 1]);
  expect(editOf({ key: "s", name: "S", questions }, 0).questions[0]?.answer).toEqual({
    type: "choice",
    choices: ["a", "b"],
  });
});
