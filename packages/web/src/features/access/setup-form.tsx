import { LIMITS, type Session } from "@habitus/contract";
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, apiErrorCode } from "../../api/client.ts";
import { setupQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { EmailField, PasswordField } from "./access-fields.tsx";

export function SetupForm({ onDone }: { readonly onDone: (session: Session) => void }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tooShort, setTooShort] = useState(false);
  const min = LIMITS.passwordMin;
  const create = useMutation({
    mutationFn: () => api.createFirstAdmin({ body: { name: name.trim(), email: email.trim(), password } }),
    onSuccess: onDone,
    onError: (error) => {
      if (apiErrorCode(error) === "setup_done")
        void client.invalidateQueries({ queryKey: setupQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTooShort(password.length < min);
    if (password.length >= min) create.mutate();
  };
  return (
    <form onSubmit={submit} className="access-fields">
      <TextInput
        label={t("setup.name")}
        description={t("setup.nameNote")}
        autoComplete="name"
        required
        withAsterisk={false}
        size="md"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <EmailField email={email} onEmail={setEmail} />
      <PasswordField
        description={t("setup.passwordNote", { min })}
        error={tooShort ? t("setup.shortPassword", { min }) : undefined}
        autoComplete="new-password"
        password={password}
        onPassword={setPassword}
      />
      {create.isError ? <Failure error={create.error} /> : null}
      <Button type="submit" size="md" loading={create.isPending}>
        {t("setup.submit")}
      </Button>
    </form>
  );
}
