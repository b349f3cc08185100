import type { AuditEntry } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { auditQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { shortValue } from "../../ui/person-label.ts";
import { When } from "../../ui/when.tsx";
import { AdminOnly } from "./admin-only.tsx";

export function AuditPage() {
  return (
    <AdminOnly>
      <Audit />
    </AdminOnly>
  );
}

function Audit() {
  const { t } = useI18n();
  const query = useInfiniteQuery(auditQuery);
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Card title={t("settings.audit")} lead={t("audit.lead")}>
      <ul className="settings-list">
        {query.data.pages
          .flatMap((page) => page.entries)
          .map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
      </ul>
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useI18n();
  const fields = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])];
  return (
    <li className="audit-entry">
      <div>
        <div className="settings-name">
          {t("audit.changed", { action: entry.action, target: entry.target })}
        </div>
        <div className="muted settings-note">
          {entry.actor.name} · <When at={entry.at} />
        </div>
        {fields.length === 0 ? null : (
          <details className="audit-details">
            <summary>{t("audit.fields", { count: fields.length })}</summary>
            <dl className="audit-fields">
              {fields.map((field) => (
                <div key={field}>
                  <dt>{field}</dt>
                  <dd>{describeChange(entry.before?.[field], entry.after?.[field])}</dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </li>
  );
}

/** "old → new"; what was not there before, or is not any more, is left out. */
function describeChange(before: unknown, after: unknown): string {
  return [before, after]
    .filter((value) => value !== undefined)
    .map(shortValue)
    .join(" → ");
}
