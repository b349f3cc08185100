import type { Segment } from "@habitus/contract";
import { IconTrendingDown, IconTrendingUp } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { trendQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { type Change, lastChanges } from "./last-changes.ts";

const MOST = 4;

/** The segments whose sizes moved most between the last two points of their trends. */
export function WhatChanged({ segments }: { readonly segments: readonly Segment[] }) {
  const { t, f } = useI18n();
  const trends = useQueries({ queries: segments.map(({ key, version }) => trendQuery(key, version)) });
  const changes = lastChanges(
    segments.flatMap((segment, index) => {
      const points = trends[index]?.data?.points;
      return points === undefined ? [] : [{ segment, points }];
    }),
  ).slice(0, MOST);
  const [first] = changes;
  if (trends.some(({ isPending }) => isPending)) {
    return (
      <Card title={t("changed.title")}>
        <Loading height={64} />
      </Card>
    );
  }
  if (first === undefined) return null;
  return (
    <Card title={t("changed.title")} lead={t("changed.lead", { date: f.date(first.since) })}>
      <ul className="changes">
        {changes.map((change) => (
          <Row key={change.segment.key} change={change} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ change: { segment, from, to, since } }: { readonly change: Change }) {
  const { t, f } = useI18n();
  const grew = to > from;
  const Icon = grew ? IconTrendingUp : IconTrendingDown;
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
            {t(grew ? "changed.grew" : "changed.shrank", {
              count: f.number(Math.abs(to - from)),
              from: f.number(from),
              to: f.number(to),
            })}
          </Link>
        </div>
      </div>
    </li>
  );
}
