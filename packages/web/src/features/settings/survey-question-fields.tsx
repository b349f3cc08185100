import { ANSWER_TAGS, LIMITS } from "@habitus/contract";
import { Button, NativeSelect, NumberInput, SimpleGrid, Textarea } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ANSWER_TYPES, type QuestionForm } from "./survey-form.ts";

type Props = {
  readonly question: QuestionForm;
  readonly number: number;
  readonly change: (part: Partial<QuestionForm>) => void;
  /** Null of the only one. */
  readonly remove: (() => void) | null;
};

const PAIRS = { cols: { base: 1, sm: 2 }, style: { alignItems: "end" } } as const;

/** One question of a survey: what is asked, what may be answered, and for how long that counts. */
export function SurveyQuestionFields({ question, number, change, remove }: Props) {
  const { t } = useI18n();
  return (
    <fieldset className="stack survey-question">
      <legend>{t("surveys.question", { number })}</legend>
      <SimpleGrid {...PAIRS}>
        <TextField label={t("surveys.text")} value={question.text} onText={(text) => change({ text })} />
        <TextField
          label={t("surveys.questionKey")}
          description={t("surveys.questionKeyNote")}
          value={question.key}
          onText={(key) => change({ key })}
        />
        <ChoiceField
          label={t("surveys.type")}
          value={question.type}
          choices={ANSWER_TYPES}
          nameOf={(type) => t(`surveys.type.${type}`)}
          onChange={(type) => change({ type })}
        />
        <NativeSelect
          label={t("surveys.tag")}
          value={question.tag}
          data={[
            { value: "", label: t("surveys.noTag") },
            ...ANSWER_TAGS.map((value) => ({ value, label: t(`surveys.tag.${value}`) })),
          ]}
          onChange={(event) =>
            change({ tag: ANSWER_TAGS.find((tag) => tag === event.currentTarget.value) ?? "" })
          }
        />
      </SimpleGrid>
      <MayBeAnswered question={question} change={change} />
      <NumberInput
        label={t("surveys.decay")}
        description={t("surveys.decayNote")}
        allowDecimal={false}
        hideControls
        min={1}
        max={LIMITS.surveyDecayDays}
        value={question.decayDays}
        onChange={(decayDays) => change({ decayDays })}
      />
      {remove === null ? null : (
        <Button
          variant="subtle"
          size="compact-md"
          style={{ justifySelf: "start" }}
          leftSection={<IconX size={16} aria-hidden />}
          onClick={remove}
        >
          {t("surveys.removeQuestion", { number })}
        </Button>
      )}
    </fieldset>
  );
}

function MayBeAnswered({ question, change }: Pick<Props, "question" | "change">) {
  const { t } = useI18n();
  const { type } = question;
  if (type === "choice" || type === "choices") {
    return (
      <Textarea
        label={t("surveys.choices")}
        description={t("surveys.choicesNote")}
        required
        withAsterisk={false}
        autosize
        minRows={3}
        value={question.choices}
        onChange={(event) => change({ choices: event.currentTarget.value })}
      />
    );
  }
  if (type !== "number" && type !== "scale") return null;
  const isScale = type === "scale";
  const common = {
    required: isScale,
    withAsterisk: false,
    hideControls: true,
    allowDecimal: !isScale,
    description: isScale ? t("surveys.scaleNote") : t("surveys.numberNote"),
  };
  return (
    <SimpleGrid {...PAIRS}>
      <NumberInput
        {...common}
        label={t("surveys.from")}
        value={question.from}
        onChange={(from) => change({ from })}
      />
      <NumberInput
        {...common}
        label={t("surveys.to")}
        value={question.to}
        onChange={(to) => change({ to })}
      />
    </SimpleGrid>
  );
}
