import type { ComputedTrait } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { COMPUTED_KEYS, computedTraitsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { ComputedTraitDialog } from "./computed-trait-dialog.tsx";
import { EntryActions } from "./entry-actions.tsx";
import { SettingsList } from "./settings-list.tsx";

/** The trait whose form is open; "new" for one that is not there yet. */
type Open = ComputedTrait | "new" | null;

export function ComputedTraitsPage() {
  const { t } = useI18n();
  const query = useQuery(computedTraitsQuery);
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const traits = query.data?.computedTraits ?? [];
  const add = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
      {t("computed.new")}
    </Button>
  );
  return (
    <Card title={t("computed.title")} lead={t("computed.lead")} aside={mayEdit ? add : null}>
      <SettingsList query={query} items={traits} none={t("computed.none")}>
        {(trait) => (
          <li key={trait.key}>
            <div>
              <div className="settings-name">
                {trait.name} <span className="code">{trait.key}</span>
              </div>
              <div className="muted settings-note">{trait.definition}</div>
            </div>
            {mayEdit ? (
              <EntryActions
                name={trait.name}
                warning={t("computed.deleteText")}
                onEdit={() => setOpen(trait)}
                remove={() => api.deleteComputedTrait({ params: { key: trait.key } })}
                renew={COMPUTED_KEYS}
              />
            ) : null}
          </li>
        )}
      </SettingsList>
      {open === null ? null : (
        <ComputedTraitDialog trait={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}
