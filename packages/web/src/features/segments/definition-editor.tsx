import { Input } from "@mantine/core";
import { type ReactNode, useId } from "react";
import type { DefinitionProblem } from "@habitus/contract";
import { markProblems } from "./marks.ts";
import "./definition-editor.css";

type DefinitionEditorProps = {
  readonly label: string;
  readonly description: string;
  readonly error: ReactNode;
  readonly value: string;
  readonly problems: readonly DefinitionProblem[];
  readonly onChange: (value: string) => void;
  /** Id of what says the problems in words. */
  readonly describedBy: string;
};

/** A text field whose mistakes are underlined: a copy of the text lies behind it and carries the lines. */
export function DefinitionEditor(props: DefinitionEditorProps) {
  const { label, description, error, value, problems, onChange, describedBy } = props;
  const id = useId();
  return (
    <Input.Wrapper id={id} label={label} description={description} error={error} size="md">
      <div className="definition">
        <div className="definition-behind" aria-hidden>
          {markProblems(value, problems).map(({ text, problem }, index) =>
            // The stretches have no identity but their order.
            problem === null ? <span key={index}>{text}</span> : <mark key={index}>{text}</mark>,
          )}
          {"\n"}
        </div>
        <textarea
          id={id}
          className="definition-text"
          spellCheck={false}
          autoCapitalize="off"
          value={value}
          aria-invalid={problems.length > 0}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </div>
    </Input.Wrapper>
  );
}
