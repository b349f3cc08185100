import type { ImportMapping } from "@habitus/contract";
import { Button, Group, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { importMappingsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useNotice } from "../../ui/use-notice.ts";

type Props = { readonly mapping: ImportMapping; readonly onClose: () => void };

/** Keeps a mapping for other files of the same form; under a key there is already, that one is changed. */
export function SaveMappingDialog({ mapping, onClose }: Props) {
  const { t } = useI18n();
  const client = useQueryClient();
  const notice = useNotice();
  const saved = useQuery(importMappingsQuery).data?.mappings ?? [];
  const [name, setName] = useState("");
  const [key, setKey] = useState(mapping.dataset);
  const save = useMutation({
    mutationFn: () => {
      const rev = saved.find((each) => each.key === key)?.rev ?? 0;
      return api.editImportMapping({ params: { key }, body: { name, mapping, rev } });
    },
    onSuccess: async () => {
      notice(t("common.saved"));
      await client.invalidateQueries({ queryKey: importMappingsQuery.queryKey });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("imports.saveMapping")}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <form onSubmit={submit} className="stack">
        <TextField label={t("imports.saveMappingName")} isFirst value={name} onText={setName} />
        <TextField
          label={t("imports.saveMappingKey")}
          description={t("imports.saveMappingKeyNote")}
          value={key}
          onText={setKey}
        />
        {save.isError ? <Failure error={save.error} /> : null}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
