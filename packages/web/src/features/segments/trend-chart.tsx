import type { Trend } from "@habitus/contract";
import { useCallback } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { type ChartColors, EChart } from "../../ui/e-chart.tsx";
import { trendOption } from "./trend-option.ts";

const HEIGHT = 280;

/** Size over time. */
export function TrendChart({ points, label }: { readonly points: Trend["points"]; readonly label: string }) {
  const { f } = useI18n();
  const optionOf = useCallback((colors: ChartColors) => trendOption(points, f, colors), [points, f]);
  return <EChart label={label} height={HEIGHT} optionOf={optionOf} />;
}
