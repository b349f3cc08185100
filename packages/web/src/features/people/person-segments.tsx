import type { Membership, Why as WhyAnswer } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconChartPie, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef, useState } from "react";
import { membershipsQuery, whyQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { ExplainedTree } from "../segments/explained-tree.tsx";
import { arrangeMemberships } from "./memberships.ts";
import { TwoClocks } from "./two-clocks.tsx";

const route = getRouteApi("/frame/people/$id");

const ROW_HEIGHT = 72;

/** In which segments somebody is and was, and why. Whoever comes here for a why meets it first, and is led to it. */
export function PersonSegments({ id }: { readonly id: string }) {
  const { t, f } = useI18n();
  const { why } = route.useSearch();
  const [cameFor] = useState(why);
  const isLed = useRef(false);
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
      <TwoClocks />
      <VirtualList
        label={t("person.segments")}
        items={arrangeMemberships(memberships, cameFor)}
        keyOf={({ segment }) => segment}
        rowHeight={ROW_HEIGHT}
        render={(membership) => (
          <Row id={id} membership={membership} isLed={membership.segment === cameFor ? isLed : undefined} />
        )}
      />
    </Card>
  );
}

type RowProps = {
  readonly id: string;
  readonly membership: Membership;
  /** Of the row that one came for: whether one was led to it already. */
  readonly isLed: RefObject<boolean> | undefined;
};

function Row({ id, membership: { segment, name, member, stays, live }, isLed }: RowProps) {
  const { t, f } = useI18n();
  const { why, transition } = route.useSearch();
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
  const whyLabel = t(member ? "membership.whyIn" : "membership.whyOut", { name });
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
          aria-label={whyLabel}
          onClick={() =>
            void navigate({
              search: (now) => ({ ...now, why: isOpen ? undefined : segment, transition: undefined }),
              replace: true,
              resetScroll: false,
            })
          }
        >
          {t(member ? "membership.why" : "membership.whyNot")}
        </Button>
      </div>
      {isOpen ? <Why id={id} segment={segment} asked={transition} label={whyLabel} isLed={isLed} /> : null}
    </div>
  );
}

type WhyProps = {
  readonly id: string;
  readonly segment: string;
  /** The place of the transition that is asked about; undefined for now. */
  readonly asked: string | undefined;
  readonly label: string;
} & Pick<RowProps, "isLed">;

function Why({ id, segment, asked, label, isLed }: WhyProps) {
  const { t } = useI18n();
  const query = useQuery(whyQuery(id, segment, asked));
  const answer = useRef<HTMLElement>(null);
  const isKnown = query.data !== undefined;
  useEffect(() => {
    if (!isKnown || isLed === undefined || isLed.current) return undefined;
    // After the router has scrolled to the top of the page.
    const frame = requestAnimationFrame(() => {
      isLed.current = true;
      answer.current?.focus({ preventScroll: true });
      answer.current?.scrollIntoView({ block: isLong(answer.current) ? "start" : "center" });
    });
    return () => cancelAnimationFrame(frame);
  }, [isKnown, isLed]);
  if (query.isPending) return <Loading height={80} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { root, words, agrees, transition } = query.data;
  return (
    <section className="why" ref={answer} tabIndex={-1} aria-label={label}>
      {agrees === false ? (
        <Note tone="bad">{t(transition === null ? "why.differs" : "why.changedSince")}</Note>
      ) : null}
      <Saying of={query.data} />
      <ul className="explained">
        <ExplainedTree
          of={words ?? root}
          inWords={words !== null}
          person={id}
          decided={transition?.evidence.eventId ?? null}
        />
      </ul>
    </section>
  );
}

/** The middle of what fills the window is not where somebody begins to read. */
function isLong({ offsetHeight }: HTMLElement): boolean {
  return offsetHeight > window.innerHeight / 2;
}

/** When that changes; of a transition, what is asked, and where it would be otherwise today. */
function Saying({ of: { nextFlip, member, transition } }: { readonly of: WhyAnswer }) {
  const { t, f } = useI18n();
  if (transition === null) {
    return (
      <p>
        {nextFlip === null
          ? t("why.stays")
          : t(member ? "why.leaves" : "why.enters", { date: f.dateTime(nextFlip) })}
      </p>
    );
  }
  const hasEntered = transition.kind === "entered";
  return (
    <>
      <p>
        {t(hasEntered ? "why.whenEntered" : "why.whenLeft", { date: f.dateTime(transition.at) })}{" "}
        <Link
          from="/people/$id"
          to="."
          search={(now) => ({ ...now, transition: undefined })}
          replace
          resetScroll={false}
        >
          {t("why.now")}
        </Link>
      </p>
      {member === hasEntered ? null : <Note>{t("why.otherwiseNow")}</Note>}
    </>
  );
}
