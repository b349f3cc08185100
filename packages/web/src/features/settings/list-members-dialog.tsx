import type { List } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { listMembersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { PeopleDialog } from "../../ui/people-dialog.tsx";

type Props = { readonly list: List; readonly onClose: () => void };

export function ListMembersDialog({ list, onClose }: Props) {
  const { t } = useI18n();
  const query = useInfiniteQuery(listMembersQuery(list.key));
  return (
    <PeopleDialog
      title={list.name}
      query={query}
      describedFor={{}}
      onClose={onClose}
      head={({ count }) => <p className="muted plain">{t("lists.people", { count })}</p>}
    />
  );
}
