import { type DecidingEvent, type Segment, type Transition, TRANSITION_KINDS } from "@habitus/contract";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconArrowsLeftRight, IconLogin2, IconLogout2 } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type AskedTransitions, transitionsQuery } from "../../api/transition-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { DayFields } from "../../ui/day-fields.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { personLabel } from "../../ui/person-label.ts";
import { causeOf } from "./cause-of.ts";
import { useNewTransitions } from "./use-new-transitions.ts";

const ROW_HEIGHT = 66;
/** Where numbers of entries and exits lead. */
export const MOVEMENT_LIST_ID = "movement-list";

const route = getRouteApi("/frame/segments/$key");

/** Who entered and left, newest first, of the kind, days and person that the address names; who comes or goes meanwhile is told. */
export function MovementList({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const { kind, person, from, to } = route.useSearch();
  const chosen = {
    ...(kind === undefined ? {} : { kind }),
    ...(person === undefined ? {} : { person }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  return (
    <div id={MOVEMENT_LIST_ID}>
      <Card title={t("movements.each")} lead={t("movements.lead")}>
        <Filters />
        <Movements segment={segment} asked={{ segment: segment.key, ...chosen }} />
      </Card>
    </div>
  );
}

type Search = {
  readonly kind?: Transition["kind"] | undefined;
  readonly person?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};
const EVERYTHING: Search = { kind: undefined, person: undefined, from: undefined, to: undefined };

/** They stand in the address. */
function useChange(): (next: Search) => void {
  const navigate = route.useNavigate();
  return (next) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
}

function Filters() {
  const { t } = useI18n();
  const search = route.useSearch();
  const change = useChange();
  return (
    <div className="movement-filters">
      <NativeSelect
        label={t("movements.kind")}
        data={[
          { value: "", label: t("movements.kind.all") },
          ...TRANSITION_KINDS.map((kind) => ({ value: kind, label: t(`movements.kind.${kind}`) })),
        ]}
        value={search.kind ?? ""}
        onChange={({ currentTarget: { value } }) =>
          change({ kind: TRANSITION_KINDS.find((kind) => kind === value) })
        }
      />
      <TextInput
        // What the address names otherwise, by a step back, is shown.
        key={search.person}
        label={t("movements.person")}
        placeholder={t("movements.personHint")}
        defaultValue={search.person ?? ""}
        onBlur={({ currentTarget: { value } }) => change({ person: value.trim() || undefined })}
        onKeyDown={({ key, currentTarget: { value } }) => {
          if (key === "Enter") change({ person: value.trim() || undefined });
        }}
      />
      <DayFields days={search} onChange={change} />
    </div>
  );
}

type MovementsProps = { readonly segment: Segment; readonly asked: AskedTransitions };

function Movements({ segment, asked }: MovementsProps) {
  const { t } = useI18n();
  const query = useInfiniteQuery(transitionsQuery(asked));
  const arrived = useNewTransitions(asked, query.data?.pages[0]?.head);
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const transitions = query.data.pages.flatMap((page) => page.transitions);
  const eventOf = namesOf(query.data.pages.flatMap((page) => page.events));
  return (
    <>
      <div className="movement-news" aria-live="polite">
        {arrived.count === 0 ? null : (
          <Button variant="light" onClick={() => arrived.show()}>
            {t("movements.new", { count: arrived.count })}
          </Button>
        )}
      </div>
      {transitions.length === 0 && !query.hasNextPage ? (
        <Nobody segment={segment} isChosen={Object.keys(asked).length > 1} />
      ) : (
        <PagedList
          label={t("segment.tab.movements")}
          query={query}
          items={transitions}
          keyOf={({ id }) => id}
          rowHeight={ROW_HEIGHT}
          render={(transition) => <Movement transition={transition} event={eventOf(transition)} />}
        />
      )}
    </>
  );
}

type NobodyProps = { readonly segment: Segment; readonly isChosen: boolean };

function Nobody({ segment, isChosen }: NobodyProps) {
  const { t, f } = useI18n();
  const change = useChange();
  if (isChosen) {
    return (
      <Empty icon={IconArrowsLeftRight} title={t("movements.noneChosen")}>
        <Button variant="default" onClick={() => change(EVERYTHING)}>
          {t("common.showAll")}
        </Button>
      </Empty>
    );
  }
  const since = segment.live?.since ?? null;
  return (
    <Empty icon={IconArrowsLeftRight} title={t("movements.none")}>
      {since === null ? t("movements.noneText") : t("movements.noneSince", { date: f.dateTime(since) })}
    </Empty>
  );
}

/** What the event is called that decided; null where none did, or it is not known. */
function namesOf(events: readonly DecidingEvent[]): (transition: Transition) => string | null {
  const placeOf = (offset: number, eventId: string): string => `${offset} ${eventId}`;
  const names = new Map(events.map(({ offset, eventId, name }) => [placeOf(offset, eventId), name]));
  return ({ evidence: { offset, eventId } }) =>
    eventId === null ? null : (names.get(placeOf(offset, eventId)) ?? null);
}

type MovementProps = { readonly transition: Transition; readonly event: string | null };

function Movement({ transition, event }: MovementProps) {
  const { t, f } = useI18n();
  const { kind, segment, seq, person, ids, at, evidence } = transition;
  const name = personLabel({ id: person, ids });
  const Icon = kind === "entered" ? IconLogin2 : IconLogout2;
  return (
    <div className="list-row movement" data-kind={kind}>
      <Icon size={19} aria-hidden />
      <div>
        <Link to="/people/$id" params={{ id: person }} search={{ tab: "segments" }} className="row-link">
          {name}
        </Link>
        <div className="muted">
          {t(kind === "entered" ? "movements.entered" : "movements.left", { date: f.dateTime(at) })} ·{" "}
          {t(causeOf(transition))}
          <Decided id={evidence.eventId} event={event} />
        </div>
      </div>
      <Link
        className="movement-why"
        to="/people/$id"
        params={{ id: person }}
        search={{ tab: "segments", why: segment, transition: String(seq) }}
        aria-label={t(kind === "entered" ? "movements.whyEntered" : "movements.whyLeft", { name })}
      >
        {t("membership.why")}
      </Link>
    </div>
  );
}

function Decided({ id, event }: { readonly id: string | null; readonly event: string | null }) {
  if (id === null) return null;
  return (
    <>
      : {event === null ? null : <>“{event}” </>}
      <code className="movement-event">{id}</code>
    </>
  );
}
