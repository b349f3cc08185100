import type { Trend } from "@habitus/contract";
import type { EChartsCoreOption } from "echarts/core";
import type { Formats } from "../../i18n/format.ts";
import type { ChartColors } from "../../ui/e-chart.tsx";

const LABELS = 5;

/** Calm axes: days below, numbers of people beside. */
export function dayAxes(labels: readonly string[], f: Formats, colors: ChartColors): EChartsCoreOption {
  const every = Math.max(1, Math.ceil((labels.length - 1) / (LABELS - 1)));
  return {
    animationDuration: 300,
    textStyle: { fontFamily: colors.font, color: colors.text },
    grid: { left: 4, right: 20, top: 16, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: labels,
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
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: colors.line } },
      axisLabel: {
        color: colors.text,
        fontSize: 12,
        formatter: (value: number) => f.compact(Math.abs(value)),
      },
    },
    tooltip: {
      trigger: "axis",
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.strong, fontSize: 13 },
      axisPointer: { lineStyle: { color: colors.text } },
      valueFormatter: (value: unknown) => f.number(Math.abs(Number(value))),
    },
  };
}

/** A calm line from zero, so that a small change never looks like a large one. */
export function trendOption(points: Trend["points"], f: Formats, colors: ChartColors): EChartsCoreOption {
  const { xAxis, yAxis, ...rest } = dayAxes(
    points.map(({ at }) => f.date(at)),
    f,
    colors,
  );
  return {
    ...rest,
    xAxis: { ...Object(xAxis), boundaryGap: false },
    yAxis: { ...Object(yAxis), min: 0 },
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
