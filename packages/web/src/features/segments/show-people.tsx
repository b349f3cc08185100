import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";

/** Opens the people of a finding; nothing where there are none to show. */
export function ShowPeople({ definition }: { readonly definition: string | null }) {
  const { t } = useI18n();
  if (definition === null) return null;
  return (
    <Link className="card-link" to="/new-segment" search={{ definition }}>
      {t("health.show")}
    </Link>
  );
}
