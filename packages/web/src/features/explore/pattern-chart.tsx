import type { Patterns, PatternsRequest } from "@habitus/contract";
import { LineChart } from "echarts/charts";
import { use as register } from "echarts/core";
import { useCallback } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { lineOption } from "../../ui/axes-option.ts";
import { Chart, type ChartColors } from "../../ui/chart.tsx";
import { usePatternFigure } from "./use-pattern-figure.ts";

register([LineChart]);

type PatternChartProps = {
  readonly days: Patterns["changing"][number];
  readonly dates: readonly string[];
  readonly request: PatternsRequest;
  readonly label: string;
  readonly height: number;
};

/** The days, and what was to be expected of them as a broken line. */
export function PatternChart({ days, dates, request, label, height }: PatternChartProps) {
  const { t, f } = useI18n();
  const figureOf = usePatternFigure(request);
  const isShare = request.measure === "share";
  const option = useCallback(
    (colors: ChartColors) => {
      const figures = isShare ? { compact: f.percent, number: f.percent } : f;
      const series = (name: string, data: readonly (number | null)[], lineStyle: object) => ({
        name,
        type: "line",
        showSymbol: false,
        data: [...data],
        lineStyle,
        tooltip: {
          valueFormatter: (value: unknown) =>
            typeof value === "number" ? figureOf(value) : t("patterns.nobody"),
        },
      });
      return {
        ...lineOption(
          dates.map((date) => f.date(date)),
          figures,
          colors,
          !isShare,
        ),
        color: [colors.accent, colors.strong],
        series: [
          series(label, days.points, { width: 1.6, color: colors.accent }),
          series(t("patterns.expected"), days.line, { width: 2, type: "dashed", color: colors.strong }),
        ],
      };
    },
    // What a figure looks like hangs on the question alone.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [days, dates, isShare, label, f, t],
  );
  return <Chart option={option} label={label} height={height} />;
}
