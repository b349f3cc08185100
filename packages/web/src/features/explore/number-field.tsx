import { NumberInput } from "@mantine/core";

type NumberFieldProps = {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
};

/** A whole number from 1 on. */
export function NumberField({ label, value, most, onChange }: NumberFieldProps) {
  return (
    <NumberInput
      label={label}
      min={1}
      max={most}
      clampBehavior="strict"
      allowDecimal={false}
      value={value}
      onChange={(next) => {
        if (typeof next === "number" && next >= 1) onChange(next);
      }}
    />
  );
}
