import { type AccessKey, type NewKey, type Role, ROLES, type Scope, SCOPES } from "@habitus/contract";
import { Checkbox, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { keysQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { periodOf } from "../../ui/local-time.ts";
import { TextField } from "../../ui/text-field.tsx";
import { SecretDialog } from "../../ui/secret-dialog.tsx";
import { SendCode } from "../../ui/send-code.tsx";

type NewKeyDialogProps = { readonly kind: AccessKey["kind"]; readonly onClose: () => void };

/** Makes a key and then shows its secret, this once. */
export function NewKeyDialog({ kind, onClose }: NewKeyDialogProps) {
  const { t } = useI18n();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (body: NewKey) => api.createKey({ body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const secret = create.data?.secret ?? null;
  return (
    <SecretDialog
      title={kind === "source" ? t("keys.newSource") : t("keys.newApi")}
      secretTitle={t("keys.secretTitle")}
      secretText={t("keys.secretText")}
      done={t("keys.secretDone")}
      secret={secret}
      form={
        <NewKeyForm kind={kind} pending={create.isPending} error={create.error} onSubmit={create.mutate} />
      }
      onClose={onClose}
    >
      {kind === "source" && secret !== null ? <SendCode writeKey={secret} /> : null}
    </SecretDialog>
  );
}

type NewKeyFormProps = {
  readonly kind: AccessKey["kind"];
  readonly pending: boolean;
  readonly error: unknown;
  readonly onSubmit: (key: NewKey) => void;
};

function NewKeyForm({ kind, pending, error, onSubmit }: NewKeyFormProps) {
  const { t, f } = useI18n();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [scopes, setScopes] = useState<readonly Scope[]>(["segments:read", "people:read"]);
  const [expires, setExpires] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const expiresAt = periodOf(expires, undefined, f.zone).from;
    const ends = expiresAt === undefined ? {} : { expiresAt };
    onSubmit(kind === "source" ? { kind, name } : { kind, name, role, scopes: [...scopes], ...ends });
  };
  return (
    <form onSubmit={submit} className="stack">
      <TextField
        label={t("keys.name")}
        placeholder={t("keys.nameHint")}
        isFirst
        value={name}
        onText={setName}
      />
      {kind === "source" ? null : (
        <>
          <Select
            label={t("keys.role")}
            allowDeselect={false}
            data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
            value={role}
            onChange={(value) => setRole(ROLES.find((one) => one === value) ?? "viewer")}
          />
          <Checkbox.Group
            label={t("keys.scopes")}
            value={[...scopes]}
            onChange={(values) => setScopes(SCOPES.filter((scope) => values.includes(scope)))}
          >
            <div className="scopes">
              {SCOPES.map((scope) => (
                <Checkbox key={scope} value={scope} label={scope} />
              ))}
            </div>
          </Checkbox.Group>
          <TextInput
            type="date"
            label={t("keys.expiresAt")}
            description={t("keys.expiresNote")}
            value={expires}
            onChange={(event) => setExpires(event.currentTarget.value)}
          />
        </>
      )}
      <FormFoot
        says={kind === "source" ? t("keys.newSource") : t("keys.newApi")}
        error={error}
        isPending={pending}
        isDisabled={kind === "api" && scopes.length === 0}
      />
    </form>
  );
}
