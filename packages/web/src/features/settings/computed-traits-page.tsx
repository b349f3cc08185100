import type { ComputedTrait } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { COMPUTED_KEYS, computedTraitsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Card } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";
import { ComputedTraitDialog } from "./computed-trait-dialog.tsx";
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
            {mayEdit ? <Actions trait={trait} onEdit={() => setOpen(trait)} /> : null}
          </li>
        )}
      </SettingsList>
      {open === null ? null : (
        <ComputedTraitDialog trait={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}

function Actions({ trait, onEdit }: { readonly trait: ComputedTrait; readonly onEdit: () => void }) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const { key, name } = trait;
  const remove = useMutation({
    mutationFn: () => api.deleteComputedTrait({ params: { key } }),
    onSuccess: async () => {
      notice(t("computed.deleted"));
      setAsks(false);
      await Promise.all(COMPUTED_KEYS.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
  return (
    <div className="settings-actions">
      <Button size="xs" variant="default" aria-label={t("computed.edit", { name })} onClick={onEdit}>
        {t("computed.change")}
      </Button>
      <Button
        size="xs"
        variant="default"
        aria-label={t("computed.deleteNamed", { name })}
        onClick={() => setAsks(true)}
      >
        {t("computed.delete")}
      </Button>
      <Confirm
        opened={asks}
        title={t("computed.deleteNamed", { name })}
        text={t("computed.deleteText")}
        action={t("computed.delete")}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsks(false)}
      />
    </div>
  );
}
