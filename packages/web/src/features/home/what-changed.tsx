import type { Segment, Transition } from "@habitus/contract";
import { IconArrowsLeftRight, IconTrendingDown, IconTrendingUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { changesQuery } from "../../api/member-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { type Change, lastChanges } from "./last-changes.ts";

const MOST = 4;

/** The segments whose sizes moved most over the last week. */
export function WhatChanged({ segments }: { readonly segments: readonly Segment[] }) {
  const { t, f } = useI18n();
  const found = useQuery(changesQuery);
  if (found.isPending) {
    return (
      <Card title={t("changed.title")}>
        <Loading height={64} />
      </Card>
    );
  }
  if (found.data === undefined) {
    return (
      <Card title={t("changed.title")}>
        <Failure error={found.error} retry={() => void found.refetch()} />
      </Card>
    );
  }
  const { from } = found.data;
  const changes = lastChanges(segments, found.data.segments).slice(0, MOST);
  if (changes.length === 0) return null;
  return (
    <Card title={t("changed.title")} lead={t("changed.lead", { date: f.date(from) })}>
      <ul className="changes">
        {changes.map((change) => (
          <Row key={change.segment.key} change={change} since={from} />
        ))}
      </ul>
    </Card>
  );
}

type RowProps = { readonly change: Change; readonly since: string };

/** What each number leads to: who came and went since, who was in it then, and who is now. */
function Row({ change, since }: RowProps) {
  const { t, f } = useI18n();
  const { segment, before, after, entered, left } = change;
  const params = { key: segment.key };
  const says = changeText(before, after);
  const Icon = ICONS[says];
  // Sizes of what was followed since then are those that were told; others are counted again.
  const as = entered === null ? undefined : ("known" as const);
  // Who came and went then is not in the list of entries and exits, but found by a rehearsal above it.
  const kind = entered === null ? undefined : KINDS[says];
  return (
    <li>
      <Icon size={20} aria-hidden />
      <div>
        <Link to="/segments/$key" params={params} search={{ tab: undefined }}>
          {segment.name}
        </Link>
        <div className="numbers changed-figures">
          <Link to="/segments/$key" params={params} search={{ tab: "movements", since, kind }}>
            {t(`changed.${says}`, { count: f.number(Math.abs(after - before)) })}
          </Link>
          <Link to="/segments/$key" params={params} search={{ tab: "members", at: since, as }}>
            {t("changed.before", { count: before })}
          </Link>
          <Link to="/segments/$key" params={params} search={{ tab: "members" }}>
            {t("changed.after", { count: after })}
          </Link>
          <Moves segment={segment.key} kind="entered" count={entered} since={since} />
          <Moves segment={segment.key} kind="left" count={left} since={since} />
        </div>
      </div>
    </li>
  );
}

type MovesProps = {
  readonly segment: string;
  readonly kind: Transition["kind"];
  readonly count: number | null;
  readonly since: string;
};

function Moves({ segment, kind, count, since }: MovesProps) {
  const { t } = useI18n();
  if (count === null) return null;
  return (
    <Link to="/segments/$key" params={{ key: segment }} search={{ tab: "movements", since, kind }}>
      {t(`changed.${kind}`, { count })}
    </Link>
  );
}

/** Of a segment that shrank those who left are asked for. */
const KINDS = { grew: "entered", shrank: "left", stayed: undefined } as const;
const ICONS = { grew: IconTrendingUp, shrank: IconTrendingDown, stayed: IconArrowsLeftRight } as const;

function changeText(before: number, after: number): keyof typeof ICONS {
  if (after === before) return "stayed";
  return after > before ? "grew" : "shrank";
}
