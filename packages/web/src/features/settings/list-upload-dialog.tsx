import type { List } from "@habitus/contract";
import { FileInput, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { listsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Note } from "../../ui/notes.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { hasEnded, useJob } from "../../ui/use-job.ts";

const MODES = ["replace", "add", "remove"] as const;
type Mode = (typeof MODES)[number];

type Props = { readonly list: List | null; readonly onClose: () => void };

/** Makes a list from a file of ids, or changes one by it; a long file is seen through to its end. */
export function ListUploadDialog({ list, onClose }: Props) {
  const { t } = useI18n();
  const client = useQueryClient();
  const [key, setKey] = useState(list?.key ?? "");
  const [name, setName] = useState(list?.name ?? "");
  const [mode, setMode] = useState<Mode>("replace");
  const [file, setFile] = useState<File | null>(null);
  const upload = useMutation({
    mutationFn: async () => {
      const query = { mode, ...(list === null ? { name } : {}) };
      return api.uploadList({ params: { key }, query, file: (await file?.text()) ?? "" });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: listsQuery.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    upload.mutate();
  };
  return (
    <Dialog
      onClose={onClose}
      title={list === null ? t("lists.new") : t("lists.changeNamed", { name: list.name })}
    >
      <form onSubmit={submit} className="stack">
        {list === null ? (
          <>
            <TextField label={t("lists.name")} isFirst value={name} onText={setName} />
            <TextField label={t("lists.key")} description={t("lists.keyNote")} value={key} onText={setKey} />
          </>
        ) : (
          <Select
            label={t("lists.mode")}
            allowDeselect={false}
            data={MODES.map((value) => ({ value, label: t(`lists.mode.${value}`) }))}
            value={mode}
            onChange={(value) => setMode(MODES.find((one) => one === value) ?? "replace")}
          />
        )}
        <FileInput
          label={t("lists.file")}
          description={t("lists.fileNote")}
          accept=".csv,text/csv,text/plain"
          required
          withAsterisk={false}
          value={file}
          onChange={setFile}
        />
        <FormFoot
          says={t("lists.save")}
          error={upload.error}
          isPending={upload.isPending}
          isDisabled={file === null}
        >
          <output>{upload.data === undefined ? null : <Came of={upload.data} />}</output>
        </FormFoot>
      </form>
    </Dialog>
  );
}

/** What came of an upload: at once, or as its job proceeds. */
function Came({ of: { change, job: known } }: { readonly of: Awaited<ReturnType<typeof api.uploadList>> }) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const job = useJob(known);
  if (change !== null) {
    const { added, removed, unchanged, unknown, refused } = change;
    const counts = { added: f.number(added), removed: f.number(removed), unchanged: f.number(unchanged) };
    return (
      <Note>
        <div>{t("lists.done", counts)}</div>
        {unknown === 0 ? null : <div className="muted">{t("lists.unknown", { count: unknown })}</div>}
        {refused === 0 ? null : <div className="muted">{t("lists.refused", { count: refused })}</div>}
      </Note>
    );
  }
  if (job === null) return null;
  if (!hasEnded(job)) return <Note title={t("lists.running")}>{describeProgress(job, i18n)}</Note>;
  return job.error === null ? (
    <Note>{t("lists.ended")}</Note>
  ) : (
    <Note tone="bad">{t("lists.failed", { reason: job.error.message })}</Note>
  );
}
