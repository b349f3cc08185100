import type { Survey } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { SURVEY_BACKFILL_JOB, type SurveyBackfillInput } from "../../../../people/survey-backfill.ts";
import { surveyResults } from "../../../../people/survey-results.ts";
import { answerTraits, type SurveyRecord } from "../../../../people/surveys.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { found } from "../shared.ts";

type SurveyOperations = "listSurveys" | "editSurvey" | "deleteSurvey" | "getSurveyAnswers" | "backfillSurvey";

export function surveyHandlers(deps: ManagementDeps): HandlersFor<SurveyOperations> {
  const { surveys, evaluator, events, jobs, workspace } = deps;
  return {
    listSurveys: () => ({ surveys: surveys.list().map(toSurvey) }),
    async editSurvey({ params, body: { name, questions, rev } }, { caller }) {
      return toSurvey(await surveys.set(params.key, { name, questions }, rev, caller.actor));
    },
    async deleteSurvey({ params }, { caller }) {
      await surveys.remove(params.key, caller.actor);
      return undefined;
    },
    async backfillSurvey({ params: { key } }, { caller }) {
      found(surveys.get(key), "survey");
      const input: SurveyBackfillInput = { survey: key };
      return toJob(await jobs.start(SURVEY_BACKFILL_JOB, caller.actor, input));
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
