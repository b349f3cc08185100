import type { AnswerForm } from "@habitus/contract";
import { type DeadReason, type Fact, mergeObjects, ownIdOf, type TrackedEvent } from "@habitus/events";
import {
  dead,
  formatInstant,
  hash128,
  hashHex,
  isJsonObject,
  type JsonObject,
  ok,
  type Outcome,
  parseJson,
} from "@habitus/kernel";
import { readsPlace, STANDARD_EVENTS } from "@habitus/segments";
import { answerProperty, isSaid, readAnswer } from "./read-answer.ts";
import { answerTraits, type SurveyQuestion, type SurveyRecord } from "./surveys.ts";

/** What an event is to the surveys there are; null for one that answers none that is defined. */
type Answered =
  | {
      readonly kind: "answer";
      readonly survey: string;
      readonly question: string;
      readonly form: AnswerForm;
      readonly value: string;
    }
  | { readonly kind: "fault"; readonly detail: string };

type Surveys = () => readonly SurveyRecord[];

const REASON = "wrong_answer" satisfies DeadReason;

/**
 * An answer that does not fit the survey it is of stays out; every other event comes in. One that fits says what it says in the property
 * that is asked for it, whichever it was sent in: what was sent stays beside it.
 */
export function admitAnswer(surveys: Surveys, event: TrackedEvent): Outcome<TrackedEvent> {
  const found = answerIn(surveys, event);
  if (found === null) return ok(event);
  if (found.kind === "fault") return dead(REASON, found.detail);
  const { form, value } = found;
  const name = answerProperty(form);
  const sent = propertiesOf(event);
  const isRead = isSaid(sent, name) && (name !== "score" || typeof sent[name] !== "string");
  if (isRead) return ok(event);
  return ok({ ...event, properties: mergeObjects(event.properties, `{"${name}":${value}}`) });
}

/** What these events answer, as facts of the people who said it: the answer, and when it was given. */
export function answerFacts(surveys: Surveys, events: readonly TrackedEvent[]): readonly Fact[] {
  return events.flatMap((event) => {
    const found = answerIn(surveys, event);
    return found?.kind === "answer" ? factsOf(found, event, ownIdOf(event)) : [];
  });
}

/** What an event that is kept answers to a survey; null for one that is no answer to it, `unfit` for one that does not fit it as it is now. */
export function keptAnswerFacts(
  survey: SurveyRecord,
  event: Pick<TrackedEvent, "id" | "name" | "properties" | "time">,
  id: Fact["id"],
): readonly Fact[] | "unfit" | null {
  const found = answerIn(() => [survey], event);
  if (found === null) return null;
  return found.kind === "answer" ? factsOf(found, event, id) : "unfit";
}

function factsOf(
  { survey, question, value }: Extract<Answered, { readonly kind: "answer" }>,
  { id: eventId, time }: Pick<TrackedEvent, "id" | "time">,
  id: Fact["id"],
): readonly Fact[] {
  const { answer, answered } = answerTraits(survey, question);
  const said = { id, time, idHash: hashHex(hash128(eventId)), proof: null };
  return [
    { ...said, name: answer, value },
    { ...said, name: answered, value: JSON.stringify(formatInstant(time)) },
  ];
}

/** Whether an event, or such a field of it, is read for answers. */
export function isAnswer(event: string, field: string | null): boolean {
  return (
    event === STANDARD_EVENTS.surveyAnswered.name &&
    (field === null || READ_FIELDS.some((read) => readsPlace(read, field)))
  );
}

const READ_FIELDS: readonly string[] = ["survey", "question", "answer", "choices", "score"];

function answerIn(
  surveys: Surveys,
  { name, properties }: Pick<TrackedEvent, "name" | "properties">,
): Answered | null {
  if (name !== STANDARD_EVENTS.surveyAnswered.name) return null;
  const all = surveys();
  if (all.length === 0) return null;
  const said = propertiesOf({ properties });
  const named = textOf(said, "survey");
  const survey = all.find(({ key }) => key === named) ?? all.find((each) => each.name === named);
  if (survey === undefined) return null;
  const question = questionOf(survey.questions, textOf(said, "question"));
  if (question === null) return noQuestion(survey, textOf(said, "question"));
  const answer = readAnswer(question.answer, said);
  if (answer.kind === "ok")
    return {
      kind: "answer",
      survey: survey.key,
      question: question.key,
      form: question.answer,
      value: answer.value,
    };
  return { kind: "fault", detail: `Survey "${survey.key}", question "${question.key}": ${answer.detail}` };
}

/** By its key or its text; where nothing is named, the only one there is. */
function questionOf(questions: readonly SurveyQuestion[], named: string | null): SurveyQuestion | null {
  const [only] = questions;
  if (named === null) return questions.length === 1 ? (only ?? null) : null;
  return questions.find(({ key }) => key === named) ?? questions.find(({ text }) => text === named) ?? null;
}

function noQuestion({ key, questions }: SurveyRecord, named: string | null): Answered {
  const keys = questions.map((question) => `"${question.key}"`).join(", ");
  const says =
    named === null ? 'names no "question"' : `has no question ${JSON.stringify(named.slice(0, 100))}`;
  return {
    kind: "fault",
    detail: `Survey "${key}": the answer ${says}. Name one of ${keys}, or add it to the survey.`,
  };
}

function propertiesOf({ properties }: Pick<TrackedEvent, "properties">): JsonObject {
  const read = parseJson(properties);
  return isJsonObject(read) ? read : {};
}

function textOf(said: JsonObject, name: string): string | null {
  const value = Object.hasOwn(said, name) ? said[name] : null;
  return typeof value === "string" && value !== "" ? value : null;
}
