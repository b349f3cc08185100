import { Button, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { CheckResult } from "./check-result.tsx";
import { DefinitionEditor } from "./definition-editor.tsx";
import { DefinitionPreview } from "./definition-preview.tsx";
import { Examples } from "./examples.tsx";
import { type Draft, type DraftField, type DraftProblems, keyOf, problemsOf } from "./segment-draft.ts";
import { SegmentFields } from "./segment-fields.tsx";
import { useDefinitionCheck } from "./use-definition-check.ts";

type SegmentFormProps = {
  readonly initial: Draft;
  readonly isNew: boolean;
  readonly saveLabel: string;
  readonly saving: boolean;
  readonly error: unknown;
  /** Shown above the button: a conflict to decide. */
  readonly notice?: ReactNode;
  readonly cancel: ReactNode;
  readonly onSave: (draft: Draft) => void;
};

function useDraft(initial: Draft, isNew: boolean) {
  const [draft, setDraft] = useState(initial);
  const [keyTouched, setKeyTouched] = useState(!isNew);
  const [tried, setTried] = useState(false);
  const set = (field: DraftField, value: string) => {
    if (field === "key") setKeyTouched(true);
    const follows = field === "name" && !keyTouched ? { key: keyOf(value) } : {};
    setDraft({ ...draft, [field]: value, ...follows });
  };
  const problems: DraftProblems = tried ? problemsOf(draft) : {};
  return { draft, set, problems, setTried };
}

export function SegmentForm(props: SegmentFormProps) {
  const { t } = useI18n();
  const checkId = useId();
  const { draft, set, problems, setTried } = useDraft(props.initial, props.isNew);
  const result = useDefinitionCheck(draft.definition);
  const { check } = result;
  const hasProblems = Object.keys(problems).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problemsOf(draft)).length === 0 && check?.ok !== false) props.onSave(draft);
  };
  return (
    <form className="segment-form" onSubmit={submit} noValidate>
      <div className="stack">
        <Card>
          <TextInput
            size="md"
            mb="lg"
            label={t("segment.form.name")}
            required
            error={problems.name === undefined ? undefined : t(problems.name)}
            value={draft.name}
            onChange={(event) => set("name", event.currentTarget.value)}
          />
          {draft.definition === "" ? <Examples onPick={(text) => set("definition", text)} /> : null}
          <DefinitionEditor
            label={t("segment.form.definition")}
            description={t("segment.form.definitionNote")}
            error={problems.definition === undefined ? undefined : t(problems.definition)}
            value={draft.definition}
            problems={check?.problems ?? []}
            onChange={(text) => set("definition", text)}
            describedBy={checkId}
          />
          <CheckResult
            id={checkId}
            text={draft.definition}
            result={result}
            onChange={(text) => set("definition", text)}
          />
        </Card>
        <Card>
          <SegmentFields draft={draft} problems={problems} keyIsFixed={!props.isNew} set={set} />
        </Card>
        {props.notice}
        {props.error === null ? null : <Failure error={props.error} />}
        {hasProblems ? <Note tone="warn">{t("segment.form.fix")}</Note> : null}
        <div className="form-foot">
          {props.cancel}
          <Button type="submit" size="md" loading={props.saving}>
            {props.saveLabel}
          </Button>
        </div>
      </div>
      <DefinitionPreview definition={check?.ok === true ? draft.definition : null} />
    </form>
  );
}
