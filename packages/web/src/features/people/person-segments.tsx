import type { ExplainedCondition, Membership } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconChartPie, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { membershipsQuery, whyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { shortValue } from "../../ui/person-label.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { Sentence } from "../segments/sentence.tsx";
import { arrangeMemberships } from "./memberships.ts";

const route = getRouteApi("/frame/people/$id");

const ROW_HEIGHT = 72;

/** In which segments somebody is and was, and why. */
export function PersonSegments({ id }: { readonly id: string }) {
  const { t, f } = useI18n();
  const query = useQuery(membershipsQuery(id));
  if (query.isPending) return <Loading height={240} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { memberships, at } = query.data;
  if (memberships.length === 0) {
    return (
      <Card>
        <Empty icon={IconChartPie} title={t("segments.empty")} />
      </Card>
    );
  }
  return (
    <Card title={t("person.segments")} lead={t("segment.asOf", { date: f.dateTime(at) })}>
      <VirtualList
        label={t("person.segments")}
        items={arrangeMemberships(memberships)}
        keyOf={({ segment }) => segment}
        rowHeight={ROW_HEIGHT}
        render={(membership) => <Row id={id} membership={membership} />}
      />
    </Card>
  );
}

type RowProps = { readonly id: string; readonly membership: Membership };

function Row({ id, membership: { segment, name, member, stays, live } }: RowProps) {
  const { t, f } = useI18n();
  const { why } = route.useSearch();
  const navigate = route.useNavigate();
  const isOpen = why === segment;
  const frozenSince = live?.frozenSince ?? null;
  const last = stays.at(-1);
  const Icon = member ? IconCircleCheck : IconCircleX;
  const said = member
    ? last === undefined
      ? t("membership.in")
      : t("membership.since", { date: f.dateTime(last.entered) })
    : last?.left === undefined || last.left === null
      ? t("membership.never")
      : t("membership.until", { date: f.dateTime(last.left) });
  return (
    <div className="membership-row" data-member={member ? "" : undefined}>
      <div className="membership">
        <Icon size={20} aria-hidden />
        <div className="membership-body">
          <Link to="/segments/$key" params={{ key: segment }} search={{ tab: undefined }}>
            {name}
          </Link>
          <div className="muted">
            {said}
            {stays.length > 1 ? ` · ${t("membership.stays", { count: stays.length })}` : null}
            {frozenSince === null ? null : ` · ${t("membership.frozen", { date: f.dateTime(frozenSince) })}`}
          </div>
        </div>
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={isOpen}
          aria-label={t(member ? "membership.whyIn" : "membership.whyOut", { name })}
          onClick={() =>
            void navigate({
              search: (now) => ({ ...now, why: isOpen ? undefined : segment }),
              replace: true,
              resetScroll: false,
            })
          }
        >
          {t(member ? "membership.why" : "membership.whyNot")}
        </Button>
      </div>
      {isOpen ? <Why id={id} segment={segment} /> : null}
    </div>
  );
}

function Why({ id, segment }: { readonly id: string; readonly segment: string }) {
  const { t, f } = useI18n();
  const query = useQuery(whyQuery(id, segment));
  if (query.isPending) return <Loading height={80} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { root, words, nextFlip, member, agrees } = query.data;
  return (
    <div className="why">
      {agrees === false ? <Note tone="bad">{t("why.differs")}</Note> : null}
      <p>
        {nextFlip === null
          ? t("why.stays")
          : t(member ? "why.leaves" : "why.enters", { date: f.dateTime(nextFlip) })}
      </p>
      <ul>
        <Condition of={words ?? root} inWords={words !== null} />
      </ul>
    </div>
  );
}

type ConditionProps = {
  readonly of: ExplainedCondition;
  /** Its lines are those of the definition, else of the plan. */
  readonly inWords: boolean;
};

function Condition({ of, inWords }: ConditionProps) {
  const { t } = useI18n();
  const Icon = of.truth ? IconCircleCheck : IconCircleX;
  return (
    <li data-truth={of.truth}>
      <div className="why-line">
        <Icon size={17} aria-hidden />
        <span className="visually-hidden">{t(of.truth ? "why.true" : "why.false")}: </span>
        <div>
          {of.kind !== "condition" ? null : inWords ? (
            <Sentence text={of.says.join(" ")} />
          ) : (
            <span className="code">{of.says.join(" ")}</span>
          )}
          {of.kind === "condition" ? null : (
            <span>
              {t(`why.${of.kind}`)} {of.says.join(" ")}
            </span>
          )}
          <Evidence because={of.because} />
        </div>
      </div>
      {of.of.length === 0 ? null : (
        <ul>
          {of.of.map((part, index) => (
            // Conditions have no identity but their order.
            <Condition key={index} of={part} inWords={inWords} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Evidence({ because }: { readonly because: ExplainedCondition["because"] }) {
  const { t, f } = useI18n();
  if (because === null) return null;
  if (because.kind === "trait") {
    return <div className="muted">{t("why.trait", { value: shortValue(because.value) })}</div>;
  }
  const [newest] = because.newest;
  return (
    <div className="muted">
      {t("why.events", { count: because.total })}
      {because.value === null ? null : ` · ${t("why.value", { value: because.value })}`}
      {newest === undefined ? null : ` · ${t("why.newest", { date: f.dateTime(newest.time) })}`}
    </div>
  );
}
