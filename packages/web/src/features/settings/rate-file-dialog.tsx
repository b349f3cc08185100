import { FileInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { MONEY_KEY } from "../../api/money-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { Note } from "../../ui/notes.tsx";

/** Sets the rates of a file. */
export function RateFileDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const load = useMutation({
    mutationFn: async (chosen: File) => api.uploadRates({ file: await chosen.text() }),
    onSuccess: () => client.invalidateQueries({ queryKey: MONEY_KEY }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (file !== null) load.mutate(file);
  };
  return (
    <Dialog onClose={onClose} title={t("money.fromFile")}>
      <form onSubmit={submit} className="stack">
        <FileInput
          label={t("money.file")}
          description={t("money.fileNote")}
          accept=".csv,text/csv,text/plain"
          required
          withAsterisk={false}
          value={file}
          onChange={setFile}
        />
        <FormFoot
          says={t("money.load")}
          error={load.error}
          isPending={load.isPending}
          isDisabled={file === null}
        >
          <output>{load.data === undefined ? null : <Loaded result={load.data} />}</output>
        </FormFoot>
      </form>
    </Dialog>
  );
}

type Figures = { readonly added: number; readonly changed: number; readonly unchanged: number };

function Loaded({ result: { added, changed, unchanged } }: { readonly result: Figures }) {
  const { t, f } = useI18n();
  const figures = { added: f.number(added), changed: f.number(changed), unchanged: f.number(unchanged) };
  return <Note>{t("money.loaded", figures)}</Note>;
}
