import type { SubscriptionGroup } from "@habitus/contract";
import { Button, Checkbox } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { subscriptionGroupsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Card } from "../../ui/page.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSave } from "../../ui/use-save.ts";
import { useMay } from "../../ui/use-session.ts";
import { EntryActions } from "./entry-actions.tsx";
import { SettingsList } from "./settings-list.tsx";

/** The group whose form is open; "new" for one that is not there yet. */
type Open = SubscriptionGroup | "new" | null;

/** What people can be subscribed to. */
export function SubscriptionsPage() {
  const { t } = useI18n();
  const query = useQuery(subscriptionGroupsQuery);
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const add = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
      {t("subs.new")}
    </Button>
  );
  return (
    <Card title={t("subs.title")} lead={t("subs.lead")} aside={mayEdit ? add : null}>
      <SettingsList query={query} items={query.data?.groups ?? []} none={t("subs.none")}>
        {(group) => <Row key={group.key} group={group} mayEdit={mayEdit} onEdit={() => setOpen(group)} />}
      </SettingsList>
      {open === null ? null : (
        <GroupDialog group={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}

type RowProps = {
  readonly group: SubscriptionGroup;
  readonly mayEdit: boolean;
  readonly onEdit: () => void;
};

function Row({ group: { key, name, otherwise }, mayEdit, onEdit }: RowProps) {
  const { t } = useI18n();
  return (
    <li>
      <div>
        <div className="settings-name">
          {name} <span className="code">{key}</span>
        </div>
        <div className="muted settings-note">{t(otherwise ? "subs.in" : "subs.out")}</div>
        <Link
          className="card-link"
          to="/new-segment"
          search={{ definition: `subscribed to ${JSON.stringify(key)}` }}
          aria-label={t("subs.seeNamed", { name })}
        >
          {t("subs.see")}
        </Link>
      </div>
      {mayEdit ? (
        <EntryActions
          name={name}
          warning={t("subs.deleteText")}
          onEdit={onEdit}
          remove={() => api.deleteSubscriptionGroup({ params: { key } })}
          renew="all"
        />
      ) : null}
    </li>
  );
}

type DialogProps = { readonly group: SubscriptionGroup | null; readonly onClose: () => void };

function GroupDialog({ group, onClose }: DialogProps) {
  const { t } = useI18n();
  const [key, setKey] = useState(group?.key ?? "");
  const [name, setName] = useState(group?.name ?? "");
  const [otherwise, setOtherwise] = useState(group?.otherwise ?? false);
  const send = () =>
    api.editSubscriptionGroup({ params: { key }, body: { name, otherwise, rev: group?.rev ?? 0 } });
  // Every count may be another one now.
  const { save, submit } = useSave(send, "all", onClose);
  return (
    <Dialog
      onClose={onClose}
      title={group === null ? t("subs.new") : t("entry.editNamed", { name: group.name })}
    >
      <form onSubmit={submit} className="stack">
        <TextField label={t("subs.name")} isFirst value={name} onText={setName} />
        {group === null ? (
          <TextField label={t("subs.key")} description={t("subs.keyNote")} value={key} onText={setKey} />
        ) : null}
        <Checkbox
          label={t("subs.otherwise")}
          checked={otherwise}
          onChange={(event) => setOtherwise(event.currentTarget.checked)}
        />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}
