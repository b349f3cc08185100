import type { Segment } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import type { SegmentUser } from "./segment-relations.ts";

/** All that is made of a segment or is sent of it, which changes when it does. */
export function SegmentUsers({ segment: { usedBy } }: { readonly segment: Segment }) {
  const { t } = useI18n();
  return (
    <Card title={t("usedBy.title")}>
      {usedBy.length === 0 ? <p className="muted plain">{t("usedBy.none")}</p> : <UserList users={usedBy} />}
    </Card>
  );
}

export function UserList({ users }: { readonly users: readonly SegmentUser[] }) {
  const { t } = useI18n();
  return (
    <ul className="user-list">
      {users.map((user) => (
        <li key={`${user.kind} ${user.key}`}>
          <UserLink user={user} /> <span className="muted">{t(`usedBy.kind.${user.kind}`)}</span>
        </li>
      ))}
    </ul>
  );
}

function UserLink({ user: { kind, key, name } }: { readonly user: SegmentUser }) {
  switch (kind) {
    case "segment":
      return (
        <Link to="/segments/$key" params={{ key }} search={{ tab: undefined }}>
          {name}
        </Link>
      );
    case "score":
      return <Link to="/settings/scores">{name}</Link>;
    case "rating":
      return <Link to="/settings/ratings">{name}</Link>;
    case "model":
      return <Link to="/settings/models">{name}</Link>;
    case "webhook":
      return <Link to="/settings/webhooks">{name}</Link>;
  }
}
