import { Button, FileInput, Group, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { MONEY_KEY } from "../../api/money-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";

/** Sets the rates of a file. */
export function RateFileDialog({ onClose }: { readonly onClose: () => void }) {
  const { t, f } = useI18n();
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
    <Modal
      opened
      onClose={onClose}
      title={t("money.fromFile")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
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
        {load.isError ? <Failure error={load.error} /> : null}
        <output>
          {load.data === undefined ? null : (
            <Note>
              {t("money.loaded", {
                added: f.number(load.data.added),
                changed: f.number(load.data.changed),
                unchanged: f.number(load.data.unchanged),
              })}
            </Note>
          )}
        </output>
        <Group justify="flex-end">
          <Button type="submit" loading={load.isPending} disabled={file === null}>
            {t("money.load")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
