import type { Segment } from "@habitus/contract";
import { IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { membersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { MemberLink } from "../../ui/member-link.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { ExportMembers } from "./export-members.tsx";

export function SegmentMembers({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(membersQuery(segment.key, segment.version));
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const [first] = query.data.pages;
  const people = query.data.pages.flatMap((page) => page.people);
  const date = first === undefined ? "" : f.dateTime(first.at);
  if (people.length === 0) {
    return (
      <Card>
        <Empty icon={IconUsers} title={t("segment.noMembers")}>
          {t("segment.noMembersText", { date })}
        </Empty>
      </Card>
    );
  }
  return (
    <Card
      title={t("count.people", { count: first?.count ?? 0 })}
      lead={t("segment.asOf", { date })}
      aside={<ExportMembers segment={segment} />}
    >
      <PagedList
        label={t("segment.members")}
        query={query}
        items={people}
        keyOf={({ id }) => id}
        render={(member) => (
          <div className="list-row member-row">
            <MemberLink member={member} />
            <Link
              className="card-link"
              to="/people/$id"
              params={{ id: member.id }}
              search={{ tab: "segments", why: segment.key }}
              aria-label={t("segment.whyMember", { name: member.ids[0] ?? member.id })}
            >
              {t("membership.why")}
            </Link>
          </div>
        )}
      />
    </Card>
  );
}
