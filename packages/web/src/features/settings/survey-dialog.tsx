import type { Survey } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useSave } from "../../ui/use-save.ts";
import { editOf, formOf, type QuestionForm, type SurveyForm, withQuestion } from "./survey-form.ts";
import { SurveyQuestionFields } from "./survey-question-fields.tsx";
import { NameFields } from "./name-fields.tsx";

type Props = { readonly survey: Survey | null; readonly onClose: () => void };

export function SurveyDialog({ survey, onClose }: Props) {
  const { t } = useI18n();
  const [form, setForm] = useState(() => formOf(survey));
  const set = (change: Partial<SurveyForm>): void => setForm({ ...form, ...change });
  const { questions } = form;
  const change = (id: number, part: Partial<QuestionForm>): void =>
    set({ questions: questions.map((each) => (each.id === id ? { ...each, ...part } : each)) });
  const send = () => api.editSurvey({ params: { key: form.key }, body: editOf(form, survey?.rev ?? 0) });
  // Every count may be another one now.
  const { save, submit } = useSave(send, "all", onClose);
  return (
    <Dialog
      onClose={onClose}
      size="xl"
      title={survey === null ? t("surveys.new") : t("entry.editNamed", { name: survey.name })}
    >
      <form onSubmit={submit} className="stack">
        <NameFields
          form={form}
          set={set}
          isNew={survey === null}
          keyNote={t("surveys.keyNote")}
          nameNote={t("surveys.nameNote")}
        />
        {questions.map((question, place) => (
          <SurveyQuestionFields
            key={question.id}
            question={question}
            number={place + 1}
            change={(part) => change(question.id, part)}
            remove={
              questions.length === 1
                ? null
                : () => set({ questions: questions.filter(({ id }) => id !== question.id) })
            }
          />
        ))}
        <Button
          variant="subtle"
          size="compact-md"
          style={{ justifySelf: "start" }}
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => set({ questions: withQuestion(questions) })}
        >
          {t("surveys.addQuestion")}
        </Button>
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}
