import type { Person } from "@habitus/contract";
import { IconChevronLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { personQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CopyButton } from "../../ui/code-block.tsx";
import { idName } from "../../ui/id-kind-name.ts";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, Facts, PageHeader } from "../../ui/page.tsx";
import { personLabel, shortValue } from "../../ui/person-label.ts";
import { AccountsOf } from "../accounts/accounts-of.tsx";
import { AnswersCard } from "./answers-card.tsx";
import { ComputedCard } from "./computed-card.tsx";
import { ConsentCard } from "./consent-card.tsx";
import { DataCard } from "./data-card.tsx";
import { PersonMerges } from "./person-merges.tsx";
import { PersonSegments } from "./person-segments.tsx";
import { PersonTraits } from "./person-traits.tsx";
import { ScoresCard } from "./scores-card.tsx";
import { SubscriptionsCard } from "./subscriptions-card.tsx";
import { Timeline } from "./timeline.tsx";
import "./people.css";

const route = getRouteApi("/frame/people/$id");

export function PersonPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const { tab } = route.useSearch();
  const person = useQuery(personQuery(id));
  return (
    <>
      <PageHeader
        title={person.data === undefined ? id : personLabel(person.data)}
        above={
          <Link to="/people" search={{ q: undefined }} className="crumb">
            <IconChevronLeft size={16} aria-hidden />
            {t("person.back")}
          </Link>
        }
      />
      {person.isPending ? <Loading height={320} /> : null}
      {person.isError ? <Failure error={person.error} retry={() => void person.refetch()} /> : null}
      {person.data === undefined ? null : (
        <div className="person-layout" data-tab={tab}>
          <Tabs person={person.data} />
          <Profile person={person.data} />
        </div>
      )}
    </>
  );
}

const TABS = [undefined, "traits", "segments", "merges"] as const;

function Tabs({ person }: { readonly person: Person }) {
  const { t } = useI18n();
  const { id } = route.useParams();
  const { tab } = route.useSearch();
  return (
    <div>
      <nav className="tabs" aria-label={t("person.tabs")}>
        {TABS.map((name) => (
          <Link
            key={name ?? "timeline"}
            to="/people/$id"
            params={{ id }}
            search={{ tab: name }}
            aria-current={tab === name ? "page" : undefined}
            activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
          >
            {t(`person.${name ?? "timeline"}`)}
          </Link>
        ))}
      </nav>
      {tab === undefined ? <Timeline id={id} /> : null}
      {tab === "traits" ? <PersonTraits person={person} /> : null}
      {tab === "segments" ? <PersonSegments id={id} /> : null}
      {tab === "merges" ? <PersonMerges id={id} /> : null}
    </div>
  );
}

function Profile({ person }: { readonly person: Person }) {
  const { t, f } = useI18n();
  const { tab } = route.useSearch();
  const seen = (instant: string | null) => (instant === null ? t("common.never") : f.dateTime(instant));
  const traits = Object.entries(person.traits);
  return (
    <div className="stack">
      <Card title={t("person.ids")}>
        <Facts
          items={[
            ...person.ids.map(
              ({ kind, value }) => [idName(kind, t), <Id key={value} value={value} />] as const,
            ),
            [t("person.internal"), <span key="id">{person.id}</span>],
            [t("person.firstSeen"), seen(person.firstSeen)],
            [t("person.lastSeen"), seen(person.lastSeen)],
            [t("person.zone"), t(`person.zone.${person.homeZone.from}`, { zone: person.homeZone.zone })],
          ]}
        />
      </Card>
      <AccountsOf person={person} />
      <ScoresCard id={person.id} />
      <ComputedCard id={person.id} />
      <AnswersCard answers={person.answers} />
      <ConsentCard id={person.id} />
      <SubscriptionsCard person={person} />
      {/* Beside the tab that shows them in full they would stand twice. */}
      {tab === "traits" ? null : (
        <Card title={t("person.traits")}>
          {traits.length === 0 ? (
            <p className="muted" style={{ margin: 0 }}>
              {t("person.noTraits")}
            </p>
          ) : (
            <Facts items={traits.map(([name, value]) => [name, shortValue(value)] as const)} />
          )}
        </Card>
      )}
      <DataCard person={person} />
    </div>
  );
}

function Id({ value }: { readonly value: string }) {
  return (
    <span className="person-id">
      <span className="code">{value}</span>
      <CopyButton text={value} />
    </span>
  );
}
