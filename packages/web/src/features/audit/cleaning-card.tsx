import type { EventCleaning } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { cleaningRulesQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { CleaningDialog } from "./cleaning-dialog.tsx";
import { cleaningText } from "./cleaning-words.ts";

/** How the values of an event are cleaned as they come in. */
export function CleaningCard({ event }: { readonly event: string }) {
  const { t } = useI18n();
  const query = useQuery(cleaningRulesQuery);
  const mayEdit = useMay("admin");
  const [editing, setEditing] = useState(false);
  if (query.isPending) return <Loading height={120} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const cleaning = query.data.events.find((each) => each.event === event) ?? null;
  const edit = (
    <Button size="xs" variant="default" onClick={() => setEditing(true)}>
      {t("cleaning.edit")}
    </Button>
  );
  return (
    <Card
      title={t("cleaning.title", { event: shownEvent(event, t) })}
      lead={t("cleaning.lead")}
      aside={mayEdit ? edit : null}
    >
      {cleaning === null || cleaning.rules.length === 0 ? (
        <p className="muted">{t("cleaning.none")}</p>
      ) : (
        <Rules cleaning={cleaning} />
      )}
      {editing ? (
        <CleaningDialog
          event={event}
          rules={cleaning?.rules ?? []}
          rev={cleaning?.rev ?? 0}
          onClose={() => setEditing(false)}
        />
      ) : null}
    </Card>
  );
}

function Rules({ cleaning: { rules, counts, version, updatedBy } }: { readonly cleaning: EventCleaning }) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <>
      <ol className="cleaning-rules">
        {rules.map((rule, place) => (
          // The place is what a rule is known by: the same rule may stand twice.
          <li key={place}>{cleaningText(rule, i18n)}</li>
        ))}
      </ol>
      <ul className="muted cleaning-counts">
        {counts.map(({ field, outcome, week }) => (
          <li key={`${outcome} ${field}`}>{t(`cleaning.${outcome}`, { field, count: week })}</li>
        ))}
      </ul>
      <p className="muted">{t("cleaning.by", { version, name: updatedBy.name })}</p>
    </>
  );
}
