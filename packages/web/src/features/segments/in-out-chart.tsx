import { BarChart } from "echarts/charts";
import { type EChartsCoreOption, use as register } from "echarts/core";
import { useCallback } from "react";
import type { Formats } from "../../i18n/format.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Chart, type ChartColors } from "../../ui/chart.tsx";
import { barOption } from "../../ui/axes-option.ts";

register([BarChart]);

const HEIGHT = 240;

type Names = { readonly entered: string; readonly left: string };
type Day = { readonly day: string; readonly entered: number; readonly left: number };

/** Who came in stands above the line, who went below it. */
function optionFor(days: readonly Day[], names: Names, f: Formats, colors: ChartColors): EChartsCoreOption {
  const axes = barOption(
    days.map(({ day }) => f.plainDate(day)),
    f,
    colors,
  );
  const bars = { type: "bar", stack: "people", barMaxWidth: 22 };
  return {
    ...axes,
    grid: { left: 4, right: 20, top: 34, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: colors.strong }, itemWidth: 14 },
    series: [
      {
        ...bars,
        name: names.entered,
        data: days.map(({ entered }) => entered),
        itemStyle: { color: colors.accent },
      },
      {
        ...bars,
        name: names.left,
        data: days.map(({ left }) => -left),
        itemStyle: { color: colors.text },
      },
    ],
  };
}

type InOutChartProps = {
  readonly days: readonly Day[];
  readonly names: Names;
  readonly label: string;
  /** A day was chosen. The table beside it opens the same. */
  readonly onDay?: (day: string) => void;
};

/** What came in and what went out on each day. */
export function InOutChart({ days, names: { entered, left }, label, onDay }: InOutChartProps) {
  const { f } = useI18n();
  const option = useCallback(
    (colors: ChartColors) => optionFor(days, { entered, left }, f, colors),
    [days, entered, left, f],
  );
  const open = useCallback(
    (place: number) => {
      const day = days[place]?.day;
      if (day !== undefined) onDay?.(day);
    },
    [days, onDay],
  );
  return <Chart option={option} label={label} height={HEIGHT} onPoint={open} />;
}
