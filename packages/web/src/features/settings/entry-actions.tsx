import { Button } from "@mantine/core";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { renewed } from "../../ui/use-save.ts";

type EntryActionsProps = {
  readonly name: string;
  /** What is said before it is deleted. */
  readonly warning: string;
  readonly onEdit: () => void;
  readonly remove: () => Promise<unknown>;
  /** Asked for again when it is gone; "all" where any figure may be another one. */
  readonly renew: readonly QueryKey[] | "all";
};

/** Editing and deleting one of what a settings page lists. */
export function EntryActions({ name, warning, onEdit, remove, renew }: EntryActionsProps) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      notice(t("entry.deleted"));
      setAsks(false);
      await renewed(client, renew);
    },
  });
  return (
    <div className="settings-actions">
      <Button size="xs" variant="default" aria-label={t("entry.editNamed", { name })} onClick={onEdit}>
        {t("entry.edit")}
      </Button>
      <Button
        size="xs"
        variant="default"
        aria-label={t("entry.deleteNamed", { name })}
        onClick={() => setAsks(true)}
      >
        {t("entry.delete")}
      </Button>
      <Confirm
        opened={asks}
        title={t("entry.deleteNamed", { name })}
        text={warning}
        action={t("entry.delete")}
        pending={removing.isPending}
        error={removing.error}
        onConfirm={() => removing.mutate()}
        onClose={() => {
          removing.reset();
          setAsks(false);
        }}
      />
    </div>
  );
}
