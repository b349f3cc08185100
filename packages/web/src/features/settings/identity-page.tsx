import type { IdKind, IdKinds } from "@habitus/contract";
import { Button, Group } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { heldIdsQuery, idKindsQuery } from "../../api/identity-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { renewed } from "../../ui/use-save.ts";
import { useMay } from "../../ui/use-session.ts";
import { HeldIds } from "./held-ids.tsx";
import { type EditedKind, editedKind, IdKindDialog, NEW_KIND } from "./id-kind-dialog.tsx";
import { kindName } from "../../ui/id-kind-name.ts";
import { nameOfSource } from "./id-sources.ts";
import { SettingsList } from "./settings-list.tsx";
import { UnreadIds } from "./unread-ids.tsx";

export function IdentityPage() {
  const { t } = useI18n();
  const query = useQuery(idKindsQuery);
  const mayEdit = useMay("admin");
  const [open, setOpen] = useState<EditedKind | null>(null);
  const known = query.data;
  const all = known === undefined ? [] : [...known.own, ...known.kinds];
  return (
    <div className="stack">
      <Card title={t("identity.title")} lead={t("identity.lead")}>
        <SettingsList query={query} items={all} none="">
          {(kind) => <Kind key={kind.key} kind={kind} onEdit={setOpen} />}
        </SettingsList>
        {known !== undefined && mayEdit ? <Adding known={known} onOpen={setOpen} /> : null}
        {known === undefined ? null : <Working job={known.job} />}
      </Card>
      <HeldIds />
      {open === null ? null : <IdKindDialog kind={open} onClose={() => setOpen(null)} />}
    </div>
  );
}

type OnOpen = (kind: EditedKind) => void;

function Adding({ known, onOpen }: { readonly known: IdKinds; readonly onOpen: OnOpen }) {
  const { t } = useI18n();
  const presets = known.presets.filter(({ key }) => known.kinds.every((kind) => kind.key !== key));
  return (
    <Group gap="xs">
      {presets.map((rule) => (
        <Button
          key={rule.key}
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onOpen({ rule, rev: 0, isOwnKey: false })}
        >
          {t("identity.preset", { name: kindName(rule.key, t) })}
        </Button>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => onOpen(NEW_KIND)}
      >
        {t("identity.addOther")}
      </Button>
    </Group>
  );
}

type KindProps = { readonly kind: IdKinds["own"][number] | IdKind; readonly onEdit: OnOpen };

function Kind({ kind, onEdit }: KindProps) {
  const { t } = useI18n();
  const mayEdit = useMay("admin");
  const isMade = "rev" in kind;
  const places = isMade
    ? kind.sources.map((source) => t(`identity.source.${source.from}`, { name: nameOfSource(source) }))
    : [];
  const joins = t(`identity.joins.${kind.joins}`);
  return (
    <li>
      <div>
        <div className="settings-name">
          {kindName(kind.key, t)}
          {isMade && !kind.isOn ? <span className="muted"> · {t("identity.off")}</span> : null}
        </div>
        <div className="muted settings-note">
          {t("identity.limits", { joins, count: kind.perPerson, held: kind.heldAbove })}
        </div>
        <div className="muted settings-note">
          {isMade ? t("identity.readFrom", { places: places.join(", ") }) : t("identity.fixed")}
        </div>
        {isMade ? <UnreadIds kind={kind} /> : null}
      </div>
      {isMade && mayEdit ? <Actions kind={kind} onEdit={onEdit} /> : null}
    </li>
  );
}

function Actions({ kind, onEdit }: { readonly kind: IdKind; readonly onEdit: OnOpen }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const name = kindName(kind.key, t);
  const off = useMutation({
    mutationFn: () => api.turnOffIdKind({ params: { key: kind.key } }),
    onSuccess: async () => {
      setAsks(false);
      await renewed(client, [idKindsQuery.queryKey, heldIdsQuery.queryKey]);
    },
  });
  return (
    <div className="settings-actions">
      <Button
        size="xs"
        variant="default"
        aria-label={kind.isOn ? t("entry.editNamed", { name }) : t("identity.turnOnNamed", { name })}
        onClick={() => onEdit(editedKind(kind))}
      >
        {kind.isOn ? t("entry.edit") : t("identity.turnOn")}
      </Button>
      {kind.isOn ? (
        <Button
          size="xs"
          variant="default"
          aria-label={t("identity.turnOffNamed", { name })}
          onClick={() => setAsks(true)}
        >
          {t("identity.turnOff")}
        </Button>
      ) : null}
      <Confirm
        opened={asks}
        title={t("identity.turnOffNamed", { name })}
        text={t("identity.turnOffText")}
        action={t("identity.turnOff")}
        pending={off.isPending}
        error={off.error}
        onConfirm={() => off.mutate()}
        onClose={() => {
          off.reset();
          setAsks(false);
        }}
      />
    </div>
  );
}

/** How far people are put together by what was changed last. */
function Working({ job: newest }: Pick<IdKinds, "job">) {
  const i18n = useI18n();
  const { t } = i18n;
  const job = useJob(newest);
  if (job === null) return null;
  if (!hasEnded(job)) {
    return (
      <output className="muted">{t("identity.working", { progress: describeProgress(job, i18n) })}</output>
    );
  }
  return job.error === null ? null : (
    <Note tone="bad">{t("identity.failed", { reason: job.error.message })}</Note>
  );
}
