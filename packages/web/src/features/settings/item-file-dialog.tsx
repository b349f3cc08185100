import type { ItemFileResult, Job } from "@habitus/contract";
import { FileInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { Note } from "../../ui/notes.tsx";
import { useJob } from "../../ui/use-job.ts";
import { BadRows, FileJobNote } from "./file-job-note.tsx";

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
    <Dialog onClose={onClose} size="lg" title={t("items.fromFile")}>
      <form onSubmit={submit} className="stack">
        <FileInput
          label={t("items.file")}
          description={t("items.fileNote")}
          required
          withAsterisk={false}
          value={file}
          onChange={setFile}
        />
        <FormFoot
          says={t("items.load")}
          error={load.error}
          isPending={load.isPending}
          isDisabled={file === null}
        >
          <output>{load.data === undefined ? null : <Came known={load.data} />}</output>
        </FormFoot>
      </form>
    </Dialog>
  );
}

function Came({ known }: { readonly known: Job }) {
  const { t, f } = useI18n();
  const job = useJob(known) ?? known;
  return (
    <FileJobNote job={job} going={t("items.loading")} stopped={t("items.cancelled")}>
      {(result) => {
        const { added, changed, unchanged, bad, problems } = result as ItemFileResult;
        const figures = {
          added: f.number(added),
          changed: f.number(changed),
          unchanged: f.number(unchanged),
        };
        return (
          <>
            <Note>{t("items.loaded", figures)}</Note>
            <BadRows title={t("items.bad", { count: bad })} count={bad} problems={problems} />
          </>
        );
      }}
    </FileJobNote>
  );
}
