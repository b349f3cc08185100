import type { Segment } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { usersOf } from "./segment-relations.ts";
import { useSegmentsBeside } from "./use-segments.ts";

/** The segments that are made of this one, which change when it does. */
export function SegmentUsers({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const { segments } = useSegmentsBeside();
  if (segments === undefined) return null;
  const users = usersOf(segments).get(segment.key) ?? [];
  return (
    <Card title={t("usedBy.title")}>
      {users.length === 0 ? <p className="muted plain">{t("usedBy.none")}</p> : null}
      <ul className="user-list">
        {users.map(({ key, name }) => (
          <li key={key}>
            <Link to="/segments/$key" params={{ key }} search={{ tab: undefined }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
