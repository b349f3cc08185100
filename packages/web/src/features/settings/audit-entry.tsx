import type { AuditEntry } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shortValue } from "../../ui/person-label.ts";
import { When } from "../../ui/when.tsx";
import { auditSentence, type TargetNames } from "./audit-sentence.ts";

type EntryProps = {
  readonly entry: AuditEntry;
  readonly names: TargetNames;
  readonly isOpen: boolean;
  readonly onToggle: (isOpen: boolean) => void;
};

/** One change as a sentence, and on demand each field before and after. */
export function AuditEntryRow({ entry, names, isOpen, onToggle }: EntryProps) {
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
