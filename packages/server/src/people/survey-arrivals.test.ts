import type { AnswerForm } from "@habitus/contract";
import type { TrackedEvent } from "@habitus/events";
import { expect, test } from "vitest";
import { admitAnswer } from "./survey-arrivals.ts";
import type { SurveyRecord } from "./surveys.ts";

function surveyAsking(answer: AnswerForm): SurveyRecord {
  const by = { kind: "user", id: "u1", name: "Ada" } as const;
  return {
    key: "nps",
    name: "NPS",
    questions: [{ key: "score", text: "How likely?", answer, tag: null, decayDays: null }],
    rev: 1,
    updatedAt: 1,
    updatedBy: by,
  };
}

function answered(properties: string, name = "Survey Answered"): TrackedEvent {
  return {
    type: "track",
    id: "m1",
    name,
    time: 1,
    offsetMinutes: null,
    userId: "ann",
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties,
    traits: "{}",
    context: "{}",
  };
}

const choices = ["good", "bad"];

test.each<readonly [form: AnswerForm, sent: string, kept: string]>([
  [{ type: "nps" }, `{"survey":"NPS","answer":9}`, `{"survey":"NPS","answer":9,"score":9}`],
  [{ type: "nps" }, `{"survey":"nps","answer":"9"}`, `{"survey":"nps","answer":"9","score":9}`],
  [{ type: "nps" }, `{"survey":"nps","score":"9"}`, `{"survey":"nps","score":9}`],
  [
    { type: "number", from: null, to: null },
    `{"survey":"nps","score":1.50}`,
    `{"survey":"nps","score":1.50}`,
  ],
  [
    { type: "scale", from: 1, to: 5 },
    `{"survey":"nps","score":null,"answer":[3.0]}`,
    `{"survey":"nps","answer":[3.0],"score":3}`,
  ],
  [
    { type: "choice", choices },
    `{"survey":"nps","choices":["bad"]}`,
    `{"survey":"nps","choices":["bad"],"answer":"bad"}`,
  ],
  [
    { type: "choices", choices },
    `{"survey":"nps","answer":"bad"}`,
    `{"survey":"nps","answer":"bad","choices":["bad"]}`,
  ],
  [{ type: "yes_no" }, `{"survey":"nps","score":1}`, `{"survey":"nps","score":1,"answer":true}`],
  [{ type: "text" }, `{"survey":"nps","answer":"fine"}`, `{"survey":"nps","answer":"fine"}`],
])("to a question of %j, %s comes in as %s", (form, sent, kept) => {
  expect(admitAnswer(() => [surveyAsking(form)], answered(sent))).toEqual({
    kind: "ok",
    value: answered(kept),
  });
});

test("what answers no survey that is defined comes in as it is", () => {
  const surveys = () => [surveyAsking({ type: "nps" })];
  for (const event of [answered(`{"survey":"other","answer":9}`), answered(`{"survey":"nps"}`, "Viewed")]) {
    expect(admitAnswer(surveys, event)).toEqual({ kind: "ok", value: event });
  }
});
