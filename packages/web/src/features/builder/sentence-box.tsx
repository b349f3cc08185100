import { type Condition, parseDefinition, printDefinition } from "@habitus/segments";
import { useState } from "react";

type SentenceBoxProps = {
  readonly label: string;
  readonly value: Condition;
  readonly onChange: (condition: Condition) => void;
};

/** A condition as the sentence it is. What cannot be read yet stays in the field, is marked with its reason and changes nothing. */
export function SentenceBox({ label, value, onChange }: SentenceBoxProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? printDefinition({ version: 1, condition: value });
  const problem = typed === null ? null : problemOf(parseDefinition(typed));
  return (
    <input
      className="b-box"
      aria-label={label}
      aria-invalid={problem !== null}
      {...(problem === null ? {} : { title: problem })}
      value={shown}
      style={{ width: `calc(${Math.min(60, Math.max(10, shown.length))}ch + 28px)` }}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const parsed = parseDefinition(text);
        if (parsed.kind === "ok") onChange(parsed.definition.condition);
      }}
      onBlur={() => {
        if (problem === null) setTyped(null);
      }}
    />
  );
}

function problemOf(parsed: ReturnType<typeof parseDefinition>): string | null {
  return parsed.kind === "ok" ? null : (parsed.problems[0]?.message ?? null);
}
