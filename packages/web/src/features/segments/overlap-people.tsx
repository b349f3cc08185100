import { Modal } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { overlapMembersQuery, type OverlapChoice } from "../../api/overlap-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Member } from "./segment-members.tsx";
import { useSegmentNames } from "./use-segments.ts";

type OverlapPeopleProps = { readonly choice: OverlapChoice; readonly onClose: () => void };

/** Who is behind one number of an overlap. */
export function OverlapPeople({ choice, onClose }: OverlapPeopleProps) {
  const { t, f } = useI18n();
  const nameOf = useSegmentNames();
  const query = useInfiniteQuery(overlapMembersQuery(choice));
  const names = f.list(choice.within.map(nameOf));
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(choice.exactly ? "overlap.peopleExactly" : "overlap.peopleInAll", { names })}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {query.isPending ? <Loading height={160} /> : null}
      {query.data === undefined && query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : null}
      <ul className="overlap-people" aria-label={t("segment.members")}>
        {people.map((member) => (
          <li key={member.id}>
            <Member member={member} />
          </li>
        ))}
      </ul>
      <LoadMore query={query} />
    </Modal>
  );
}
