import type { Model, VocabularyAnswer } from "@habitus/contract";
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
import { PropensityDialog } from "./propensity-dialog.tsx";
import { newPropensity, propensityFormOf } from "./propensity-form.ts";
import { SettingsList } from "./settings-list.tsx";

/** The model whose form is open; the kind of one that is not there yet. */
type Open = Model | "buying" | "propensity" | null;

export function ModelsPage() {
  const { t } = useI18n();
  const query = useQuery(modelsQuery);
  const vocabulary = useBeside(vocabularyQuery);
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const add = (kind: "buying" | "propensity") => (
    <Button
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      loading={vocabulary.isPending}
      onClick={() => setOpen(kind)}
    >
      {t(kind === "buying" ? "models.new" : "models.newPropensity")}
    </Button>
  );
  const buttons = (
    <div style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
      {add("buying")}
      {add("propensity")}
    </div>
  );
  return (
    <Card title={t("models.title")} lead={t("models.lead")} aside={mayEdit ? buttons : null}>
      <SettingsList query={query} items={query.data?.models ?? []} none={t("models.none")}>
        {(model) => (
          <ModelEntry key={model.key} model={model} mayEdit={mayEdit} onEdit={() => setOpen(model)} />
        )}
      </SettingsList>
      {open === null ? null : (
        <OpenForm of={open} events={vocabulary.data?.events ?? []} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}

type OpenFormProps = {
  readonly of: NonNullable<Open>;
  readonly events: VocabularyAnswer["events"];
  readonly onClose: () => void;
};

function OpenForm({ of, events, onClose }: OpenFormProps) {
  const owner = useSession()?.actor.name ?? "";
  if (of === "buying") return <ModelDialog model={null} begin={newModel(owner, events)} onClose={onClose} />;
  if (of === "propensity") {
    return <PropensityDialog model={null} begin={newPropensity(owner, events)} onClose={onClose} />;
  }
  return of.kind === "propensity" ? (
    <PropensityDialog model={of} begin={propensityFormOf(of)} onClose={onClose} />
  ) : (
    <ModelDialog model={of} begin={formOf(of)} onClose={onClose} />
  );
}
