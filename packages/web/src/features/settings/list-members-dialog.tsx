import type { List } from "@habitus/contract";
import { Modal } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { listMembersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";

type Props = { readonly list: List; readonly onClose: () => void };

export function ListMembersDialog({ list, onClose }: Props) {
  const { t } = useI18n();
  const query = useInfiniteQuery(listMembersQuery(list.key));
  const pages = query.data?.pages ?? [];
  return (
    <Modal opened onClose={onClose} title={list.name} closeButtonProps={{ "aria-label": t("common.close") }}>
      {query.isPending ? <Loading /> : null}
      {query.isError && pages.length === 0 ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : null}
      {pages[0] === undefined ? null : (
        <p className="muted" style={{ marginTop: 0 }}>
          {t("lists.people", { count: pages[0].count })}
        </p>
      )}
      <ul className="settings-list">
        {pages
          .flatMap(({ people }) => people)
          .map(({ id, ids }) => (
            <li key={id}>
              <Link to="/people/$id" params={{ id }} search={{ tab: undefined }}>
                {ids[0] ?? id}
              </Link>
            </li>
          ))}
      </ul>
      <LoadMore query={query} />
    </Modal>
  );
}
