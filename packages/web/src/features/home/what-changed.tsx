import type { Segment } from "@habitus/contract";
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

function Row({ change: { segment, before, after, entered, left }, since }: RowProps) {
  const { t, f } = useI18n();
  const says = changeText(before, after);
  const Icon = ICONS[says];
  return (
    <li>
      <Icon size={20} aria-hidden />
      <div>
        <Link to="/segments/$key" params={{ key: segment.key }} search={{ tab: undefined }}>
          {segment.name}
        </Link>
        <div>
          <Link
            className="quiet-link numbers"
            to="/segments/$key"
            params={{ key: segment.key }}
            search={{ tab: "movements", since }}
          >
            {t(`changed.${says}`, {
              count: f.number(Math.abs(after - before)),
              from: f.number(before),
              to: f.number(after),
            })}
            {entered === null || left === null
              ? null
              : ` · ${t("changed.moves", { entered: f.number(entered), left: f.number(left) })}`}
          </Link>
        </div>
      </div>
    </li>
  );
}

const ICONS = { grew: IconTrendingUp, shrank: IconTrendingDown, stayed: IconArrowsLeftRight } as const;

function changeText(before: number, after: number): keyof typeof ICONS {
  if (after === before) return "stayed";
  return after > before ? "grew" : "shrank";
}
