import type { AuditEntry } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { auditQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { shortValue } from "../../ui/person-label.ts";
import { When } from "../../ui/when.tsx";
import { useSegments } from "../segments/use-segments.ts";
import { AdminOnly } from "./admin-only.tsx";
import { auditSentence, type TargetNames } from "./audit-sentence.ts";

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
  const { segments } = useSegments();
  const names: TargetNames = new Map((segments ?? []).map(({ key, name }) => [`segment/${key}`, name]));
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Card title={t("settings.audit")} lead={t("audit.lead")}>
      <ul className="settings-list">
        {query.data.pages
          .flatMap((page) => page.entries)
          .map((entry) => (
            <Entry key={entry.id} entry={entry} names={names} />
          ))}
      </ul>
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}

function Entry({ entry, names }: { readonly entry: AuditEntry; readonly names: TargetNames }) {
  const i18n = useI18n();
  const { t } = i18n;
  const fields = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])];
  return (
    <li className="audit-entry">
      <div>
        <div className="settings-name">{auditSentence(i18n, entry, names)}</div>
        <div className="muted settings-note">
          <When at={entry.at} />
        </div>
        <details className="audit-details">
          <summary>
            {fields.length === 0 ? t("audit.details") : t("audit.fields", { count: fields.length })}
          </summary>
          <dl className="audit-fields">
            <div>
              <dt>{t("audit.action")}</dt>
              <dd>{entry.action}</dd>
            </div>
            <div>
              <dt>{t("audit.target")}</dt>
              <dd>{entry.target}</dd>
            </div>
            {fields.map((field) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>{describeChange(entry.before?.[field], entry.after?.[field])}</dd>
              </div>
            ))}
          </dl>
        </details>
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
