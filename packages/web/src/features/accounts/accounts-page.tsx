import type { AccountEntry } from "@habitus/contract";
import { IconBuilding, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { accountsQuery } from "../../api/account-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { accountLabel } from "./account-label.ts";
import "../people/people.css";
import "./accounts.css";

const route = getRouteApi("/frame/accounts");

export function AccountsPage() {
  const { t } = useI18n();
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title={t("accounts.title")} lead={t("accounts.lead")} />
      <Card>
        <SearchBox
          label={t("accounts.search")}
          hint={t("accounts.searchHint")}
          q={q}
          onSearch={(text) => void navigate({ search: { q: text }, replace: true })}
        />
        <FoundAccounts q={q} />
      </Card>
    </>
  );
}

function FoundAccounts({ q }: { readonly q: string }) {
  const { t } = useI18n();
  const query = useInfiniteQuery(accountsQuery(q));
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const accounts = query.data.pages.flatMap((page) => page.accounts);
  if (accounts.length === 0) return <NoAccounts q={q} more={<LoadMore query={query} />} />;
  return (
    <>
      <div className="account-row list-head" aria-hidden>
        <span>{t("accounts.col.account")}</span>
        <span>{t("accounts.col.members")}</span>
        <span>{t("accounts.col.last")}</span>
      </div>
      <PagedList
        label={t("accounts.title")}
        query={query}
        items={accounts}
        keyOf={({ id }) => id}
        render={(account) => <Row account={account} />}
      />
    </>
  );
}

/** A search that has not looked at all accounts yet goes on by the button. */
function NoAccounts({ q, more }: { readonly q: string; readonly more: React.ReactNode }) {
  const { t } = useI18n();
  return q === "" ? (
    <Empty
      icon={IconBuilding}
      title={t("accounts.empty")}
      actions={<LinkButton to="/settings/sources">{t("nothingSent.toSources")}</LinkButton>}
    >
      {t("accounts.emptyText")}
    </Empty>
  ) : (
    <Empty icon={IconSearch} title={t("accounts.noMatch", { search: q })} actions={more}>
      {t("accounts.noMatchText")}
    </Empty>
  );
}

function Row({ account }: { readonly account: AccountEntry }) {
  const { t, f } = useI18n();
  const { id, name, members, lastSeen } = account;
  return (
    <div className="list-row account-row">
      <span className="account-title">
        <Link to="/accounts/$id" params={{ id }} className="row-link">
          {accountLabel(account)}
        </Link>
        {name === null ? null : <span className="muted"> {id}</span>}
      </span>
      <span className="numbers">{t("accounts.ids", { count: members })}</span>
      <span className="muted numbers">{lastSeen === null ? null : f.date(lastSeen)}</span>
    </div>
  );
}
