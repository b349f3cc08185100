import type { Purpose } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { purposesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { AdminOnly } from "./admin-only.tsx";
import { PurposeDialog } from "./purpose-dialog.tsx";

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
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data !== undefined && purposes.length === 0 ? (
        <p className="muted" style={{ margin: 0 }}>
          {t("purposes.none")}
        </p>
      ) : null}
      <ul className="settings-list">
        {purposes.map((purpose) => (
          <Row key={purpose.key} purpose={purpose} onEdit={() => setOpen(purpose)} />
        ))}
      </ul>
      {open === null ? null : (
        <PurposeDialog purpose={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}

function Row({ purpose, onEdit }: { readonly purpose: Purpose; readonly onEdit: () => void }) {
  const { t } = useI18n();
  const { name, key, kind, otherwise, exceptIn } = purpose;
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
