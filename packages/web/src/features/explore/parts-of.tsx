import { NO_SCOPE } from "../builder/part-props.ts";
import { Parts } from "../builder/parts.tsx";
import type { AnyPart, AnyRecord } from "../builder/specs/spec.ts";

type PartsOfProps<T> = {
  readonly parts: readonly unknown[];
  readonly value: T;
  readonly at: string;
  readonly onChange: (value: T) => void;
};

/** A record in the words and controls of the builder. The parts give back what they were given, with one field changed. */
export function PartsOf<T>({ parts, value, at, onChange }: PartsOfProps<T>) {
  return (
    <Parts
      parts={parts as readonly AnyPart[]}
      value={value as unknown as AnyRecord}
      scope={NO_SCOPE}
      at={at}
      onChange={(next) => onChange(next as unknown as T)}
    />
  );
}
