import { NativeSelect } from "@mantine/core";
import { moneyQuery } from "../../api/money-queries.ts";
import { purposesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useSentEvents } from "../builder/vocabulary.ts";
import { likeOf } from "../segments/event-names.ts";
import { NumberField } from "./number-field.tsx";
import { QuestionForm, type QuestionProps } from "./question-form.tsx";
import { draftOf, MOST_DAYS, type RfmDraft, type RfmSearch, searchOf } from "./rfm-question.ts";
import { useQuestion } from "./use-question.ts";

const ORDER = "Order Completed";

/** Begins with what is usual in the workspace, once that is known. */
export function RfmForm(props: QuestionProps<RfmSearch>) {
  const sent = useSentEvents();
  const currency = useBeside(moneyQuery).data?.currency ?? null;
  const names = sent.map(({ name }) => name);
  const usual = {
    event: names.includes(ORDER) ? ORDER : (likeOf(ORDER, sent) ?? ""),
    property: currency === null ? "revenue" : "$revenue",
  };
  return <Question key={JSON.stringify(usual)} usual={usual} names={names} {...props} />;
}

type RfmQuestionProps = QuestionProps<RfmSearch> & {
  readonly usual: Pick<RfmDraft, "event" | "property">;
  readonly names: readonly string[];
};

function Question({ usual, names, search, ...asking }: RfmQuestionProps) {
  const { t } = useI18n();
  const purposes = useBeside(purposesQuery).data?.purposes ?? [];
  const isAsked = search.event !== undefined;
  const codec = { draftOf: (of: RfmSearch) => draftOf(of, usual), searchOf };
  const { draft, set, ...question } = useQuestion(search, codec, isAsked);
  return (
    <QuestionForm title={t("rfm.question")} question={question} incomplete={t("rfm.incomplete")} {...asking}>
      <div className="explore-fields">
        <NativeSelect
          label={t("rfm.event")}
          value={draft.event}
          data={[...new Set(["", draft.event, ...names])]}
          onChange={(event) => set({ event: event.currentTarget.value })}
        />
        <TextField
          label={t("rfm.property")}
          value={draft.property}
          onText={(property) => set({ property })}
        />
        <NumberField
          label={t("rfm.days")}
          value={draft.days}
          most={MOST_DAYS}
          onChange={(days) => set({ days })}
        />
        {purposes.length === 0 ? null : (
          <NativeSelect
            label={t("explore.purpose")}
            value={draft.purpose}
            data={[
              { value: "", label: t("explore.noPurpose") },
              ...purposes.map(({ key, name }) => ({ value: key, label: name })),
            ]}
            onChange={(event) => set({ purpose: event.currentTarget.value })}
          />
        )}
      </div>
    </QuestionForm>
  );
}
