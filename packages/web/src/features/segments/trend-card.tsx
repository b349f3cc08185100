import { SIZE_UNITS, type Segment, type SizeUnit, type Trend } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { getRouteApi, Link } from "@tanstack/react-router";
import { trendQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { ChoiceField } from "../../ui/choice-field.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";

const TrendChart = lazy(async () => {
  const { TrendChart: component } = await import("./trend-chart.tsx");
  return { default: component };
});

const route = getRouteApi("/frame/segments/$key");

const HEIGHT = 280;

export function TrendCard({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const { unit } = route.useSearch();
  const navigate = route.useNavigate();
  const [asTable, setAsTable] = useState(false);
  const { key, version } = segment;
  const trend = useQuery(trendQuery(key, version, unit));
  const open = (at: string) => void navigate({ search: { tab: "members", at } });
  return (
    <Card
      title={t("segment.trend")}
      lead={t("segment.trendLead")}
      aside={
        <div className="trend-tools">
          <ChoiceField
            label={t("segment.trendUnit")}
            value={unit ?? "usual"}
            choices={["usual", ...SIZE_UNITS] as const}
            nameOf={(each) => t(`segment.trendUnit.${each}`)}
            onChange={(each) =>
              void navigate({
                search: (now) => ({ ...now, unit: each === "usual" ? undefined : each }),
                replace: true,
                resetScroll: false,
              })
            }
          />
          <Button size="compact-sm" variant="subtle" onClick={() => setAsTable(!asTable)}>
            {asTable ? t("common.asChart") : t("common.asTable")}
          </Button>
        </div>
      }
    >
      {trend.isPending ? <Loading height={HEIGHT} /> : null}
      {trend.isError ? <Failure error={trend.error} retry={() => void trend.refetch()} /> : null}
      {trend.data === undefined ? null : asTable ? (
        <TrendTable segment={segment} points={trend.data.points} />
      ) : (
        <Chart points={trend.data.points} unit={unit} onPoint={open} />
      )}
    </Card>
  );
}

type ChartProps = {
  readonly points: Trend["points"];
  readonly unit: SizeUnit | undefined;
  readonly onPoint: (at: string) => void;
};

function Chart({ points, unit, onPoint }: ChartProps) {
  const { t, f } = useI18n();
  const from = f.number(points[0]?.size ?? 0);
  const to = f.number(points.at(-1)?.size ?? 0);
  return (
    <Suspense fallback={<Loading height={HEIGHT} />}>
      <TrendChart
        points={points}
        unit={unit}
        label={
          unit === undefined ? t("segments.trendLabel", { from, to }) : t("segment.trendLabel", { from, to })
        }
        onPoint={onPoint}
      />
    </Suspense>
  );
}

type TrendTableProps = { readonly segment: Segment; readonly points: Trend["points"] };

function TrendTable({ segment, points }: TrendTableProps) {
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
            <td className="right numbers">
              {size === 0 ? (
                f.number(0)
              ) : (
                <Link
                  to="/segments/$key"
                  params={{ key: segment.key }}
                  search={{ tab: "members", at }}
                  aria-label={t("segment.trendOpen", { count: size, date: f.dateTime(at) })}
                >
                  {f.number(size)}
                </Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
