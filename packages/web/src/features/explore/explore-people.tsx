import type { ExplorePeople } from "@habitus/contract";
import { Modal } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { useMay } from "../../ui/use-session.ts";
import { Member } from "../segments/segment-members.tsx";

type ExplorePeopleProps = {
  readonly title: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<ExplorePeople>>;
  readonly onClose: () => void;
};

/** Who is behind a number, and how to keep them as a segment. */
export function ExplorePeopleDialog({ title, query, onClose }: ExplorePeopleProps) {
  const { t } = useI18n();
  const [first] = query.data?.pages ?? [];
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {query.isPending ? <Loading height={160} /> : null}
      {query.data === undefined && query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : null}
      {first === undefined ? null : <Keep page={first} />}
      {first?.count === 0 ? <p className="muted plain">{t("explore.nobody")}</p> : null}
      <ul className="explore-people" aria-label={t("explore.people")}>
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

function Keep({ page: { count, definition, remark } }: { readonly page: ExplorePeople }) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  return (
    <div className="explore-keep">
      <p className="plain numbers">{t("count.people", { count })}</p>
      {definition === null || !mayEdit ? null : (
        <LinkButton to="/new-segment" search={{ definition }} variant="default" size="xs">
          {t("explore.save")}
        </LinkButton>
      )}
      {remark === null ? null : <p className="muted plain">{remark}</p>}
    </div>
  );
}
