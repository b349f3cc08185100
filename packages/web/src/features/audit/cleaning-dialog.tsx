import type { CleaningRule } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { auditFieldsQuery, cleaningRulesQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { Note } from "../../ui/notes.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useSave } from "../../ui/use-save.ts";
import { moved, ruleOf } from "./cleaning-draft.ts";
import { CleaningPreview } from "./cleaning-preview.tsx";
import { CleaningRuleRow } from "./cleaning-rule-row.tsx";

type Props = {
  readonly event: string;
  readonly rules: readonly CleaningRule[];
  readonly rev: number;
  readonly onClose: () => void;
};

/** Changes how the values of an event are cleaned; what that would have done is shown before it is saved. */
export function CleaningDialog({ event, rules: first, rev, onClose }: Props) {
  const { t, f } = useI18n();
  const [rules, setRules] = useState(first);
  const fields = useInfiniteQuery(auditFieldsQuery(event));
  const names = (fields.data?.pages ?? []).flatMap((page) => page.fields.map(({ name }) => name));
  const { save, submit } = useSave(
    () => api.editCleaningRules({ params: { event }, body: { rules: [...rules], rev } }),
    [cleaningRulesQuery.queryKey],
    onClose,
  );
  return (
    <Dialog
      onClose={onClose}
      size="min(960px, 100%)"
      title={t("cleaning.title", { event: shownEvent(event, t) })}
    >
      <form onSubmit={submit} className="stack">
        <Note tone="warn">{t("cleaning.loss")}</Note>
        {rules.map((rule, place) => (
          <CleaningRuleRow
            // The place is what a rule is known by: the same rule may stand twice.
            key={place}
            rule={rule}
            place={place}
            isLast={place === rules.length - 1}
            fields={names}
            onChange={(next) => setRules(rules.with(place, next))}
            onMove={(by) => setRules(moved(rules, place, by))}
            onRemove={() => setRules(rules.toSpliced(place, 1))}
          />
        ))}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => setRules([...rules, ruleOf("trim", "", f.zone)])}
          >
            {t("cleaning.add")}
          </Button>
        </div>
        <CleaningPreview event={event} rules={rules} />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}
