import { SankeyChart } from "echarts/charts";
import { use as register } from "echarts/core";
import type { PathEnd, PathsAnswer } from "@habitus/contract";
import { useCallback, useMemo } from "react";
import type { PathPlace } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Chart, type ChartColors } from "../../ui/chart.tsx";
import type { PathName } from "./path-names.ts";

register([SankeyChart]);

type PathChartProps = {
  readonly answer: PathsAnswer;
  readonly nameOf: PathName;
  readonly isBackwards: boolean;
  readonly label: string;
  readonly onOpen: (place: PathPlace) => void;
};

const ROW = 54;
const LEAST = 260;

const idOf = (end: PathEnd, step: number): string =>
  `${step} ${end.kind} ${end.kind === "event" ? end.name : ""}`;

type End = { readonly end: PathEnd; readonly step: number };

/** All that is drawn as a place, by its name in the chart, in the order in which it is drawn. */
function endsOf({ steps, links }: PathsAnswer): ReadonlyMap<string, End> {
  const ends = new Map<string, End>();
  for (const [step, { nodes }] of steps.entries()) {
    for (const { at } of nodes) ends.set(idOf(at, step), { end: at, step });
  }
  for (const { step, to } of links) ends.set(idOf(to, step + 1), { end: to, step: step + 1 });
  return ends;
}

/** Whom a click asks for: of a stream who went that way, of a place who came to it; null where nobody is told of. */
function placeOf(answer: PathsAnswer, ends: ReadonlyMap<string, End>, index: number, part?: string) {
  if (part === "edge") {
    const way = answer.links[index];
    return way === undefined ? null : { step: way.step, node: way.from, next: way.to };
  }
  const [id, place] = [...ends][index] ?? [];
  if (place === undefined) return null;
  const isTold = answer.steps[place.step]?.nodes.some(({ at }) => idOf(at, place.step) === id) === true;
  return isTold ? { step: place.step, node: place.end } : null;
}

/** Streams from step to step, as wide as paths took them. What came before an event is drawn towards it. */
export function PathChart({ answer, nameOf, isBackwards, label, onOpen }: PathChartProps) {
  const { f } = useI18n();
  const { steps, links } = answer;
  const last = steps.length - 1;
  const ends = useMemo(() => endsOf(answer), [answer]);
  const onPoint = useCallback(
    (index: number, part?: string) => {
      const place = placeOf(answer, ends, index, part);
      if (place !== null) onOpen(place);
    },
    [answer, ends, onOpen],
  );
  const option = useCallback(
    (colors: ChartColors) => {
      const depthOf = (step: number): number => (isBackwards ? last - step : step);
      const named = new Map([...ends].map(([id, { end, step }]) => [id, nameOf(end, step)]));
      return {
        animationDuration: 300,
        textStyle: { fontFamily: colors.font },
        tooltip: {
          backgroundColor: colors.surface,
          borderColor: colors.line,
          textStyle: { color: colors.strong, fontSize: 13 },
          valueFormatter: (value: unknown) => f.number(Number(value)),
        },
        series: [
          {
            type: "sankey",
            left: 4,
            right: 140,
            top: 10,
            bottom: 10,
            nodeGap: 14,
            draggable: false,
            emphasis: { focus: "adjacency" },
            label: {
              color: colors.strong,
              fontSize: 12,
              width: 130,
              overflow: "truncate",
              formatter: ({ name }: { readonly name: string }) => named.get(name) ?? name,
            },
            lineStyle: { color: "source", opacity: 0.22 },
            data: [...ends].map(([id, { end, step }]) => ({
              name: id,
              depth: depthOf(step),
              itemStyle: { color: end.kind === "event" ? colors.accent : colors.text },
            })),
            links: links.map(({ step, from, to, passages }) => {
              const [one, other] = [idOf(from, step), idOf(to, step + 1)];
              return isBackwards
                ? { source: other, target: one, value: passages }
                : { source: one, target: other, value: passages };
            }),
          },
        ],
      };
    },
    [ends, links, last, nameOf, isBackwards, f],
  );
  const drawn = [...steps.keys()].map((step) => [...ends.values()].filter((end) => end.step === step).length);
  const height = Math.max(LEAST, Math.max(...drawn) * ROW);
  return <Chart option={option} label={label} height={height} onPoint={onPoint} />;
}
