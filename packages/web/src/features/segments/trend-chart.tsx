import { LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Trend } from "@habitus/contract";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { trendOption } from "./trend-option.ts";

register([LineChart, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);

const HEIGHT = 280;

/** Size over time. A table says the same beside it, so the picture carries only its description. */
export function TrendChart({ points, label }: { readonly points: Trend["points"]; readonly label: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const { f } = useI18n();
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const made = init(element, null, { renderer: "svg" });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const style = getComputedStyle(element);
    const color = (name: string) => style.getPropertyValue(name).trim();
    chart.current?.setOption(
      trendOption(points, f, {
        accent: color("--hb-accent"),
        text: color("--hb-muted"),
        line: color("--hb-line"),
        surface: color("--hb-surface"),
        strong: color("--hb-text"),
        font: color("--mantine-font-family"),
      }),
    );
  }, [points, f, scheme]);

  return (
    <figure className="chart" aria-label={label}>
      <div ref={holder} aria-hidden style={{ height: HEIGHT }} />
    </figure>
  );
}
