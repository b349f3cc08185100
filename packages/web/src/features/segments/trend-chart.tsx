import { LineChart } from "echarts/charts";
import { use as register } from "echarts/core";
import type { Trend } from "@habitus/contract";
import { useCallback } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Chart, type ChartColors } from "../../ui/chart.tsx";
import { trendOption } from "./trend-option.ts";

register([LineChart]);

/** Size over time. */
export function TrendChart({ points, label }: { readonly points: Trend["points"]; readonly label: string }) {
  const { f } = useI18n();
  const option = useCallback((colors: ChartColors) => trendOption(points, f, colors), [points, f]);
  return <Chart option={option} label={label} />;
}
