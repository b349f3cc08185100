import type { ImportMapping } from "@habitus/contract";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { importMappingsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Note } from "../../ui/notes.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useSave } from "../../ui/use-save.ts";

type Props = { readonly mapping: ImportMapping; readonly onClose: () => void };

/** Keeps a mapping for other files of the same form; under a key there is already, that one is changed. */
export function SaveMappingDialog({ mapping, onClose }: Props) {
  const { t } = useI18n();
  const saved = useBeside(importMappingsQuery).data?.mappings ?? [];
  const [name, setName] = useState("");
  const [key, setKey] = useState(mapping.dataset);
  const replaced = saved.find((each) => each.key === key);
  const { save, submit } = useSave(
    () => api.editImportMapping({ params: { key }, body: { name, mapping, rev: replaced?.rev ?? 0 } }),
    [importMappingsQuery.queryKey],
    onClose,
  );
  return (
    <Dialog onClose={onClose} title={t("imports.saveMapping")}>
      <form onSubmit={submit} className="stack">
        <TextField label={t("imports.saveMappingName")} isFirst value={name} onText={setName} />
        <TextField
          label={t("imports.saveMappingKey")}
          description={t("imports.saveMappingKeyNote")}
          value={key}
          onText={setKey}
        />
        {replaced === undefined ? null : (
          <Note tone="warn">{t("imports.replaces", { name: replaced.name })}</Note>
        )}
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}
