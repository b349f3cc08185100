import type { AnswerForm, AnswerTag, Survey, SurveyEdit } from "@habitus/contract";

export const ANSWER_TYPES = ["choice", "choices", "scale", "nps", "number", "yes_no", "text"] as const;
export type AnswerType = (typeof ANSWER_TYPES)[number];

/** A question as it stands in the form: what does not belong to its type is kept while the type is tried out. */
export type QuestionForm = {
  readonly id: number;
  readonly key: string;
  readonly text: string;
  readonly type: AnswerType;
  /** A line each. */
  readonly choices: string;
  /** Empty for no end. */
  readonly from: number | string;
  readonly to: number | string;
  readonly tag: AnswerTag | "";
  readonly decayDays: number | string;
};

export type SurveyForm = {
  readonly key: string;
  readonly name: string;
  readonly questions: readonly QuestionForm[];
};

const BLANK: Omit<QuestionForm, "id"> = {
  key: "",
  text: "",
  type: "choice",
  choices: "",
  from: "",
  to: "",
  tag: "",
  decayDays: "",
};

export function withQuestion(questions: readonly QuestionForm[]): readonly QuestionForm[] {
  return [...questions, { ...BLANK, id: Math.max(-1, ...questions.map(({ id }) => id)) + 1 }];
}

export function formOf(survey: Survey | null): SurveyForm {
  if (survey === null) return { key: "", name: "", questions: withQuestion([]) };
  const questions = survey.questions.map(({ key, text, answer, tag, decayDays }, id): QuestionForm => {
    const { type } = answer;
    return { ...BLANK, id, key, text, type, ...partsOf(answer), tag: tag ?? "", decayDays: decayDays ?? "" };
  });
  return { key: survey.key, name: survey.name, questions };
}

function partsOf(answer: AnswerForm): Partial<QuestionForm> {
  switch (answer.type) {
    case "choice":
    case "choices":
      return { choices: answer.choices.join("\n") };
    case "number":
    case "scale":
      return { from: answer.from ?? "", to: answer.to ?? "" };
    case "nps":
    case "yes_no":
    case "text":
      return {};
  }
}

/** What the form says; what cannot be is left to the server to refuse. */
export function editOf({ name, questions }: SurveyForm, rev: number): SurveyEdit {
  return {
    name,
    questions: questions.map((question) => ({
      key: question.key.trim(),
      text: question.text,
      answer: answerOf(question),
      tag: question.tag === "" ? null : question.tag,
      decayDays: numberOf(question.decayDays),
    })),
    rev,
  };
}

function answerOf({ type, choices, from, to }: QuestionForm): AnswerForm {
  switch (type) {
    case "choice":
    case "choices": {
      const lines = choices.split("\n").map((line) => line.trim());
      return { type, choices: lines.filter((line) => line !== "") };
    }
    case "number":
      return { type, from: numberOf(from), to: numberOf(to) };
    case "scale":
      return { type, from: Number(from), to: Number(to) };
    case "nps":
    case "yes_no":
    case "text":
      return { type };
  }
}

const numberOf = (value: number | string): number | null => (value === "" ? null : Number(value));
