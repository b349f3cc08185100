import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { useSegmentNames } from "../segments/use-segments.ts";

/** The segments that read something, each with its page. */
export function UsedBy({ segments }: { readonly segments: readonly string[] }) {
  const { t } = useI18n();
  const nameOf = useSegmentNames();
  if (segments.length === 0) return <span className="muted">{t("dataAudit.unused")}</span>;
  return (
    <ul className="audit-users">
      {segments.map((key) => (
        <li key={key}>
          <Link to="/segments/$key" params={{ key }}>
            {nameOf(key)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
