import type { Segment } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { keepersOf, type SegmentUser } from "./segment-relations.ts";
import { UserList } from "./segment-users.tsx";
import { useNotice } from "../../ui/use-notice.ts";

export function DeleteSegment({ segment }: { readonly segment: Segment }) {
  const { key, name, rev } = segment;
  const keepers = keepersOf(segment);
  const { t } = useI18n();
  const notice = useNotice();
  const [opened, dialog] = useDisclosure(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => api.deleteSegment({ params: { key }, query: { rev } }),
    onSuccess: async () => {
      notice(t("segment.deleted", { name }));
      await navigate({ to: "/segments", search: { q: undefined, sort: undefined } });
      await client.invalidateQueries({ queryKey: ["segments"] });
    },
    // Somebody changed it, or made something of it: what is there now is shown before it is asked again.
    onError: () => client.invalidateQueries({ queryKey: ["segments"] }),
  });
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t("segment.delete")}
      </Button>
      <Confirm
        opened={opened}
        title={t("segment.deleteTitle", { name })}
        text={t("segment.deleteText")}
        action={t("segment.delete")}
        pending={remove.isPending}
        disabled={keepers.length > 0}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={dialog.close}
      >
        <Uses says={t("segment.deleteKept")} users={keepers} />
        <Uses
          says={t("segment.deleteWebhooks")}
          users={segment.usedBy.filter((user) => !keepers.includes(user))}
        />
      </Confirm>
    </>
  );
}

type UsesProps = { readonly says: string; readonly users: readonly SegmentUser[] };

function Uses({ says, users }: UsesProps) {
  if (users.length === 0) return null;
  return (
    <section className="segment-kept">
      <p className="plain">{says}</p>
      <UserList users={users} />
    </section>
  );
}
