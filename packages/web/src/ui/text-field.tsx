import { TextInput, type TextInputProps } from "@mantine/core";

type TextFieldProps = Pick<
  TextInputProps,
  "label" | "description" | "placeholder" | "type" | "autoComplete"
> & {
  readonly value: string;
  readonly onText: (text: string) => void;
  /** Where the dialog it stands in begins. */
  readonly isFirst?: boolean;
};

/** A line of text that has to be given. */
export function TextField({ onText, isFirst = false, ...rest }: TextFieldProps) {
  return (
    <TextInput
      {...rest}
      {...(isFirst ? { "data-autofocus": true } : {})}
      required
      withAsterisk={false}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}
