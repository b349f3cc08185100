import { LIMITS, type Role, ROLES } from "@habitus/contract";
import { PasswordInput, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { usersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useNotice } from "../../ui/use-notice.ts";

export function NewUserDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("editor");
  const [password, setPassword] = useState("");
  const create = useMutation({
    mutationFn: () => api.createUser({ body: { name, email: email.trim(), role, password } }),
    onSuccess: async (user) => {
      notice(t("users.added", { name: user.name }));
      await client.invalidateQueries({ queryKey: usersQuery.queryKey });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Dialog onClose={onClose} title={t("users.new")}>
      <form onSubmit={submit} className="stack">
        <TextField label={t("users.name")} isFirst value={name} onText={setName} />
        <TextField label={t("users.email")} type="email" value={email} onText={setEmail} />
        <Select
          label={t("users.role")}
          allowDeselect={false}
          data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={role}
          onChange={(value) => setRole(ROLES.find((one) => one === value) ?? "viewer")}
        />
        <PasswordInput
          label={t("users.password")}
          description={`${t("setup.passwordNote", { min: LIMITS.passwordMin })} ${t("users.passwordNote")}`}
          autoComplete="new-password"
          required
          withAsterisk={false}
          minLength={LIMITS.passwordMin}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <FormFoot says={t("users.add")} error={create.error} isPending={create.isPending} />
      </form>
    </Dialog>
  );
}
