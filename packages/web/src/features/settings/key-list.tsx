import type { AccessKey } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { keysQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSave } from "../../ui/use-save.ts";
import { useWhen } from "../../ui/when.tsx";

export function KeyList({ keys }: { readonly keys: readonly AccessKey[] }) {
  const { t } = useI18n();
  const [all, setAll] = useState(false);
  const [revoking, setRevoking] = useState<AccessKey | null>(null);
  const live = keys.filter(({ revokedAt }) => revokedAt === null);
  const revoked = keys.filter(({ revokedAt }) => revokedAt !== null);
  return (
    <>
      {live.length === 0 ? <p className="muted">{t("keys.none")}</p> : null}
      <ul className="settings-list">
        {[...live, ...(all ? revoked : [])].map((key) => (
          <KeyRow key={key.id} made={key} onRevoke={() => setRevoking(key)} />
        ))}
      </ul>
      {revoked.length === 0 || all ? null : (
        <Button size="compact-sm" variant="subtle" mt="sm" onClick={() => setAll(true)}>
          {t("keys.showRevoked", { count: revoked.length })}
        </Button>
      )}
      {revoking === null ? null : <Revoke made={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

type KeyRowProps = { readonly made: AccessKey; readonly onRevoke: () => void };

function KeyRow({ made, onRevoke }: KeyRowProps) {
  const { t } = useI18n();
  const when = useWhen();
  const { name, prefix, createdAt, createdBy, revokedAt, lastUsedAt } = made;
  const [isRenaming, renaming] = useDisclosure(false);
  return (
    <li>
      <div>
        <div className="settings-name">{name}</div>
        <div className="muted settings-note">
          <span className="code">{prefix}…</span>
          {" · "}
          {revokedAt === null
            ? t("keys.created", { when: when(createdAt), who: createdBy.name })
            : t("keys.revoked", { when: when(revokedAt) })}
        </div>
        {made.kind === "api" ? (
          <div className="muted settings-note">
            {t(`role.${made.role}`)} · {made.scopes.join(", ")}
          </div>
        ) : null}
        <div className="muted settings-note">
          {lastUsedAt === null ? t("keys.unused") : t("keys.lastUsed", { when: when(lastUsedAt) })}
          <Expiry made={made} />
        </div>
      </div>
      {revokedAt === null ? (
        <div className="settings-actions">
          <Button size="xs" variant="default" onClick={renaming.open} aria-label={t("keys.rename", { name })}>
            {t("entry.edit")}
          </Button>
          <Button size="xs" variant="default" onClick={onRevoke} aria-label={`${t("keys.revoke")} ${name}`}>
            {t("keys.revoke")}
          </Button>
        </div>
      ) : null}
      {isRenaming ? <Rename made={made} onClose={renaming.close} /> : null}
    </li>
  );
}

/** When an API key ends by itself, or that it has. */
function Expiry({ made }: { readonly made: AccessKey }) {
  const { t, f } = useI18n();
  const [now] = useState(() => Date.now());
  if (made.kind !== "api" || made.expiresAt === null) return null;
  const isOver = Date.parse(made.expiresAt) <= now;
  return ` · ${t(isOver ? "keys.expired" : "keys.expires", { when: f.dateTime(made.expiresAt) })}`;
}

function Rename({ made, onClose }: { readonly made: AccessKey; readonly onClose: () => void }) {
  const { t } = useI18n();
  const [name, setName] = useState(made.name);
  const send = () => api.changeKey({ params: { id: made.id }, body: { name } });
  const { save, submit } = useSave(send, [keysQuery.queryKey], onClose);
  return (
    <Dialog onClose={onClose} title={t("keys.rename", { name: made.name })}>
      <form onSubmit={submit} className="stack">
        <TextField label={t("keys.name")} isFirst value={name} onText={setName} />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

function Revoke({ made, onClose }: { readonly made: AccessKey; readonly onClose: () => void }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.revokeKey({ params: { id: made.id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keysQuery.queryKey });
      onClose();
    },
  });
  return (
    <Confirm
      opened
      title={t("keys.revokeTitle", { name: made.name })}
      text={t("keys.revokeText")}
      action={t("keys.revoke")}
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
