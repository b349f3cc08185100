import type { Workspace } from "@habitus/contract";
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { workspaceQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { SearchSelect } from "../../ui/search-select.tsx";
import { AdminOnly } from "./admin-only.tsx";
import { useNotice } from "../../ui/use-notice.ts";

export function WorkspacePage() {
  return (
    <AdminOnly>
      <Present />
    </AdminOnly>
  );
}

function Present() {
  const workspace = useQuery(workspaceQuery);
  return (
    <>
      {workspace.isPending ? <Loading /> : null}
      {workspace.isError ? <Failure error={workspace.error} retry={() => void workspace.refetch()} /> : null}
      {workspace.data === undefined ? null : (
        <WorkspaceForm key={workspace.data.rev} workspace={workspace.data} />
      )}
    </>
  );
}

/** The zones this browser knows; the server has the last word. */
const ZONES = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];
const WEEK_DAYS = [1, 2, 3, 4, 5, 6, 7];
/** 1 January 2024 was a Monday. */
const weekDay = (day: number) =>
  new Intl.DateTimeFormat("en-GB", { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, day));

/** Of an instant in UTC, as a field of date and time holds it. */
const SECONDS = "2011-12-10T00:00:00".length;

function instantIn(text: string): string | null {
  const at = Date.parse(`${text}Z`);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

function useWorkspaceForm(workspace: Workspace) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [form, setForm] = useState({
    name: workspace.name,
    zone: workspace.zone,
    weekStart: workspace.weekStart,
    pinnedNow: workspace.pinnedNow,
  });
  const save = useMutation({
    mutationFn: () => api.changeWorkspace({ body: { ...form, rev: workspace.rev } }),
    onSuccess: async () => {
      notice(t("common.saved"));
      // Every count and every date may be another one now.
      await client.invalidateQueries();
    },
  });
  const set = (change: Partial<typeof form>) => setForm((now) => ({ ...now, ...change }));
  return { form, set, save };
}

function WorkspaceForm({ workspace }: { readonly workspace: Workspace }) {
  const { t } = useI18n();
  const { form, set, save } = useWorkspaceForm(workspace);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Card title={t("settings.workspace")}>
      <form onSubmit={submit} className="stack settings-form">
        <TextInput
          label={t("workspace.name")}
          required
          withAsterisk={false}
          value={form.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <SearchSelect
          label={t("workspace.zone")}
          description={t("workspace.zoneNote")}
          data={ZONES}
          value={form.zone}
          onChange={(zone) => set({ zone: zone ?? form.zone })}
        />
        <Select
          label={t("workspace.weekStart")}
          allowDeselect={false}
          data={WEEK_DAYS.map((day) => ({ value: String(day), label: weekDay(day) }))}
          value={String(form.weekStart)}
          onChange={(day) => set({ weekStart: Number(day ?? form.weekStart) })}
        />
        <Group align="flex-end">
          <TextInput
            style={{ flex: 1 }}
            label={t("workspace.pinned")}
            description={t("workspace.pinnedNote")}
            type="datetime-local"
            step={1}
            value={form.pinnedNow?.slice(0, SECONDS) ?? ""}
            onChange={(event) => set({ pinnedNow: instantIn(event.currentTarget.value) })}
          />
          {form.pinnedNow === null ? null : (
            <Button variant="default" onClick={() => set({ pinnedNow: null })}>
              {t("workspace.unpin")}
            </Button>
          )}
        </Group>
        <FormFoot says={t("common.save")} error={save.error} isPending={save.isPending} />
      </form>
    </Card>
  );
}
