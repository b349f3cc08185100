import { LineChart } from "echarts/charts";
import { use as register } from "echarts/core";
import type { SizeUnit, Trend } from "@habitus/contract";
import { useCallback } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Chart, type ChartColors } from "../../ui/chart.tsx";
import { trendOption } from "./trend-option.ts";

register([LineChart]);

type TrendChartProps = {
  readonly points: Trend["points"];
  /** How far apart they are; undefined for days. */
  readonly unit: SizeUnit | undefined;
  readonly label: string;
  readonly onPoint: (at: string) => void;
};

/** Size over time, whose points open who was in it then. */
export function TrendChart({ points, unit, label, onPoint }: TrendChartProps) {
  const { f } = useI18n();
  const option = useCallback(
    (colors: ChartColors) => trendOption(points, unit, f, colors),
    [points, unit, f],
  );
  const open = useCallback(
    (place: number) => {
      const at = points[place]?.at;
      if (at !== undefined) onPoint(at);
    },
    [points, onPoint],
  );
  return <Chart option={option} label={label} onPoint={open} />;
}
