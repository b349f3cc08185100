import { Link } from "@tanstack/react-router";
import { healthListQuery } from "../../api/health-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { useBeside } from "../../ui/use-beside.ts";

/** How much the newest examination found; nothing where it found nothing, or there was none. */
export function HealthBadge({ segment }: { readonly segment: string }) {
  const { t } = useI18n();
  const found = useBeside(healthListQuery).data?.segments.find((each) => each.segment === segment);
  if (found === undefined || found.worst === null) return null;
  return (
    <Link
      to="/segments/$key"
      params={{ key: segment }}
      search={{ tab: "health" }}
      className="health-badge"
      data-worst={found.worst}
    >
      {t(`health.severity.${found.worst}`)}: {t("health.findings", { count: found.findings })}
    </Link>
  );
}
