import { Input } from "@mantine/core";
import { type ReactNode, useId, useRef } from "react";
import type { DefinitionProblem } from "@habitus/contract";
import { CompletionOptions, optionId } from "./completion-options.tsx";
import { markProblems } from "./marks.ts";
import { useCompletions } from "./use-completions.ts";
import "./definition-editor.css";

type DefinitionEditorProps = {
  readonly label: string;
  readonly description: string;
  readonly error: ReactNode;
  readonly value: string;
  readonly problems: readonly DefinitionProblem[];
  readonly warnings: readonly DefinitionProblem[];
  readonly onChange: (value: string) => void;
  /** Id of what says the problems in words. */
  readonly describedBy: string;
};

/**
 * A text field whose mistakes are underlined: a copy of the text lies behind it and carries the lines. What could stand at the
 * cursor is listed below it.
 */
export function DefinitionEditor(props: DefinitionEditorProps) {
  const { label, description, error, value, problems, warnings, onChange, describedBy } = props;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const list = useCompletions(field, value, onChange);
  const listId = `${id}-options`;
  const isOpen = list.items.length > 0;
  return (
    <Input.Wrapper id={id} label={label} description={description} error={error} size="md">
      <div className="definition">
        <div className="definition-behind" aria-hidden>
          {markProblems(value, [...problems, ...warnings]).map(({ text, problem }, index) =>
            // The stretches have no identity but their order.
            problem === null ? (
              <span key={index}>{text}</span>
            ) : (
              <mark key={index} className={problem < problems.length ? undefined : "warned"}>
                {text}
              </mark>
            ),
          )}
          {"\n"}
        </div>
        <textarea
          ref={field}
          id={id}
          className="definition-text"
          spellCheck={false}
          autoCapitalize="off"
          value={value}
          aria-invalid={problems.length > 0}
          aria-describedby={describedBy}
          aria-autocomplete="list"
          aria-controls={isOpen ? listId : undefined}
          aria-activedescendant={list.active < 0 ? undefined : optionId(listId, list.active)}
          onChange={(event) => {
            const { value: text, selectionStart } = event.currentTarget;
            onChange(text);
            list.typed(text, selectionStart);
          }}
          onKeyDown={list.pressed}
          onBlur={list.close}
        />
        <CompletionOptions id={listId} list={list} />
      </div>
    </Input.Wrapper>
  );
}
