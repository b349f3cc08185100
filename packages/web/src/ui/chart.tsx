import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, type EChartsType, init, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

register([AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** The theme's colours, as a picture is drawn with them, and how wide it is. */
export type ChartColors = {
  readonly width: number;
  readonly accent: string;
  readonly text: string;
  readonly line: string;
  readonly surface: string;
  readonly strong: string;
  readonly font: string;
};

const USUAL_HEIGHT = 280;

type ChartProps = {
  /** Must stay the same function while what it draws does. */
  readonly option: (colors: ChartColors) => EChartsCoreOption;
  readonly label: string;
  readonly height?: number;
  /** A point of a line was chosen, by its place, or a node or an edge of a graph. The table beside it opens the same. */
  readonly onPoint?: (place: number, part?: "node" | "edge") => void;
};

/** What the chart tells of a click. */
type Chosen = { readonly dataIndex: number; readonly dataType?: "node" | "edge" };

/** A picture. A table says the same beside it, so it carries only its description. */
export function Chart({ option, label, height = USUAL_HEIGHT, onPoint }: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const scheme = useComputedColorScheme("light");
  const [width, setWidth] = useState(0);

  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const made = init(element, null, { renderer: "svg" });
    chart.current = made;
    setWidth(element.clientWidth);
    const watch = new ResizeObserver(() => {
      made.resize();
      setWidth(element.clientWidth);
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const element = holder.current;
    if (element === null || width === 0) return;
    const style = getComputedStyle(element);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const colors = {
      width,
      accent: color("--hb-accent"),
      text: color("--hb-muted"),
      line: color("--hb-line"),
      surface: color("--hb-surface"),
      strong: color("--hb-text"),
      font: color("--mantine-font-family"),
    };
    chart.current?.setOption(option(colors), { notMerge: true });
    // The colours are another where the scheme is.
  }, [option, scheme, width]);

  useEffect(() => {
    const made = chart.current;
    if (made === null || onPoint === undefined) return;
    const chosen = ({ dataIndex, dataType }: Chosen) => onPoint(dataIndex, dataType);
    made.on("click", chosen as (event: unknown) => void);
    return () => {
      if (!made.isDisposed()) made.off("click", chosen as (event: unknown) => void);
    };
  }, [onPoint]);

  return (
    <figure className="chart" aria-label={label}>
      <div ref={holder} aria-hidden style={{ height }} />
    </figure>
  );
}
