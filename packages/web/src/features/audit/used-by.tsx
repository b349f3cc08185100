import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";

/** The segments that read something, each with its page. */
export function UsedBy({ segments }: { readonly segments: readonly string[] }) {
  const { t } = useI18n();
  if (segments.length === 0) return <span className="muted">{t("dataAudit.unused")}</span>;
  return (
    <ul className="audit-users">
      {segments.map((key) => (
        <li key={key}>
          <Link to="/segments/$key" params={{ key }}>
            {key}
          </Link>
        </li>
      ))}
    </ul>
  );
}
