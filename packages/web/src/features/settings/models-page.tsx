import type { Model } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { modelsQuery, vocabularyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useMay, useSession } from "../../ui/use-session.ts";
import { ModelDialog } from "./model-dialog.tsx";
import { ModelEntry } from "./model-entry.tsx";
import { formOf, newModel } from "./model-form.ts";
import { SettingsList } from "./settings-list.tsx";

/** The model whose form is open; "new" for one that is not there yet. */
type Open = Model | "new" | null;

export function ModelsPage() {
  const { t } = useI18n();
  const query = useQuery(modelsQuery);
  const vocabulary = useBeside(vocabularyQuery);
  const session = useSession();
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const add = (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      loading={vocabulary.isPending}
      onClick={() => setOpen("new")}
    >
      {t("models.new")}
    </Button>
  );
  const begin = (of: Model | "new") =>
    of === "new" ? newModel(session?.actor.name ?? "", vocabulary.data?.events ?? []) : formOf(of);
  return (
    <Card title={t("models.title")} lead={t("models.lead")} aside={mayEdit ? add : null}>
      <SettingsList query={query} items={query.data?.models ?? []} none={t("models.none")}>
        {(model) => (
          <ModelEntry key={model.key} model={model} mayEdit={mayEdit} onEdit={() => setOpen(model)} />
        )}
      </SettingsList>
      {open === null ? null : (
        <ModelDialog model={open === "new" ? null : open} begin={begin(open)} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}
