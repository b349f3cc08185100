import type { Session } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { EmailField, PasswordField } from "./access-fields.tsx";

export function SignInForm({ onDone }: { readonly onDone: (session: Session) => void }) {
  const { t } = useI18n();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => api.signIn({ body: { email: email.trim(), password } }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form onSubmit={submit} className="access-fields">
      <EmailField email={email} onEmail={setEmail} />
      <PasswordField autoComplete="current-password" password={password} onPassword={setPassword} />
      {signIn.isError ? <Failure error={signIn.error} /> : null}
      <Button type="submit" size="md" loading={signIn.isPending}>
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
