import type { SizeUnit, Trend } from "@habitus/contract";
import type { EChartsCoreOption } from "echarts/core";
import type { Formats } from "../../i18n/format.ts";
import type { ChartColors } from "../../ui/chart.tsx";
import { lineOption } from "../../ui/axes-option.ts";

/** One line of whole numbers. */
export function trendOption(
  points: Trend["points"],
  unit: SizeUnit | undefined,
  f: Formats,
  colors: ChartColors,
): EChartsCoreOption {
  const isWithinDays = unit === "minute" || unit === "hour";
  const labels = points.map(({ at }) => (isWithinDays ? f.dateTime(at) : f.date(at)));
  return {
    ...lineOption(labels, f, colors, true),
    series: [
      {
        type: "line",
        data: points.map(({ size }) => size),
        symbol: "circle",
        symbolSize: 7,
        showSymbol: points.length <= 31,
        lineStyle: { width: 2.5, color: colors.accent },
        itemStyle: { color: colors.accent, borderColor: colors.surface, borderWidth: 2 },
        areaStyle: { color: colors.accent, opacity: 0.09 },
      },
    ],
  };
}
