import type { Segment } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { useNotice } from "../../ui/use-notice.ts";

export function DeleteSegment({ segment: { key, name } }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const notice = useNotice();
  const [opened, dialog] = useDisclosure(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => api.deleteSegment({ params: { key } }),
    onSuccess: async () => {
      notice(t("segment.deleted", { name }));
      await navigate({ to: "/segments", search: { q: undefined, sort: undefined } });
      await client.invalidateQueries({ queryKey: ["segments"] });
    },
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
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={dialog.close}
      />
    </>
  );
}
