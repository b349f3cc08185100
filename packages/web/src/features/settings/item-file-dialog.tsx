import type { Job } from "@habitus/contract";
import { Button, FileInput, Group, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Failure, Note } from "../../ui/notes.tsx";
import { hasEnded, useJob } from "../../ui/use-job.ts";

/** Fills the catalogue from a file, and sees it through to its end. */
export function ItemFileDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  const [file, setFile] = useState<File | null>(null);
  const load = useMutation({
    mutationFn: async (chosen: File) => {
      const { id } = await api.uploadImportFile({ query: { name: chosen.name }, file: chosen });
      return api.importItems({ body: { file: id } });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (file !== null) load.mutate(file);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("items.fromFile")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={submit} className="stack">
        <FileInput
          label={t("items.file")}
          description={t("items.fileNote")}
          required
          withAsterisk={false}
          value={file}
          onChange={setFile}
        />
        {load.isError ? <Failure error={load.error} /> : null}
        <output>{load.data === undefined ? null : <Came known={load.data} />}</output>
        <Group justify="flex-end">
          <Button type="submit" loading={load.isPending} disabled={file === null}>
            {t("items.load")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

type Figures = {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly bad: number;
  readonly problems: readonly { readonly row: number; readonly detail: string }[];
};

function Came({ known }: { readonly known: Job }) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const job = useJob(known) ?? known;
  if (!hasEnded(job)) return <Note title={t("items.loading")}>{describeProgress(job, i18n)}</Note>;
  if (job.error !== null) return <Note tone="bad">{t("items.failed", { reason: job.error.message })}</Note>;
  if (job.state !== "done" || job.result === null) return <Note tone="bad">{t("items.cancelled")}</Note>;
  const { added, changed, unchanged, bad, problems } = job.result as Figures;
  const figures = { added: f.number(added), changed: f.number(changed), unchanged: f.number(unchanged) };
  return (
    <>
      <Note>{t("items.loaded", figures)}</Note>
      {bad === 0 ? null : (
        <Note tone="bad" title={t("items.bad", { count: bad })}>
          <ul className="settings-note">
            {problems.map(({ row, detail }) => (
              <li key={row}>{t("items.badRow", { row: f.number(row), detail })}</li>
            ))}
          </ul>
        </Note>
      )}
    </>
  );
}
