import type { Account, SegmentMember } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accountMembersQuery } from "../../api/account-queries.ts";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Empty } from "../../ui/empty.tsx";
import { MemberLink } from "../../ui/member-link.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";
import { accountLabel } from "./account-label.ts";
import "./accounts.css";

/** Everybody who belongs to the account, each to be opened and to be taken out. */
export function AccountMembers({ account }: { readonly account: Account }) {
  const { t } = useI18n();
  const query = useInfiniteQuery(accountMembersQuery(account.id));
  const [leaving, setLeaving] = useState<SegmentMember | null>(null);
  const mayRemove = useMay("editor");
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const people = query.data.pages.flatMap((page) => page.people);
  if (people.length === 0) {
    return (
      <Card>
        <Empty icon={IconUsers} title={t("account.nobody")}>
          {t("account.nobodyText")}
        </Empty>
      </Card>
    );
  }
  const row = (member: SegmentMember) => (
    <div className="list-row account-member">
      <MemberLink member={member} />
      {mayRemove ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t("account.removeOne", { name: nameOf(member) })}
          onClick={() => setLeaving(member)}
        >
          {t("account.remove")}
        </Button>
      ) : null}
    </div>
  );
  return (
    <Card title={t("count.people", { count: query.data.pages[0]?.count ?? 0 })} lead={t("account.members")}>
      <PagedList
        label={t("account.members")}
        query={query}
        items={people}
        keyOf={({ id }) => id}
        render={row}
      />
      {leaving === null ? null : (
        <RemoveMember account={account} member={leaving} onClose={() => setLeaving(null)} />
      )}
    </Card>
  );
}

function nameOf({ id, ids }: SegmentMember): string {
  return ids[0] ?? id;
}

type RemoveMemberProps = {
  readonly account: Account;
  readonly member: SegmentMember;
  readonly onClose: () => void;
};

function RemoveMember({ account, member, onClose }: RemoveMemberProps) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      api.removeAccountMembers({
        params: { id: account.id },
        query: { as: "number" },
        body: { ids: [member.id] },
      }),
    onSuccess: async ({ inForce }) => {
      notice(inForce ? t("account.removed", { name: nameOf(member) }) : t("account.soon"));
      onClose();
      await client.invalidateQueries({ queryKey: ["accounts"] });
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  const names = { name: nameOf(member), account: accountLabel(account) };
  return (
    <Confirm
      opened
      title={t("account.removeTitle", names)}
      text={t("account.removeText")}
      action={t("account.remove")}
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
