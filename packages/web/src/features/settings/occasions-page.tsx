import type { Occasion } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { occasionsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { EntryActions } from "./entry-actions.tsx";
import { OccasionDialog } from "./occasion-dialog.tsx";
import { SettingsList } from "./settings-list.tsx";

/** The occasion whose form is open; "new" for one that is not there yet. */
type Open = Occasion | "new" | null;

export function OccasionsPage() {
  const { t } = useI18n();
  const query = useQuery(occasionsQuery);
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const add = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
      {t("occasions.new")}
    </Button>
  );
  return (
    <Card title={t("occasions.title")} lead={t("occasions.lead")} aside={mayEdit ? add : null}>
      <SettingsList query={query} items={query.data?.occasions ?? []} none={t("occasions.none")}>
        {(occasion) => (
          <li key={occasion.key}>
            <div>
              <div className="settings-name">
                {occasion.name} <span className="code">{occasion.key}</span>
              </div>
              {occasion.days.map(({ countries, on }) => (
                <div key={`${String(countries)} ${on}`} className="muted settings-note">
                  {countries?.join(", ") ?? t("occasions.everywhere")}: {on}
                </div>
              ))}
            </div>
            {mayEdit ? (
              <EntryActions
                name={occasion.name}
                warning={t("occasions.deleteText")}
                onEdit={() => setOpen(occasion)}
                remove={() => api.deleteOccasion({ params: { key: occasion.key } })}
                renew="all"
              />
            ) : null}
          </li>
        )}
      </SettingsList>
      {open === null ? null : (
        <OccasionDialog occasion={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}
