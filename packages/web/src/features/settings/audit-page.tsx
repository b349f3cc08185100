import type { AuditEntry } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { auditQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { shortValue } from "../../ui/person-label.ts";
import { When } from "../../ui/when.tsx";
import { useSegmentsBeside } from "../segments/use-segments.ts";
import { AdminOnly } from "./admin-only.tsx";
import { auditSentence, type TargetNames } from "./audit-sentence.ts";

const ROW_HEIGHT = 101;

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
  const { segments } = useSegmentsBeside();
  // A row that is scrolled away is drawn anew when it comes back, and is still open then.
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const names: TargetNames = new Map((segments ?? []).map(({ key, name }) => [`segment/${key}`, name]));
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return (
    <Card title={t("settings.audit")} lead={t("audit.lead")}>
      <PagedList
        label={t("settings.audit")}
        query={query}
        items={query.data.pages.flatMap((page) => page.entries)}
        keyOf={({ id }) => id}
        rowHeight={ROW_HEIGHT}
        render={(entry) => (
          <Entry
            entry={entry}
            names={names}
            isOpen={open.has(entry.id)}
            onToggle={(isOpen) => setOpen((now) => withOrWithout(now, entry.id, isOpen))}
          />
        )}
      />
    </Card>
  );
}

function withOrWithout(all: ReadonlySet<string>, one: string, isWith: boolean): ReadonlySet<string> {
  return new Set(isWith ? [...all, one] : [...all].filter((each) => each !== one));
}

type EntryProps = {
  readonly entry: AuditEntry;
  readonly names: TargetNames;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
};

function Entry({ entry, names, isOpen, onToggle }: EntryProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const fields = [...new Set([...Object.keys(entry.before ?? {}), ...Object.keys(entry.after ?? {})])];
  return (
    <div className="settings-row">
      <div>
        <div className="settings-name">{auditSentence(i18n, entry, names)}</div>
        <div className="muted settings-note">
          <When at={entry.at} />
        </div>
        <details
          className="audit-details"
          open={isOpen}
          onToggle={({ currentTarget }) => {
            if (currentTarget.open !== isOpen) onToggle(currentTarget.open);
          }}
        >
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
    </div>
  );
}

/** "old → new"; what was not there before, or is not any more, is left out. */
function describeChange(before: unknown, after: unknown): string {
  return [before, after]
    .filter((value) => value !== undefined)
    .map(shortValue)
    .join(" → ");
}
