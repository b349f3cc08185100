import type { List } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { listsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { useWhen } from "../../ui/when.tsx";
import { ListMembersDialog } from "./list-members-dialog.tsx";
import { ListUploadDialog } from "./list-upload-dialog.tsx";
import { SettingsList } from "./settings-list.tsx";

type Opened = { readonly what: "upload" | "members" | "delete"; readonly list: List | null } | null;

export function ListsPage() {
  const { t } = useI18n();
  const query = useQuery(listsQuery);
  const mayEdit = useMay("editor");
  const [opened, setOpened] = useState<Opened>(null);
  const lists = query.data?.lists ?? [];
  const add = (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setOpened({ what: "upload", list: null })}
    >
      {t("lists.new")}
    </Button>
  );
  const close = (): void => setOpened(null);
  return (
    <Card title={t("lists.title")} lead={t("lists.lead")} aside={mayEdit ? add : null}>
      <SettingsList query={query} items={lists} none={t("lists.none")}>
        {(list) => (
          <Row key={list.key} list={list} mayEdit={mayEdit} onOpen={(what) => setOpened({ what, list })} />
        )}
      </SettingsList>
      {opened?.what === "upload" ? <ListUploadDialog list={opened.list} onClose={close} /> : null}
      {opened?.what === "members" && opened.list !== null ? (
        <ListMembersDialog list={opened.list} onClose={close} />
      ) : null}
      {opened?.what === "delete" && opened.list !== null ? (
        <Delete list={opened.list} onClose={close} />
      ) : null}
    </Card>
  );
}

type RowProps = {
  readonly list: List;
  readonly mayEdit: boolean;
  readonly onOpen: (what: "upload" | "members" | "delete") => void;
};

function Row({ list, mayEdit, onOpen }: RowProps) {
  const { t } = useI18n();
  const when = useWhen();
  const { name, key, members, updatedAt, updatedBy } = list;
  return (
    <li>
      <div>
        <div className="settings-name">
          {name} <span className="code">{key}</span>
        </div>
        <div className="muted settings-note">
          {t("lists.members", { count: members })} ·{" "}
          {t("lists.changed", { when: when(updatedAt), who: updatedBy.name })}
        </div>
      </div>
      <div className="settings-actions">
        <Button
          size="xs"
          variant="default"
          aria-label={t("lists.seeNamed", { name })}
          onClick={() => onOpen("members")}
        >
          {t("lists.see")}
        </Button>
        {mayEdit ? (
          <>
            <Button
              size="xs"
              variant="default"
              aria-label={t("lists.changeNamed", { name })}
              onClick={() => onOpen("upload")}
            >
              {t("lists.change")}
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={t("lists.deleteNamed", { name })}
              onClick={() => onOpen("delete")}
            >
              {t("lists.delete")}
            </Button>
          </>
        ) : null}
      </div>
    </li>
  );
}

function Delete({ list, onClose }: { readonly list: List; readonly onClose: () => void }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.deleteList({ params: { key: list.key } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: listsQuery.queryKey });
      onClose();
    },
  });
  return (
    <Confirm
      opened
      title={t("lists.deleteNamed", { name: list.name })}
      text={t("lists.deleteText")}
      action={t("lists.delete")}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
