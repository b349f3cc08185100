import type { Segment, Trend } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { trendQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";

const TrendChart = lazy(async () => {
  const { TrendChart: component } = await import("./trend-chart.tsx");
  return { default: component };
});

const HEIGHT = 280;

export function TrendCard({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const [asTable, setAsTable] = useState(false);
  const trend = useQuery(trendQuery(segment.key, segment.version));
  return (
    <Card
      title={t("segment.trend")}
      lead={t("segment.trendLead")}
      aside={
        <Button size="compact-sm" variant="subtle" onClick={() => setAsTable(!asTable)}>
          {asTable ? t("common.asChart") : t("common.asTable")}
        </Button>
      }
    >
      {trend.isPending ? <Loading height={HEIGHT} /> : null}
      {trend.isError ? <Failure error={trend.error} retry={() => void trend.refetch()} /> : null}
      {trend.data === undefined ? null : asTable ? (
        <TrendTable points={trend.data.points} />
      ) : (
        <Chart points={trend.data.points} />
      )}
    </Card>
  );
}

function Chart({ points }: { readonly points: Trend["points"] }) {
  const { t, f } = useI18n();
  const from = f.number(points[0]?.size ?? 0);
  const to = f.number(points.at(-1)?.size ?? 0);
  return (
    <Suspense fallback={<Loading height={HEIGHT} />}>
      <TrendChart points={points} label={t("segments.trendLabel", { from, to })} />
    </Suspense>
  );
}

function TrendTable({ points }: { readonly points: Trend["points"] }) {
  const { t, f } = useI18n();
  return (
    <table className="plain-table" aria-label={t("segment.trend")}>
      <thead>
        <tr>
          <th scope="col">{t("segment.trendDate")}</th>
          <th scope="col" className="right">
            {t("segment.trendSize")}
          </th>
        </tr>
      </thead>
      <tbody>
        {points.map(({ at, size }) => (
          <tr key={at}>
            <td>{f.dateTime(at)}</td>
            <td className="right numbers">{f.number(size)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
