import { LIMITS, type Session } from "@habitus/contract";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, apiErrorCode } from "../../api/client.ts";
import { setupQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";

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
      <TextInput
        label={t("signIn.email")}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        size="md"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t("signIn.password")}
        description={t("setup.passwordNote", { min })}
        error={tooShort ? t("setup.shortPassword", { min }) : undefined}
        autoComplete="new-password"
        required
        withAsterisk={false}
        size="md"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {create.isError ? <Failure error={create.error} /> : null}
      <Button type="submit" size="md" loading={create.isPending}>
        {t("setup.submit")}
      </Button>
    </form>
  );
}
