import type { Purpose } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { purposesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { AdminOnly } from "./admin-only.tsx";
import { PurposeDialog } from "./purpose-dialog.tsx";
import { SettingsList } from "./settings-list.tsx";

export function PurposesPage() {
  return (
    <AdminOnly>
      <Purposes />
    </AdminOnly>
  );
}

/** The purpose whose form is open; "new" for one that is not there yet. */
type Open = Purpose | "new" | null;

function Purposes() {
  const { t } = useI18n();
  const query = useQuery(purposesQuery);
  const [open, setOpen] = useState<Open>(null);
  const purposes = query.data?.purposes ?? [];
  return (
    <Card
      title={t("purposes.title")}
      lead={t("purposes.lead")}
      aside={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setOpen("new")}
        >
          {t("purposes.new")}
        </Button>
      }
    >
      <SettingsList query={query} items={purposes} none={t("purposes.none")}>
        {(purpose) => <Row key={purpose.key} purpose={purpose} onEdit={() => setOpen(purpose)} />}
      </SettingsList>
      {open === null ? null : (
        <PurposeDialog purpose={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}

function Row({ purpose, onEdit }: { readonly purpose: Purpose; readonly onEdit: () => void }) {
  const { t } = useI18n();
  const { name, key, kind, otherwise, exceptIn, address } = purpose;
  const rule = t(otherwise ? "purposes.allowed" : "purposes.refused");
  const but =
    exceptIn.length === 0 ? "" : `, ${t("purposes.exceptions", { countries: exceptIn.join(", ") })}`;
  return (
    <li>
      <div>
        <div className="settings-name">
          {name} <span className="code">{key}</span>
        </div>
        <div className="muted settings-note">
          {t(`purposes.kind.${kind}`)} · {rule}
          {but}
          {kind === "channel"
            ? ` · ${address === null ? t("purposes.noAddress") : t("purposes.hasAddress", { trait: address })}`
            : null}
        </div>
      </div>
      <div className="settings-actions">
        <Button size="xs" variant="default" aria-label={t("purposes.edit", { name })} onClick={onEdit}>
          {t("purposes.change")}
        </Button>
      </div>
    </li>
  );
}
