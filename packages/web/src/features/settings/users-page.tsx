import type { Role, User } from "@habitus/contract";
import { ROLES } from "@habitus/contract";
import { Button, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { usersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useSession } from "../../ui/use-session.ts";
import { useWhen } from "../../ui/when.tsx";
import { AdminOnly } from "./admin-only.tsx";
import { NewUserDialog } from "./new-user-dialog.tsx";
import { UserDialog } from "./user-dialog.tsx";

export function UsersPage() {
  return (
    <AdminOnly>
      <Users />
    </AdminOnly>
  );
}

function Users() {
  const { t } = useI18n();
  const users = useQuery(usersQuery);
  const [adding, dialog] = useDisclosure(false);
  return (
    <Card
      title={t("users.title")}
      lead={t("users.lead")}
      aside={
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
          {t("users.new")}
        </Button>
      }
    >
      {users.isPending ? <Loading /> : null}
      {users.isError ? <Failure error={users.error} retry={() => void users.refetch()} /> : null}
      <ul className="settings-list">
        {(users.data?.users ?? []).map((user) => (
          <UserRow key={user.id} user={user} />
        ))}
      </ul>
      {adding ? <NewUserDialog onClose={dialog.close} /> : null}
    </Card>
  );
}

type UserChange = { readonly role?: Role; readonly disabled?: boolean };

function UserRow({ user }: { readonly user: User }) {
  const { t } = useI18n();
  const when = useWhen();
  const client = useQueryClient();
  const session = useSession();
  const change = useMutation({
    mutationFn: (body: UserChange) => api.changeUser({ params: { id: user.id }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
  const [isEditing, editing] = useDisclosure(false);
  const isMe = session?.actor.id === user.id;
  return (
    <li>
      <div>
        <div className="settings-name">
          {user.name}
          {isMe ? <span className="muted"> ({t("users.you")})</span> : null}{" "}
          {user.disabled ? <span className="pill">{t("users.disabled")}</span> : null}
        </div>
        <div className="muted settings-note">
          {user.email}
          {" · "}
          {user.lastSignInAt === null
            ? t("users.neverSignedIn")
            : t("users.lastSignIn", { when: when(user.lastSignInAt) })}
        </div>
        {change.isError ? <Failure error={change.error} /> : null}
      </div>
      <div className="settings-actions">
        <Button
          size="xs"
          variant="default"
          aria-label={t("users.edit", { name: user.name })}
          onClick={editing.open}
        >
          {t("entry.edit")}
        </Button>
        {isEditing ? <UserDialog user={user} isMe={isMe} onClose={editing.close} /> : null}
        <Select
          aria-label={t("users.roleOf", { name: user.name })}
          allowDeselect={false}
          size="xs"
          w={110}
          data={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={user.role}
          onChange={(value) => {
            const role = ROLES.find((one) => one === value);
            if (role !== undefined && role !== user.role) change.mutate({ role });
          }}
        />
        {isMe ? null : (
          <Button
            size="xs"
            variant="default"
            loading={change.isPending}
            onClick={() => change.mutate({ disabled: !user.disabled })}
          >
            {user.disabled ? t("users.enable") : t("users.disable")}
          </Button>
        )}
      </div>
    </li>
  );
}
