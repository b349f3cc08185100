import type { Retention, RetentionRule } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { retentionQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { EntryActions } from "./entry-actions.tsx";
import { RetentionDialog } from "./retention-dialog.tsx";
import { RetentionNow } from "./retention-now.tsx";
import { SettingsList } from "./settings-list.tsx";

/** The rule whose form is open; "new" for one that is not there yet. */
type Open = RetentionRule | "new" | null;

const NO_RULES: readonly RetentionRule[] = [];

export function RetentionPage() {
  const { t } = useI18n();
  const query = useQuery(retentionQuery);
  const mayEdit = useMay("admin");
  const [open, setOpen] = useState<Open>(null);
  const retention = query.data;
  const add = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
      {t("retention.add")}
    </Button>
  );
  return (
    <Card title={t("retention.title")} lead={t("retention.lead")} aside={mayEdit ? add : null}>
      <SettingsList query={query} items={retention?.rules ?? NO_RULES} none={t("retention.none")}>
        {(rule) => <Rule key={rule.event} rule={rule} retention={retention} onEdit={() => setOpen(rule)} />}
      </SettingsList>
      {retention === undefined ? null : <RetentionNow retention={retention} mayDelete={mayEdit} />}
      {open === null || retention === undefined ? null : (
        <RetentionDialog
          retention={retention}
          rule={open === "new" ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </Card>
  );
}

type RuleProps = {
  readonly rule: RetentionRule;
  readonly retention: Retention | undefined;
  readonly onEdit: () => void;
};

function Rule({ rule, retention, onEdit }: RuleProps) {
  const { t } = useI18n();
  const mayEdit = useMay("admin");
  const { event, days } = rule;
  const name = event === "*" ? t("retention.others") : event;
  const remove = () => {
    const rules = (retention?.rules ?? []).filter((each) => each.event !== event);
    return api.editRetention({ body: { rules, rev: retention?.rev ?? 0 } });
  };
  return (
    <li>
      <div>
        <div className="settings-name">{name}</div>
        <div className="muted settings-note">
          {days === null ? t("retention.forEver") : t("retention.days", { count: days })}
        </div>
      </div>
      {mayEdit ? (
        <EntryActions
          name={name}
          warning={t("retention.removeText")}
          onEdit={onEdit}
          remove={remove}
          renew={[retentionQuery.queryKey]}
        />
      ) : null}
    </li>
  );
}
