import { LineChart } from "echarts/charts";
import { use as register } from "echarts/core";
import type { Trends, TrendsRequest } from "@habitus/contract";
import { useCallback } from "react";
import type { Formats } from "../../i18n/format.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Chart, type ChartColors } from "../../ui/chart.tsx";
import { lineOption } from "../../ui/axes-option.ts";

register([LineChart]);

export type NamedLine = Trends["lines"][number] & { readonly name: string };

type TrendChartProps = {
  readonly trends: Trends;
  readonly lines: readonly NamedLine[];
  readonly request: TrendsRequest;
  readonly periodName: (place: number) => string;
  readonly label: string;
};

const HEIGHT = 340;
/** Told apart on light and on dark ground. */
const COLORS = ["#3b6fd4", "#c2571a", "#9a4fc0", "#0b8793", "#b8860b", "#c2406f", "#5d8a1f", "#7a6a5a"];

/** A line for each; that of the time before is broken. An unfinished period has an empty mark. */
export function LinesChart({ trends, lines, request, periodName, label }: TrendChartProps) {
  const { t, f } = useI18n();
  const option = useCallback(
    (colors: ChartColors) => ({
      ...lineOption(
        trends.periods.map((_, place) => periodName(place)),
        f,
        colors,
        request.lines.every(({ measure = "times" }) => measure === "times" || measure === "people"),
      ),
      color: [colors.accent, ...COLORS],
      legend: {
        type: "scroll",
        top: 0,
        textStyle: { color: colors.text },
        pageTextStyle: { color: colors.text },
        pageIconColor: colors.strong,
        pageIconInactiveColor: colors.line,
      },
      grid: { left: 4, right: 20, top: 40, bottom: 4, containLabel: true },
      series: lines.flatMap((line, place) => {
        const color = place === 0 ? colors.accent : COLORS[(place - 1) % COLORS.length];
        const own = seriesOf(line.name, line.figures.points, trends, f);
        const drawn = { ...own, lineStyle: { width: 2.2, color }, itemStyle: { color } };
        if (line.before === null) return [drawn];
        const name = t("trends.before", { line: line.name });
        return [
          drawn,
          {
            ...seriesOf(name, line.before.points, null, f),
            lineStyle: { width: 1.6, type: "dashed", color },
            itemStyle: { color },
          },
        ];
      }),
    }),
    [trends, lines, request, periodName, f, t],
  );
  return <Chart option={option} label={label} height={HEIGHT} />;
}

const MOST_MARKED = 45;

function seriesOf(name: string, points: readonly (number | null)[], trends: Trends | null, f: Formats) {
  return {
    name,
    type: "line",
    symbol: "circle",
    symbolSize: 6,
    showSymbol: points.length <= MOST_MARKED,
    connectNulls: false,
    tooltip: { valueFormatter: (value: unknown) => (typeof value === "number" ? f.number(value) : "–") },
    data: points.map((value, place) =>
      trends?.periods[place]?.isUnfinished === true ? { value, symbol: "emptyCircle", symbolSize: 9 } : value,
    ),
  };
}
