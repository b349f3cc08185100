import { LIMITS, type Person } from "@habitus/contract";
import { IconSearch, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { peopleQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { personLabel, shortValue } from "../../ui/person-label.ts";
import { SearchBox } from "../../ui/search-box.tsx";
import "./people.css";

const route = getRouteApi("/frame/people");

export function PeoplePage() {
  const { t } = useI18n();
  const { q = "" } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <>
      <PageHeader title={t("people.title")} lead={t("people.lead")} />
      <Card>
        <SearchBox
          label={t("people.search")}
          hint={t("people.searchHint")}
          q={q}
          onSearch={(text) => void navigate({ search: { q: text }, replace: true })}
        />
        <FoundPeople q={q} />
      </Card>
    </>
  );
}

function FoundPeople({ q }: { readonly q: string }) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(peopleQuery(q));
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const people = query.data.pages.flatMap((page) => page.people);
  if (people.length === 0) {
    return q === "" ? (
      <Empty
        icon={IconUsers}
        title={t("people.empty")}
        actions={
          <>
            <LinkButton to="/settings/sources">{t("nothingSent.toSources")}</LinkButton>
            <LinkButton to="/" variant="default">
              {t("nothingSent.toDemo")}
            </LinkButton>
          </>
        }
      >
        {t("people.emptyText")}
      </Empty>
    ) : (
      <Empty icon={IconSearch} title={t("people.noMatch", { search: q })}>
        {t("people.noMatchText")}
      </Empty>
    );
  }
  const isCut = query.data.pages.at(-1)?.searchCut === true;
  return (
    <>
      {isCut ? <Note>{t("members.searchCut", { count: f.number(LIMITS.foundPeople) })}</Note> : null}
      <div className="person-row list-head" aria-hidden>
        <span>{t("people.col.person")}</span>
        <span>{t("people.col.traits")}</span>
        <span>{t("people.col.last")}</span>
      </div>
      <PagedList
        label={t("people.title")}
        query={query}
        items={people}
        keyOf={({ id }) => id}
        render={(person) => <Row person={person} />}
      />
    </>
  );
}

const TRAITS_SHOWN = 3;

function Row({ person }: { readonly person: Person }) {
  const { f } = useI18n();
  const traits = Object.entries(person.traits).slice(0, TRAITS_SHOWN);
  return (
    <div className="list-row person-row">
      <Link to="/people/$id" params={{ id: person.id }} search={{ event: undefined }} className="row-link">
        {personLabel(person)}
      </Link>
      <span className="person-traits">
        {traits.map(([name, value]) => (
          <span key={name} title={name}>
            {shortValue(value)}
          </span>
        ))}
      </span>
      <span className="muted numbers">{person.lastSeen === null ? null : f.date(person.lastSeen)}</span>
    </div>
  );
}
