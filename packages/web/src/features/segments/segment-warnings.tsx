import type { DataWarning, Segment } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { segmentWarningsQuery } from "../../api/data-queries.ts";
import { type I18n, useI18n } from "../../i18n/use-i18n.tsx";
import { Note } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";

/** What is wrong with the data that a segment reads; nothing while nobody knows, and when nothing is. */
export function SegmentWarnings({ segment: { key, version } }: { readonly segment: Segment }) {
  const i18n = useI18n();
  const warnings = useBeside(segmentWarningsQuery(key, version)).data?.warnings ?? [];
  if (warnings.length === 0) return null;
  return (
    <Note tone="warn" title={i18n.t("warnings.title")}>
      <ul className="note-list">
        {warnings.map((warning) => (
          <li key={`${warning.event} ${warning.field ?? ""} ${warning.code}`}>
            <Link to="/audit" search={{ event: warning.event }}>
              {warningText(warning, i18n)}
            </Link>
          </li>
        ))}
      </ul>
    </Note>
  );
}

function warningText({ event, field, code, figures }: DataWarning, { t, f }: I18n): string {
  const rounded = (name: string): number => Math.round(figures[name] ?? 0);
  const figure = (name: string): string => f.number(rounded(name));
  switch (code) {
    case "stopped":
      return t("warnings.stopped", { event, usual: figure("usual") });
    case "dropped":
    case "risen":
      return t(`warnings.${code}`, { event, count: rounded("recent"), usual: figure("usual") });
    case "missing_field":
      return t("warnings.missing_field", { event, field: field ?? "", looked: figure("looked") });
    case "mixed_values":
      return t("warnings.mixed_values", {
        event,
        field: field ?? "",
        filled: figure("filled"),
        count: rounded("invalid"),
      });
    case "kept_shorter":
      return t("warnings.kept_shorter", { event, count: rounded("days") });
    case "not_kept":
      return field === null
        ? t("warnings.not_kept_event", { event })
        : t("warnings.not_kept_field", { event, field });
    case "against_plan":
      return t("warnings.against_plan", { event, field: field ?? "", count: rounded("count") });
  }
}
