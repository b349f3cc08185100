import type { AuditedField } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { LinkButton } from "../../ui/link-button.tsx";
import { auditFieldsQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { MarkSelect } from "./mark-select.tsx";
import { UsedBy } from "./used-by.tsx";

/** What the newest events of a name carry. */
export function EventFields({ event }: { readonly event: string }) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(auditFieldsQuery(event));
  const title = t("dataAudit.fieldsOf", { event: shownEvent(event, t) });
  if (query.isPending) return <Loading height={240} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const fields = query.data.pages.flatMap((page) => page.fields);
  const [first] = query.data.pages;
  const told = [
    first === undefined ? "" : t("dataAudit.looked", { count: first.looked }),
    first === undefined || first.duplicates === 0
      ? ""
      : t("dataAudit.duplicates", { count: first.duplicates }),
    first === undefined || first.unread === 0 ? "" : t("dataAudit.unread", { count: first.unread }),
  ];
  const toPlan = (
    <LinkButton to="/plan" search={{ event }} size="xs" variant="default">
      {t("plan.fromAudit")}
    </LinkButton>
  );
  return (
    <Card title={title} lead={told.filter((text) => text !== "").join(" ")} aside={toPlan}>
      {first === undefined || first.missing.length === 0 ? null : (
        <Note tone="warn">{t("marks.missingFields", { names: f.list(first.missing) })}</Note>
      )}
      {fields.length === 0 ? (
        <p className="muted">{t("dataAudit.noFields")}</p>
      ) : (
        <FieldTable event={event} fields={fields} />
      )}
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}

type FieldTableProps = { readonly event: string; readonly fields: readonly AuditedField[] };

function FieldTable({ event, fields }: FieldTableProps) {
  const { t } = useI18n();
  return (
    <table className="wide-table">
      <thead>
        <tr>
          <th scope="col">{t("dataAudit.field")}</th>
          <th scope="col">{t("dataAudit.filled")}</th>
          <th scope="col">{t("dataAudit.kindHead")}</th>
          <th scope="col">{t("dataAudit.top")}</th>
          <th scope="col">{t("dataAudit.usedBy")}</th>
          <th scope="col">{t("marks.mark")}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <FieldRow key={field.name} event={event} field={field} />
        ))}
      </tbody>
    </table>
  );
}

function FieldRow({ event, field }: { readonly event: string; readonly field: AuditedField }) {
  const { t, f } = useI18n();
  const { name, share, kind, invalid, outOfRange, distinct, top, mark, missing, segments } = field;
  return (
    <tr>
      <th scope="row" className="code">
        {name}
      </th>
      <td data-head={t("dataAudit.filled")}>
        <div className="numbers">{f.percent(share)}</div>
        <ShareBar share={share} />
        {missing === 0 ? null : (
          <span className="pill audit-warn">{t("marks.missing", { count: missing })}</span>
        )}
      </td>
      <td data-head={t("dataAudit.kindHead")}>
        <div>{t(`dataAudit.kind.${kind}`)}</div>
        <div className="muted">{t("dataAudit.distinct", { count: distinct })}</div>
        {invalid === 0 ? null : (
          <span className="pill audit-warn">{t("dataAudit.invalid", { count: invalid })}</span>
        )}
        {outOfRange === null || outOfRange.count === 0 ? null : (
          <div className="muted">
            {t("dataAudit.outside", {
              count: outOfRange.count,
              from: f.number(outOfRange.from),
              to: f.number(outOfRange.to),
            })}
          </div>
        )}
      </td>
      <td data-head={t("dataAudit.top")}>
        <ul className="audit-values">
          {top.map(({ value, count }) => (
            <li key={value}>
              <span className="code">{value}</span> <span className="muted numbers">{f.number(count)}</span>
            </li>
          ))}
        </ul>
      </td>
      <td data-head={t("dataAudit.usedBy")}>
        <UsedBy segments={segments} />
      </td>
      <td data-head={t("marks.mark")}>
        <MarkSelect event={event} field={name} mark={mark} />
      </td>
    </tr>
  );
}
