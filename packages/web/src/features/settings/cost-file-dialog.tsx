import type { CostMapping, Job } from "@habitus/contract";
import { Button, FileInput, Group, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { CostFileFigures } from "./cost-file-figures.tsx";
import { CostMappingFields } from "./cost-mapping-fields.tsx";

/** An uploaded file and which of its columns say what. */
type Read = {
  readonly file: string;
  readonly columns: readonly string[];
  readonly mapping: CostMapping | null;
};

type Started = { readonly job: Job; readonly isCheck: boolean };

/** Notes the costs of a file: which columns say what, a look at what would be noted, and then the costs themselves. */
export function CostFileDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<File | null>(null);
  const [read, setRead] = useState<Read | null>(null);
  const [started, setStarted] = useState<Started | null>(null);
  const upload = useMutation({
    mutationFn: async (file: File): Promise<Read> => {
      const { id, columns } = await api.uploadImportFile({ query: { name: file.name }, file });
      const { mapping } = await api.guessCostMapping({ params: { file: id } });
      return { file: id, columns, mapping };
    },
    onSuccess: setRead,
  });
  const start = useMutation({
    mutationFn: async ({
      file,
      mapping,
      mode,
    }: {
      file: string;
      mapping: CostMapping;
      mode: "check" | "run";
    }) => {
      const job = await api.importCosts({ body: { file, mode, mapping } });
      return { job, isCheck: mode === "check" };
    },
    onSuccess: setStarted,
  });
  const begin = (mode: "check" | "run"): void => {
    if (read !== null && read.mapping !== null)
      start.mutate({ file: read.file, mapping: read.mapping, mode });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (read !== null) begin("check");
    else if (chosen !== null) upload.mutate(chosen);
  };
  const failure = upload.error ?? start.error;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("costs.fromFile")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={submit} className="stack">
        {read === null ? (
          <FileInput
            label={t("costs.file")}
            description={t("costs.fileNote")}
            required
            withAsterisk={false}
            value={chosen}
            onChange={setChosen}
          />
        ) : read.mapping === null ? (
          <Note tone="bad">{t("costs.noMapping")}</Note>
        ) : (
          <CostMappingFields
            columns={read.columns}
            mapping={read.mapping}
            onChange={(mapping) => {
              setRead({ ...read, mapping });
              setStarted(null);
            }}
          />
        )}
        {failure === null ? null : <Failure error={failure} />}
        <output>
          {started === null ? null : <CostFileFigures known={started.job} isCheck={started.isCheck} />}
        </output>
        <Group justify="flex-end">
          {read === null ? (
            <Button type="submit" loading={upload.isPending} disabled={chosen === null}>
              {t("costs.read")}
            </Button>
          ) : started?.isCheck === false ? (
            <Button variant="default" onClick={onClose}>
              {t("common.close")}
            </Button>
          ) : (
            <>
              <Button
                type="submit"
                variant="default"
                disabled={read.mapping === null}
                loading={start.isPending}
              >
                {t("costs.check")}
              </Button>
              <Button disabled={started === null} loading={start.isPending} onClick={() => begin("run")}>
                {t("costs.noteThem")}
              </Button>
            </>
          )}
        </Group>
      </form>
    </Modal>
  );
}
