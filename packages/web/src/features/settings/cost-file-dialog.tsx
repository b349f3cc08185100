import { FileInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { FormFoot } from "../../ui/form-foot.tsx";
import { CostFileMapping, type ReadCostFile } from "./cost-file-mapping.tsx";

/** Notes the costs of a file: which columns say what, a look at what would be noted, and then the costs themselves. */
export function CostFileDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useI18n();
  const [read, setRead] = useState<ReadCostFile | null>(null);
  return (
    <Dialog onClose={onClose} size="lg" title={t("costs.fromFile")}>
      {read === null ? (
        <CostFileChoice onRead={setRead} />
      ) : (
        <CostFileMapping read={read} onClose={onClose} />
      )}
    </Dialog>
  );
}

function CostFileChoice({ onRead }: { readonly onRead: (read: ReadCostFile) => void }) {
  const { t } = useI18n();
  const [chosen, setChosen] = useState<File | null>(null);
  const upload = useMutation({
    mutationFn: async (file: File): Promise<ReadCostFile> => {
      const { id, columns } = await api.uploadImportFile({ query: { name: file.name }, file });
      const { mapping } = await api.guessCostMapping({ params: { file: id } });
      return { file: id, columns, guess: mapping };
    },
    onSuccess: onRead,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (chosen !== null) upload.mutate(chosen);
  };
  return (
    <form onSubmit={submit} className="stack">
      <FileInput
        label={t("costs.file")}
        description={t("costs.fileNote")}
        required
        withAsterisk={false}
        value={chosen}
        onChange={setChosen}
      />
      <FormFoot
        says={t("costs.read")}
        error={upload.error}
        isPending={upload.isPending}
        isDisabled={chosen === null}
      />
    </form>
  );
}
