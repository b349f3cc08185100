import type { Survey } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { surveyResults } from "../../../people/survey-results.ts";
import { answerTraits, type SurveyRecord } from "../../../people/surveys.ts";
import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";
import { found } from "./shared.ts";

type SurveyOperations = "listSurveys" | "editSurvey" | "deleteSurvey" | "getSurveyAnswers";

export function surveyHandlers(deps: ManagementDeps): HandlersFor<SurveyOperations> {
  const { surveys, evaluator, events, workspace } = deps;
  return {
    listSurveys: () => ({ surveys: surveys.list().map(toSurvey) }),
    async editSurvey({ params, body: { name, questions, rev } }, { caller }) {
      return toSurvey(await surveys.set(params.key, { name, questions }, rev, caller.actor));
    },
    async deleteSurvey({ params }, { caller }) {
      await surveys.remove(params.key, caller.actor);
      return undefined;
    },
    async getSurveyAnswers({ params }, { signal }) {
      const survey = found(surveys.get(params.key), "survey");
      const logicalNow = () => workspace.logicalNow();
      const { at, questions } = await surveyResults({ evaluator, events, logicalNow }, survey, signal);
      return {
        at: formatInstant(at),
        questions: questions.map((question) => ({ ...question, answers: [...question.answers] })),
      };
    },
  };
}

function toSurvey({ key, questions, updatedAt, ...rest }: SurveyRecord): Survey {
  return {
    ...rest,
    key,
    questions: questions.map((question) => ({ ...question, trait: answerTraits(key, question.key).answer })),
    updatedAt: formatInstant(updatedAt),
  };
}
