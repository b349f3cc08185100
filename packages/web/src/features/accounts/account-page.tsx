import type { Account } from "@habitus/contract";
import { IconChevronLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { accountQuery } from "../../api/account-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CopyButton } from "../../ui/code-block.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, Facts, PageHeader } from "../../ui/page.tsx";
import { shortValue } from "../../ui/person-label.ts";
import { accountLabel } from "./account-label.ts";
import { AccountMembers } from "./account-members.tsx";
import "../people/people.css";

const route = getRouteApi("/frame/accounts/$id");

export function AccountPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const account = useQuery(accountQuery(id));
  return (
    <>
      <PageHeader
        title={account.data === undefined ? id : accountLabel(account.data)}
        above={
          <Link to="/accounts" search={{ q: undefined }} className="crumb">
            <IconChevronLeft size={16} aria-hidden />
            {t("account.back")}
          </Link>
        }
      />
      {account.isPending ? <Loading height={320} /> : null}
      {account.isError ? <Failure error={account.error} retry={() => void account.refetch()} /> : null}
      {account.data === undefined ? null : (
        <div className="person-layout">
          <AccountMembers account={account.data} />
          <About account={account.data} />
        </div>
      )}
    </>
  );
}

function About({ account }: { readonly account: Account }) {
  const { t, f } = useI18n();
  const traits = Object.entries(account.traits);
  const since = (name: string): string | undefined => {
    const details = account.traitDetails[name];
    return details === undefined ? undefined : t("traits.since", { date: f.dateTime(details.time) });
  };
  const seen = (instant: string | null) => (instant === null ? t("common.never") : f.dateTime(instant));
  return (
    <div className="stack">
      <Card title={t("account.about")}>
        <Facts
          items={[
            [
              t("account.id"),
              <span key="id" className="person-id">
                <span className="code">{account.id}</span>
                <CopyButton text={account.id} />
              </span>,
            ],
            [t("person.firstSeen"), seen(account.firstSeen)],
            [t("person.lastSeen"), seen(account.lastSeen)],
          ]}
        />
      </Card>
      <Card title={t("person.traits")}>
        {traits.length === 0 ? (
          <p className="muted" style={{ margin: 0 }}>
            {t("account.noTraits")}
          </p>
        ) : (
          <Facts
            items={traits.map(([name, value]) => [
              name,
              <span key={name} title={since(name)}>
                {shortValue(value)}
              </span>,
            ])}
          />
        )}
      </Card>
    </div>
  );
}
