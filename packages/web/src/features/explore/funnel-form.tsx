import { useI18n } from "../../i18n/use-i18n.tsx";
import { AudienceFields } from "./audience-fields.tsx";
import { ChainSteps } from "./chain-steps.tsx";
import { FunnelOptions } from "./funnel-options.tsx";
import { draftOf, type FunnelSearch, searchOf } from "./funnel-question.ts";
import { QuestionForm, type QuestionProps } from "./question-form.tsx";
import { useQuestion } from "./use-question.ts";

/** The steps and whom they are asked of. */
export function FunnelForm({ search, ...asking }: QuestionProps<FunnelSearch>) {
  const { t } = useI18n();
  const { draft, set, ...question } = useQuestion(search, { draftOf, searchOf });
  return (
    <QuestionForm
      title={t("funnel.question")}
      question={question}
      incomplete={t("funnel.incomplete")}
      {...asking}
    >
      <ChainSteps
        chain={draft.chain}
        hasOwnTimes={draft.within === null}
        onChange={(chain) => set({ chain })}
      />
      <div className="explore-fields">
        <FunnelOptions draft={draft} onChange={set} />
        <AudienceFields value={draft} onChange={set} />
      </div>
    </QuestionForm>
  );
}
