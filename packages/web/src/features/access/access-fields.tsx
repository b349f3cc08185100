import { PasswordInput, type PasswordInputProps, TextInput } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";

const LARGE = { required: true, withAsterisk: false, size: "md" } as const;

type EmailFieldProps = { readonly email: string; readonly onEmail: (email: string) => void };

export function EmailField({ email, onEmail }: EmailFieldProps) {
  const { t } = useI18n();
  return (
    <TextInput
      {...LARGE}
      label={t("signIn.email")}
      type="email"
      autoComplete="username"
      value={email}
      onChange={(event) => onEmail(event.currentTarget.value)}
    />
  );
}

type PasswordFieldProps = Pick<PasswordInputProps, "description" | "error"> & {
  readonly password: string;
  readonly onPassword: (password: string) => void;
  /** What a keeper of passwords is to do. */
  readonly autoComplete: "current-password" | "new-password";
};

export function PasswordField({ password, onPassword, ...rest }: PasswordFieldProps) {
  const { t } = useI18n();
  return (
    <PasswordInput
      {...LARGE}
      {...rest}
      label={t("signIn.password")}
      value={password}
      onChange={(event) => onPassword(event.currentTarget.value)}
    />
  );
}
