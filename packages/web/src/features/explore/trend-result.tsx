import type { Trends, TrendsRequest } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { type TrendPlace, trendPeopleQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ExplorePeopleDialog } from "./explore-people.tsx";
import { TrendTable, useLineNames } from "./trend-table.tsx";

const LinesChart = lazy(async () => {
  const { LinesChart: component } = await import("./trend-chart.tsx");
  return { default: component };
});

const HEIGHT = 340;

type TrendResultProps = {
  readonly trends: Trends;
  readonly request: TrendsRequest;
  readonly asTable: boolean;
  readonly onTurn: () => void;
};

export function TrendResult({ trends, request, asTable, onTurn }: TrendResultProps) {
  const { t, f } = useI18n();
  const [opened, setOpened] = useState<TrendPlace | null>(null);
  const { periods, zone, at, membersAt } = trends;
  const named = useLineNames(trends, request);
  const names = JSON.stringify(named.map(({ name }) => name));
  // Names are made anew each time, lines stay what they are.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const lines = useMemo(() => named, [trends, names]);
  const { unit } = request;
  const periodName = useCallback(
    (place: number): string => {
      const from = periods[place]?.from ?? at;
      return unit === "hour" ? f.dateTime(from) : f.date(from);
    },
    [periods, at, unit, f],
  );
  if (lines.every(({ figures, before }) => figures.times === 0 && (before?.times ?? 0) === 0)) {
    return (
      <Card>
        <Empty icon={IconChartLine} title={t("trends.noneTitle")}>
          {t("trends.noneText")}
        </Empty>
      </Card>
    );
  }
  const readsMembers =
    request.segment !== undefined || (request.split !== undefined && "trait" in request.split);
  const [from, to] = [periods[0]?.from ?? at, periods.at(-1)?.to ?? at];
  return (
    <Card
      title={t("trends.result")}
      lead={t("trends.period", { from: f.dateTime(from), to: f.dateTime(to), zone })}
      aside={
        <Button size="compact-sm" variant="subtle" onClick={onTurn}>
          {asTable ? t("common.asChart") : t("common.asTable")}
        </Button>
      }
    >
      {trends.warnings.map((warning) => (
        <Note key={warning} tone="warn">
          {warning}
        </Note>
      ))}
      {asTable ? (
        <TrendTable trends={trends} lines={lines} periodName={periodName} onOpen={setOpened} />
      ) : (
        <Suspense fallback={<Loading height={HEIGHT} />}>
          <LinesChart
            trends={trends}
            lines={lines}
            request={request}
            periodName={periodName}
            label={t("trends.chart", { count: lines.length, periods: periods.length })}
          />
        </Suspense>
      )}
      <p className="muted explore-note">
        {periods.at(-1)?.isUnfinished === true ? `${t("trends.unfinishedNote")} ` : null}
        {t("explore.asOf", { date: f.dateTime(at) })}{" "}
        {readsMembers ? t("explore.members", { date: f.dateTime(membersAt) }) : null}
      </p>
      {opened === null ? null : (
        <Behind
          request={{ ...request, at }}
          place={opened}
          title={t("trends.who", {
            line: lines.find(({ line, group }) => line === opened.line && group === opened.group)?.name ?? "",
            period: opened.period === null ? t("trends.total") : periodName(opened.period),
          })}
          onClose={() => setOpened(null)}
        />
      )}
    </Card>
  );
}

type BehindProps = {
  readonly request: TrendsRequest;
  readonly place: TrendPlace;
  readonly title: string;
  readonly onClose: () => void;
};

function Behind({ request, place, title, onClose }: BehindProps) {
  const query = useInfiniteQuery(trendPeopleQuery(request, place));
  return <ExplorePeopleDialog title={title} query={query} request={request} onClose={onClose} />;
}
