import type { Segment, SegmentMember } from "@habitus/contract";
import { IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { membersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ExportMembers } from "./export-members.tsx";
import { VirtualList } from "../../ui/virtual-list.tsx";

const ROW_HEIGHT = 51;

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
  const more = () => {
    if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) void query.fetchNextPage();
  };
  return (
    <Card
      title={t("count.people", { count: first?.count ?? 0 })}
      lead={t("segment.asOf", { date })}
      aside={<ExportMembers segment={segment} />}
    >
      <VirtualList
        label={t("segment.members")}
        items={people}
        keyOf={({ id }) => id}
        rowHeight={ROW_HEIGHT}
        render={(member) => <Member member={member} />}
        onEnd={more}
      />
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}

export function Member({ member: { id, ids } }: { readonly member: SegmentMember }) {
  const { t } = useI18n();
  const [name = id, ...others] = ids;
  return (
    <div className="list-row">
      <div>
        <Link to="/people/$id" params={{ id }} search={{ event: undefined }} className="row-link">
          {name}
        </Link>
        {others.length === 0 ? null : (
          <span className="muted"> {t("person.more", { count: others.length })}</span>
        )}
      </div>
    </div>
  );
}
