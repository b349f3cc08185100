import type { EChartsCoreOption } from "echarts/core";
import type { Formats } from "../i18n/format.ts";
import type { ChartColors } from "./chart.tsx";

/** More would be read as a row of words. */
const MOST_LABELS = 5;
const LABEL_FONT = 12;
/** A letter of this font, at the widest, and the room between two labels. */
const LETTER = 7;
const LABEL_GAP = 20;
/** What stands beside the drawing: the figures of the other axis. */
const BESIDE = 64;

type Figures = Pick<Formats, "compact" | "number">;

/** Calm axes for lines over time. They begin at zero, so that a small change never looks like a large one. @param isWhole there are only whole numbers. */
export function lineOption(
  labels: readonly string[],
  f: Figures,
  colors: ChartColors,
  isWhole: boolean,
): EChartsCoreOption {
  return axesOption(labels, f, colors, { isWhole, boundaryGap: false });
}

/** Calm axes for bars of whole numbers, which may also stand below zero: their figures are told without the sign. */
export function barOption(labels: readonly string[], f: Figures, colors: ChartColors): EChartsCoreOption {
  const unsigned: Figures = {
    compact: (value) => f.compact(Math.abs(value)),
    number: (value) => f.number(Math.abs(value)),
  };
  return axesOption(labels, unsigned, colors, { isWhole: true, boundaryGap: true });
}

function axesOption(
  labels: readonly string[],
  f: Figures,
  colors: ChartColors,
  { isWhole, boundaryGap }: { readonly isWhole: boolean; readonly boundaryGap: boolean },
): EChartsCoreOption {
  const shown = labelledPlaces(labels, colors.width);
  return {
    animationDuration: 300,
    textStyle: { fontFamily: colors.font, color: colors.text },
    grid: { left: 4, right: 20, top: 16, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      boundaryGap,
      data: [...labels],
      axisLine: { lineStyle: { color: colors.line } },
      axisTick: { show: false },
      axisLabel: {
        color: colors.text,
        fontSize: LABEL_FONT,
        margin: 12,
        interval: (place: number) => shown.has(place),
        alignMinLabel: "left",
        alignMaxLabel: "right",
      },
    },
    yAxis: {
      type: "value",
      ...(isWhole ? { minInterval: 1 } : {}),
      splitNumber: 4,
      splitLine: { lineStyle: { color: colors.line } },
      axisLabel: { color: colors.text, fontSize: LABEL_FONT, formatter: (value: number) => f.compact(value) },
    },
    tooltip: {
      trigger: "axis",
      backgroundColor: colors.surface,
      borderColor: colors.line,
      textStyle: { color: colors.strong, fontSize: 13 },
      axisPointer: { lineStyle: { color: colors.text } },
      valueFormatter: (value: unknown) => f.number(Number(value)),
    },
  };
}

/** The first and the last always, and as many between them, evenly, as have room beside each other. */
export function labelledPlaces(labels: readonly string[], width: number): ReadonlySet<number> {
  const last = labels.length - 1;
  const longest = Math.max(1, ...labels.map(({ length }) => length)) * LETTER + LABEL_GAP;
  const room = Math.max(2, Math.min(MOST_LABELS, Math.floor((width - BESIDE) / longest)));
  if (last < room) return new Set(labels.keys());
  return new Set(Array.from({ length: room }, (_, place) => Math.round((place * last) / (room - 1))));
}
