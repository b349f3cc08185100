import type { Trend } from "@habitus/contract";
import type { EChartsCoreOption } from "echarts/core";
import type { Formats } from "../../i18n/format.ts";

export type ChartColors = {
  readonly accent: string;
  readonly text: string;
  readonly line: string;
  readonly surface: string;
  readonly strong: string;
  readonly font: string;
};

const LABELS = 5;

/** A calm line from zero, so that a small change never looks like a large one. */
export function trendOption(points: Trend["points"], f: Formats, colors: ChartColors): EChartsCoreOption {
  const every = Math.max(1, Math.ceil((points.length - 1) / (LABELS - 1)));
  return {
    animationDuration: 300,
    textStyle: { fontFamily: colors.font, color: colors.text },
    grid: { left: 4, right: 20, top: 16, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: points.map(({ at }) => f.date(at)),
      axisLine: { lineStyle: { color: colors.line } },
      axisTick: { show: false },
      axisLabel: {
        color: colors.text,
        fontSize: 12,
        margin: 12,
        interval: every - 1,
        hideOverlap: true,
        alignMinLabel: "left",
        alignMaxLabel: "right",
      },
    },
    yAxis: {
      type: "value",
      min: 0,
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: colors.line } },
      axisLabel: { color: colors.text, fontSize: 12, formatter: (value: number) => f.compact(value) },
    },
    tooltip: {
      trigger: "axis",
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.strong, fontSize: 13 },
      axisPointer: { lineStyle: { color: colors.text } },
      valueFormatter: (value: unknown) => f.number(Number(value)),
    },
    series: [
      {
        type: "line",
        data: points.map(({ size }) => size),
        smooth: 0.2,
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
