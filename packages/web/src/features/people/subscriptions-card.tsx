import type { Person, SubscriptionGroup } from "@habitus/contract";
import { NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { subscriptionGroupsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, Facts } from "../../ui/page.tsx";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";

/** To what a person is subscribed, by their own word or by the group's default; editors may say it for them. */
export function SubscriptionsCard({ person }: { readonly person: Person }) {
  const { t } = useI18n();
  const query = useQuery(subscriptionGroupsQuery);
  const groups = query.data?.groups ?? [];
  return (
    <Card title={t("subs.of")}>
      {query.isPending ? <Loading height={40} /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data !== undefined && groups.length === 0 ? (
        <p className="muted plain">
          {t("subs.ofNone")} <Link to="/settings/subscriptions">{t("subs.make")}</Link>
        </p>
      ) : null}
      <Facts
        items={groups.map(
          (group) => [group.name, <State key={group.key} person={person} group={group} />] as const,
        )}
      />
    </Card>
  );
}

type Said = "yes" | "no" | "default";
const SAID = { yes: true, no: false, default: null } as const;

type StateProps = { readonly person: Person; readonly group: SubscriptionGroup };

function State({ person, group }: StateProps) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const notice = useNotice();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (said: Said) =>
      api.setPersonSubscription({
        params: { id: person.id, group: group.key },
        query: { as: "number" },
        body: { subscribed: SAID[said] },
      }),
    onSuccess: async () => {
      notice(t("common.saved"));
      await client.invalidateQueries();
    },
  });
  const said = person.subscriptions[group.key];
  const present: Said = said === undefined ? "default" : said ? "yes" : "no";
  const names: Readonly<Record<Said, string>> = {
    yes: t("subs.yes"),
    no: t("subs.no"),
    default: t(group.otherwise ? "subs.byDefaultYes" : "subs.byDefaultNo"),
  };
  if (!mayEdit) return names[present];
  const order: readonly Said[] = ["yes", "no", "default"];
  return (
    <>
      <NativeSelect
        aria-label={group.name}
        size="xs"
        disabled={change.isPending}
        data={order.map((value) => ({ value, label: names[value] }))}
        value={change.isPending ? change.variables : present}
        onChange={(event) => {
          const chosen = order.find((one) => one === event.currentTarget.value);
          if (chosen !== undefined) change.mutate(chosen);
        }}
      />
      {change.isError ? <Failure error={change.error} /> : null}
    </>
  );
}
