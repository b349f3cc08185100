import type { Person } from "@habitus/contract";
import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { peopleQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { personLabel, shortValue } from "../../ui/person-label.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import "./people.css";

const route = getRouteApi("/frame/people");
const PAUSE_MS = 250;

export function PeoplePage() {
  const { t } = useI18n();
  const { q = "" } = route.useSearch();
  return (
    <>
      <PageHeader title={t("people.title")} lead={t("people.lead")} />
      <Card>
        <Search q={q} />
        <FoundPeople q={q} />
      </Card>
    </>
  );
}

/** What is typed stands at once; the address and the search follow after a pause. */
function Search({ q }: { readonly q: string }) {
  const { t } = useI18n();
  const navigate = route.useNavigate();
  const [text, setText] = useState(q);
  const show = useDebouncedCallback((value: string) => {
    void navigate({ search: { q: value === "" ? undefined : value }, replace: true });
  }, PAUSE_MS);
  return (
    <search>
      <TextInput
        size="md"
        mb="md"
        aria-label={t("people.search")}
        placeholder={t("people.searchHint")}
        leftSection={<IconSearch size={18} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          show(event.currentTarget.value.trim());
        }}
      />
    </search>
  );
}

const ROW_HEIGHT = 51;

function FoundPeople({ q }: { readonly q: string }) {
  const { t } = useI18n();
  const query = useInfiniteQuery(peopleQuery(q));
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const people = query.data.pages.flatMap((page) => page.people);
  if (people.length === 0) {
    return q === "" ? (
      <Empty icon={IconUsers} title={t("people.empty")} actions={<Link to="/">{t("home.title")}</Link>}>
        {t("people.emptyText")}
      </Empty>
    ) : (
      <Empty icon={IconSearch} title={t("people.noMatch", { search: q })}>
        {t("people.noMatchText")}
      </Empty>
    );
  }
  const more = () => {
    if (query.hasNextPage && !query.isFetchingNextPage && !query.isError) void query.fetchNextPage();
  };
  return (
    <>
      <div className="person-row list-head" aria-hidden>
        <span>{t("people.col.person")}</span>
        <span>{t("people.col.traits")}</span>
        <span>{t("people.col.last")}</span>
      </div>
      <VirtualList
        label={t("people.title")}
        items={people}
        keyOf={({ id }) => id}
        rowHeight={ROW_HEIGHT}
        render={(person) => <Row person={person} />}
        onEnd={more}
      />
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
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
