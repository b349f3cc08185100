import type { SegmentMember } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { useI18n } from "../i18n/use-i18n.tsx";

/** Somebody by the first of their ids, and how many others there are. */
export function MemberLink({ member: { id, ids } }: { readonly member: SegmentMember }) {
  const { t } = useI18n();
  const [name = id, ...others] = ids;
  return (
    <div>
      <Link to="/people/$id" params={{ id }} search={{ event: undefined }} className="row-link">
        {name}
      </Link>
      {others.length === 0 ? null : (
        <span className="muted"> {t("person.more", { count: others.length })}</span>
      )}
    </div>
  );
}
