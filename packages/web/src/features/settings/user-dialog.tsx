import { LIMITS, type User } from "@habitus/contract";
import { PasswordInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { usersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSave } from "../../ui/use-save.ts";

type UserDialogProps = {
  readonly user: User;
  /** One's own password is changed where the present one is asked for. */
  readonly isMe: boolean;
  readonly onClose: () => void;
};

/** Another name, or a new password for somebody who has forgotten theirs. */
export function UserDialog({ user, isMe, onClose }: UserDialogProps) {
  const { t } = useI18n();
  const [name, setName] = useState(user.name);
  const [password, setPassword] = useState("");
  const send = () => {
    const body = { name, ...(password === "" ? {} : { password }) };
    return api.changeUser({ params: { id: user.id }, body });
  };
  const { save, submit } = useSave(send, [usersQuery.queryKey], onClose);
  return (
    <Dialog onClose={onClose} title={t("users.edit", { name: user.name })}>
      <form onSubmit={submit} className="stack">
        <TextField label={t("users.name")} isFirst value={name} onText={setName} />
        {isMe ? null : (
          <PasswordInput
            label={t("users.newPassword")}
            description={`${t("setup.passwordNote", { min: LIMITS.passwordMin })} ${t("users.newPasswordNote")}`}
            autoComplete="new-password"
            minLength={LIMITS.passwordMin}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}
