import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { dataMarksQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { useMarking } from "./use-marks.ts";

type Dropped = { readonly event: string; readonly field: string | null; readonly week: number };

/** What is dropped as it comes in, which the audit below therefore may no longer know. */
export function NotKept() {
  const { t } = useI18n();
  const query = useQuery(dataMarksQuery);
  const mayEdit = useMay("admin");
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const entries = (query.data?.events ?? []).flatMap(
    ({ event, mark, fields, dropped }): readonly Dropped[] => {
      const week = (field: string | null) => dropped.find((each) => each.field === field)?.week ?? 0;
      const names =
        mark === "unnecessary"
          ? [null]
          : Object.keys(fields).filter((name) => fields[name] === "unnecessary");
      return names.map((field) => ({ event, field, week: week(field) }));
    },
  );
  if (entries.length === 0) return null;
  return (
    <Card title={t("marks.notKept")} lead={t("marks.notKeptLead")}>
      <table className="wide-table">
        <thead>
          <tr>
            <th scope="col">{t("dataAudit.event")}</th>
            <th scope="col">{t("dataAudit.field")}</th>
            <th scope="col">{t("marks.dropped")}</th>
            {mayEdit ? <th scope="col">{t("marks.mark")}</th> : null}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <DroppedRow key={JSON.stringify([entry.event, entry.field])} entry={entry} mayEdit={mayEdit} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function DroppedRow({ entry, mayEdit }: { readonly entry: Dropped; readonly mayEdit: boolean }) {
  const { t, f } = useI18n();
  const saving = useMarking(() => undefined);
  const { event, field, week } = entry;
  return (
    <tr>
      <th scope="row">{shownEvent(event, t)}</th>
      <td data-head={t("dataAudit.field")} className={field === null ? "muted" : "code"}>
        {field ?? t("marks.all")}
      </td>
      <td className="numbers" data-head={t("marks.dropped")}>
        {f.number(week)}
      </td>
      {mayEdit ? (
        <td data-head={t("marks.mark")}>
          <Button
            size="xs"
            variant="default"
            loading={saving.isPending}
            aria-label={t("marks.keepNamed", { name: field ?? event })}
            onClick={() => saving.mutate({ event, field, mark: null })}
          >
            {t("marks.keep")}
          </Button>
          {saving.isError ? <Failure error={saving.error} /> : null}
        </td>
      ) : null}
    </tr>
  );
}
