import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useMemo } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Note } from "../../ui/notes.tsx";
import { readsCalendar } from "./calendar.ts";
import { EditorContext, type RowFigure } from "./editor-context.ts";
import type { Editor } from "./use-editor.ts";
import { MatchSelect, RowList } from "./row-list.tsx";
import "./builder.css";

type RowsEditorProps = {
  readonly editor: Editor;
  readonly figures: ReadonlyMap<string, RowFigure>;
  readonly people: number | null;
  readonly onFigure: EditorContext["onFigure"];
};

/** The definition as lines that are read from top to bottom like a sentence. */
export function RowsEditor({ editor, figures, people, onFigure }: RowsEditorProps) {
  const { t, f } = useI18n();
  const keysId = useId();
  const { state, dispatch, problems, reading } = editor;
  const { rows, inStep } = state.now;
  const context = useMemo(
    () => ({ dispatch, problems, figures, people, onFigure, focus: state.focus }),
    [dispatch, problems, figures, people, onFigure, state.focus],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const key = event.key.toLowerCase();
    const isCommand = event.ctrlKey || event.metaKey;
    const isRedo = isCommand && (key === "y" || (key === "z" && event.shiftKey));
    if (isRedo || (isCommand && key === "z")) {
      event.preventDefault();
      dispatch({ do: isRedo ? "redo" : "undo" });
    }
    // Enter in a field of a line must not save the whole form.
    if (key === "enter" && event.target instanceof HTMLInputElement) event.preventDefault();
  };
  return (
    <EditorContext value={context}>
      {/* The keys for taking back work wherever inside the keyboard stands. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className="b-editor" onKeyDown={onKeyDown}>
        <div className="b-head">
          <span className="b-intro">
            {t(rows.rows.length === 0 ? "b.empty" : rows.rows.length === 1 ? "b.match.one" : "b.match.intro")}{" "}
            {rows.rows.length < 2 ? null : (
              <MatchSelect group={{ ...rows, nots: 0 }} target={null} choices={["all", "any"]} />
            )}
          </span>
          <Travel editor={editor} />
        </div>
        {inStep || rows.rows.length === 0 ? null : <Note tone="warn">{t("b.outOfStep")}</Note>}
        <div data-stale={inStep ? undefined : ""} aria-describedby={keysId}>
          <RowList rows={rows.rows} joiner={rows.joiner} target={null} />
        </div>
        {reading.definition !== null && readsCalendar(reading.definition) ? (
          <p className="muted">{t("builder.zone", { zone: f.zone })}</p>
        ) : null}
        <p className="visually-hidden" id={keysId}>
          {t("b.keys")}
        </p>
      </div>
    </EditorContext>
  );
}

function Travel({ editor: { state, dispatch } }: { readonly editor: Editor }) {
  const { t } = useI18n();
  const steps = [
    { to: "undo", word: "b.undo", icon: IconArrowBackUp, left: state.past.length },
    { to: "redo", word: "b.redo", icon: IconArrowForwardUp, left: state.future.length },
  ] as const;
  return (
    <span className="b-travel">
      {steps.map(({ to, word, icon: Icon, left }) => (
        <Tooltip key={to} label={t(word)}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t(word)}
            disabled={left === 0}
            onClick={() => dispatch({ do: to })}
          >
            <Icon size={19} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </span>
  );
}
