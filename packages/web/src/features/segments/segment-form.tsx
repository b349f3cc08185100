import type { Segment, Template } from "@habitus/contract";
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useCallback, useId, useState } from "react";
import { overviewQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useWhen } from "../../ui/when.tsx";
import type { FigurePart } from "../builder/editor-context.ts";
import { RowsEditor } from "../builder/rows-editor.tsx";
import { useEditor } from "../builder/use-editor.ts";
import { CheckResult } from "./check-result.tsx";
import { DefinitionDiff } from "./definition-diff.tsx";
import { DefinitionEditor } from "./definition-editor.tsx";
import { DefinitionPreview } from "./definition-preview.tsx";
import { ExamplePeople } from "./example-people.tsx";
import { PeopleBehind } from "./people-behind.tsx";
import { RehearsalCard } from "./rehearsal-card.tsx";
import {
  checkOf,
  type Draft,
  type DraftField,
  type DraftProblems,
  keyOf,
  problemsOf,
} from "./segment-draft.ts";
import { SaveFailure } from "./save-failure.tsx";
import { SegmentFields } from "./segment-fields.tsx";
import { TemplatePicker } from "./template-picker.tsx";
import { useDefinitionCheck } from "./use-definition-check.ts";
import { type EvaluationView, useEvaluation } from "./use-evaluation.ts";
import { useKeptDraft } from "./use-stored-draft.ts";

type SegmentFormProps = {
  readonly initial: Draft;
  /** What the form would hold had nobody edited it: the segment as it stands, or a blank one. */
  readonly fresh: Draft;
  /** The segment that is edited; null for a new one. */
  readonly live: Segment | null;
  /** The revision the edit began with. */
  readonly rev: number | null;
  /** When the draft was kept that the form begins with; null when it begins afresh. */
  readonly restoredFrom: string | null;
  readonly onDiscard: () => void;
  readonly saveLabel: string;
  readonly saving: boolean;
  readonly error: unknown;
  /** Shown above the button: a conflict to decide. */
  readonly notice?: ReactNode;
  readonly cancel: ReactNode;
  readonly onSave: (draft: Draft) => void;
};

function useDraft(initial: Draft, isNew: boolean) {
  const editor = useEditor(initial.definition);
  const [fields, setFields] = useState(initial);
  const [keyTouched, setKeyTouched] = useState(!isNew || initial.key !== keyOf(initial.name));
  const [tried, setTried] = useState(false);
  const draft: Draft = { ...fields, definition: editor.state.now.text };
  const set = (field: DraftField, value: string) => {
    if (field === "key") setKeyTouched(true);
    const follows = field === "name" && !keyTouched ? { key: keyOf(value) } : {};
    setFields({ ...fields, [field]: value, ...follows });
  };
  /** Fills what nobody has written yet. */
  const offer = (offered: Partial<Draft>) => {
    const empty = Object.entries(offered).filter(([field]) => fields[field as DraftField].trim() === "");
    setFields({ ...fields, ...Object.fromEntries(empty) });
  };
  const problems: DraftProblems = tried ? problemsOf(draft) : {};
  return { draft, set, offer, problems, setTried, editor };
}

export function SegmentForm(props: SegmentFormProps) {
  const { t } = useI18n();
  const { live, fresh, rev } = props;
  const isNew = live === null;
  const { draft, set, offer, problems, setTried, editor } = useDraft(props.initial, isNew);
  const [at, setAt] = useState("");
  const people = useQuery(overviewQuery).data?.totals.people ?? null;
  const { reading } = editor;
  const view = useEvaluation({ ...reading, purpose: draft.purpose.trim(), at });
  const keeping = useKeptDraft(live?.key ?? null, rev, draft, fresh);
  const result = useDefinitionCheck(checkOf(draft, reading.definition !== null));
  const hasProblems = Object.keys(problems).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problemsOf(draft)).length > 0) return;
    if (reading.definition !== null && result.check?.ok !== false) props.onSave(draft);
  };
  const pick = ({ name, goal, action }: Template, sentence: string) => {
    editor.dispatch({ do: "edit text", text: sentence });
    const follows = draft.key === "" ? { key: keyOf(name) } : {};
    offer({ name, ...follows, goal, action });
  };
  // Words that cannot be read are mostly a wish, which a goal may meet.
  const isWish =
    draft.definition !== "" && reading.definition === null && editor.state.now.rows.rows.length === 0;
  // While a purpose is being typed it is the one in force.
  const purposeAsked = view.asked.purpose === "" ? (live?.purpose ?? "") : view.asked.purpose;
  const isChanged =
    live !== null &&
    reading.definition !== null &&
    (draft.definition !== live.definition.text || purposeAsked !== live.purpose);
  return (
    <form className="segment-form" onSubmit={submit} noValidate>
      <div className="stack">
        <Restored from={props.restoredFrom} onDiscard={props.onDiscard} />
        <Card>
          <TextInput
            size="md"
            label={t("segment.form.name")}
            required
            error={problems.name === undefined ? undefined : t(problems.name)}
            value={draft.name}
            onChange={(event) => set("name", event.currentTarget.value)}
          />
        </Card>
        <Card title={t("segment.form.definition")}>
          <CountedRows editor={editor} view={view} people={people} />
          {draft.definition === "" ? <TemplatePicker onPick={pick} /> : null}
          <Sentence editor={editor} result={result} problem={problems.definition} />
          {isWish ? <TemplatePicker wish={draft.definition} onPick={pick} /> : null}
        </Card>
        <ExamplePeople view={view} />
        {isChanged && view.asked.definition !== "" ? (
          <DefinitionDiff
            before={{ definition: live.definition.text, purpose: live.purpose }}
            after={{ definition: view.asked.definition, purpose: purposeAsked }}
          />
        ) : null}
        <RehearsalCard
          asked={{
            definition: view.asked.definition,
            purpose: view.asked.purpose ?? "",
            segment: live?.key ?? null,
          }}
        />
        <Card>
          <SegmentFields draft={draft} problems={problems} keyIsFixed={!isNew} set={set} />
        </Card>
        {props.notice}
        {props.error === null ? null : (
          <SaveFailure error={props.error} tags={draft.tags} onTags={(tags) => set("tags", tags)} />
        )}
        {hasProblems ? <Note tone="warn">{t("segment.form.fix")}</Note> : null}
        <div className="form-foot">
          {keeping === "nothing" ? null : (
            <span className="muted form-kept">{t(keeping === "kept" ? "draft.kept" : "draft.refused")}</span>
          )}
          {props.cancel}
          <Button type="submit" size="md" loading={props.saving}>
            {props.saveLabel}
          </Button>
        </div>
      </div>
      <DefinitionPreview
        view={view}
        isReadable={reading.definition !== null}
        except={live?.key ?? null}
        at={at}
        onAt={setAt}
      />
    </form>
  );
}

type CountedRowsProps = {
  readonly editor: ReturnType<typeof useEditor>;
  readonly view: EvaluationView;
  readonly people: number | null;
};

/** The lines, whose numbers open the people behind them. */
function CountedRows({ editor, view, people }: CountedRowsProps) {
  const { t } = useI18n();
  const [open, setOpen] = useState<{ readonly row: string; readonly part: FigurePart } | null>(null);
  const onFigure = useCallback((row: string, part: FigurePart) => setOpen({ row, part }), []);
  const figure = open === null ? undefined : view.figures.get(open.row);
  const { definition, purpose, at } = view.asked;
  const of =
    figure === undefined
      ? null
      : open?.part === "holds"
        ? { before: null, after: figure.line }
        : { before: definition, after: figure.without };
  return (
    <>
      <RowsEditor editor={editor} figures={view.figures} people={people} onFigure={onFigure} />
      {open === null || of === null || figure === undefined ? null : (
        <PeopleBehind
          of={{ ...of, purpose, at, side: "entered" }}
          title={t(`figure.${open.part}`, { line: figure.line })}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

type SentenceProps = {
  readonly editor: ReturnType<typeof useEditor>;
  readonly result: ReturnType<typeof useDefinitionCheck>;
  readonly problem: DraftProblems["definition"];
};

/** The same definition as text, below its lines. */
function Sentence({ editor, result, problem }: SentenceProps) {
  const { t } = useI18n();
  const checkId = useId();
  const { state, dispatch, reading } = editor;
  const { text } = state.now;
  const change = (next: string) => dispatch({ do: "edit text", text: next });
  const mistakes = reading.problems.map((found) => ({ ...found, expected: [...found.expected], path: null }));
  return (
    <div className="form-sentence">
      <DefinitionEditor
        label={t("b.text")}
        description={t("segment.form.definitionNote")}
        error={problem === undefined ? undefined : t(problem)}
        value={text}
        problems={mistakes.length > 0 ? mistakes : (result.check?.problems ?? [])}
        warnings={result.check?.warnings ?? []}
        onChange={change}
        describedBy={checkId}
      />
      <CheckResult id={checkId} text={text} mistakes={mistakes} result={result} onChange={change} />
    </div>
  );
}

type RestoredProps = { readonly from: string | null; readonly onDiscard: () => void };

function Restored({ from, onDiscard }: RestoredProps) {
  const { t } = useI18n();
  const when = useWhen();
  if (from === null) return null;
  return (
    <Note
      title={t("draft.restored", { when: when(from) })}
      actions={
        <Button size="xs" variant="default" onClick={onDiscard}>
          {t("draft.discard")}
        </Button>
      }
    />
  );
}
