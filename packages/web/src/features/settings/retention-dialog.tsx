import type { Retention, RetentionRule } from "@habitus/contract";
import { Autocomplete, NumberInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { retentionPreviewQuery, retentionQuery } from "../../api/data-queries.ts";
import { eventNamesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { eventShownAs, shownEvent } from "../../ui/event-name.ts";
import { Failure } from "../../ui/notes.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useSave } from "../../ui/use-save.ts";
import { previewText } from "./retention-text.ts";

type Props = {
  readonly retention: Retention;
  readonly rule: RetentionRule | null;
  readonly onClose: () => void;
};

export function RetentionDialog({ retention, rule, onClose }: Props) {
  const { t } = useI18n();
  const [event, setEvent] = useState(rule?.event ?? "");
  const [days, setDays] = useState<number | null>(rule?.days ?? (rule === null ? 90 : null));
  const names = useBeside(eventNamesQuery);
  const others = retention.rules.filter((each) => each.event !== rule?.event);
  const rules = [...others, { event: event.trim(), days }];
  const { save, submit } = useSave(
    () => api.editRetention({ body: { rules, rev: retention.rev } }),
    [retentionQuery.queryKey],
    onClose,
  );
  return (
    <Dialog
      onClose={onClose}
      title={rule === null ? t("retention.add") : t("entry.editNamed", { name: rule.event })}
    >
      <form onSubmit={submit} className="stack">
        {rule === null ? (
          <Autocomplete
            data-autofocus
            label={t("retention.event")}
            description={t("retention.eventNote")}
            required
            withAsterisk={false}
            data={(names.data?.names ?? []).map(({ name }) => shownEvent(name, t))}
            value={shownEvent(event, t)}
            onChange={(text) => setEvent(eventShownAs(text, t))}
          />
        ) : null}
        <NumberInput
          label={t("retention.for")}
          description={t("retention.forNote")}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          value={days ?? ""}
          onChange={(value) => setDays(value === "" ? null : Number(value))}
        />
        {event.trim() === "" ? null : <Preview rules={rules} event={event.trim()} />}
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

/** Counting takes a while: it begins once nobody types any more. */
const PAUSE_MS = 350;

/** What the rule would delete now; nothing while that is not known. */
function Preview({ rules, event }: { readonly rules: readonly RetentionRule[]; readonly event: string }) {
  const i18n = useI18n();
  const isWhole = new Set(rules.map((rule) => rule.event)).size === rules.length;
  const [settled] = useDebouncedValue(rules, PAUSE_MS);
  const preview = useQuery({ ...retentionPreviewQuery(settled), enabled: isWhole && settled === rules });
  if (preview.isError) return <Failure error={preview.error} />;
  const found = settled === rules ? preview.data?.rules.find((rule) => rule.event === event) : undefined;
  return <output className="muted">{found === undefined ? null : previewText(found, i18n)}</output>;
}
