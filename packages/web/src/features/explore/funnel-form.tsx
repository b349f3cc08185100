import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { AudienceFields } from "./audience-fields.tsx";
import { ChainSteps } from "./chain-steps.tsx";
import { FunnelOptions } from "./funnel-options.tsx";
import { draftOf, type FunnelDraft, type FunnelSearch, searchOf } from "./funnel-question.ts";
import { QuestionFoot } from "./question-foot.tsx";

type FunnelFormProps = {
  readonly search: FunnelSearch;
  readonly isCounting: boolean;
  readonly onShow: (search: FunnelSearch) => void;
  /** The question is the one that is shown. */
  readonly onAgain: () => void;
};

/** The steps and whom they are asked of; nothing is counted before somebody asks for it. */
export function FunnelForm({ search, isCounting, onShow, onAgain }: FunnelFormProps) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(() => draftOf(search));
  const set = (part: Partial<FunnelDraft>): void => setDraft({ ...draft, ...part });
  const next = searchOf(draft);
  const isShown = JSON.stringify(next) === JSON.stringify(searchOf(draftOf(search)));
  return (
    <Card title={t("funnel.question")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (next === null) return;
          if (isShown && search.chain !== undefined) onAgain();
          else onShow(next);
        }}
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
        <QuestionFoot
          missing={next === null ? t("funnel.incomplete") : null}
          isChanged={!isShown && search.chain !== undefined}
          isCounting={isCounting}
        />
      </form>
    </Card>
  );
}
