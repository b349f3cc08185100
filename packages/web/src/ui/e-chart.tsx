import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";

register([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export type ChartColors = {
  readonly accent: string;
  readonly text: string;
  readonly line: string;
  readonly surface: string;
  readonly strong: string;
  readonly font: string;
};

type EChartProps = {
  readonly label: string;
  readonly height: number;
  /** Kept from one render to the next while it draws the same. */
  readonly optionOf: (colors: ChartColors) => EChartsCoreOption;
};

/** A chart in the colours of the page. A table says the same beside it, so the picture carries only its description. */
export function EChart({ label, height, optionOf }: EChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
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
      optionOf({
        accent: color("--hb-accent"),
        text: color("--hb-muted"),
        line: color("--hb-line"),
        surface: color("--hb-surface"),
        strong: color("--hb-text"),
        font: color("--mantine-font-family"),
      }),
    );
  }, [optionOf, scheme]);

  return (
    <figure className="chart" aria-label={label}>
      <div ref={holder} aria-hidden style={{ height }} />
    </figure>
  );
}
