import {
  type KnownEvent,
  type KnownProperty,
  observe,
  type PlanContext,
  STANDARD_EVENTS,
  SURVEY,
} from "@habitus/segments";
import { possibleAnswers } from "./possible-answers.ts";
import { answerTraits, type SurveyQuestion, type SurveyRecord } from "./surveys.ts";

/** The traits that were seen, with what is known of those that hold answers, and with those that nobody has answered yet. */
export function withAnswers(
  seen: readonly KnownProperty[],
  surveys: readonly SurveyRecord[],
): readonly KnownProperty[] {
  const asked = surveys.flatMap(({ key, name, questions }) =>
    questions.map((question): KnownProperty => {
      const path = [answerTraits(key, question.key).answer];
      const known = seen.find((each) => each.path.length === 1 && each.path[0] === path[0]);
      const { text, tag } = question;
      return { ...(known ?? UNSEEN), path, ...mayBe(question), asked: { survey: name, text, tag } };
    }),
  );
  const names = new Set(asked.map(({ path }) => path[0]));
  return [...seen.filter(({ path }) => !names.has(path[0])), ...asked];
}

/** Of the events that answer surveys, a survey that goes by several names is seen under all of them where it is under one. */
export function underAllNames(
  seen: readonly KnownEvent[],
  surveys: PlanContext["surveys"],
): readonly KnownEvent[] {
  const texts = surveys.map((names) => names.map((each) => JSON.stringify(each)));
  const named = (property: KnownProperty): KnownProperty => {
    if (property.path.length !== 1 || property.path[0] !== SURVEY) return property;
    const also = texts.filter((names) => names.some((name) => property.values.includes(name)));
    return { ...property, values: [...new Set([...property.values, ...also.flat()])] };
  };
  return seen.map((event) =>
    event.name === STANDARD_EVENTS.surveyAnswered.name
      ? { ...event, properties: event.properties.map(named) }
      : event,
  );
}

const UNSEEN = { seen: 0, readings: [], values: [], closed: false } as const;

/** How all that may be answered reads; of numbers and texts only what they are, for there is no end of them. */
function mayBe({ answer }: SurveyQuestion): Partial<Pick<KnownProperty, "readings" | "values" | "closed">> {
  const values = possibleAnswers(answer) ?? [];
  // What was there once is never listed.
  const samples = values.map((value) => ({ value: { answer: value }, times: 2 }));
  const [property] = observe(samples).properties;
  if (property === undefined) return { readings: answer.type === "number" ? ["text", "number"] : ["text"] };
  const { readings, values: listed, closed } = property;
  return { readings, values: listed, closed };
}
