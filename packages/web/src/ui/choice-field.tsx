import { NativeSelect } from "@mantine/core";

type ChoiceFieldProps<Choice extends string> = {
  readonly label: string;
  readonly disabled?: boolean;
  readonly value: Choice;
  readonly choices: readonly Choice[];
  readonly nameOf: (choice: Choice) => string;
  readonly onChange: (choice: Choice) => void;
};

/** One of a few. */
export function ChoiceField<Choice extends string>(props: ChoiceFieldProps<Choice>) {
  const { label, disabled = false, value, choices, nameOf, onChange } = props;
  return (
    <NativeSelect
      label={label}
      disabled={disabled}
      value={value}
      data={choices.map((each) => ({ value: each, label: nameOf(each) }))}
      onChange={({ currentTarget }) =>
        onChange(choices.find((each) => each === currentTarget.value) ?? value)
      }
    />
  );
}
