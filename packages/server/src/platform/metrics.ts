import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export type Labels<L extends string> = Readonly<Record<L, string>>;

/** Something that only grows. */
export type CounterMetric<L extends string> = { add(labels: Labels<L>, by?: number): void };
/** Something that is, at the moment it is asked. */
export type GaugeMetric<L extends string> = {
  set(labels: Labels<L>, value: number): void;
  /** Forgets the values of all labels: what is not set again is not there. */
  clear(): void;
};
/** How values spread; the unit stands in the metric's name. */
export type HistogramMetric<L extends string> = { observe(labels: Labels<L>, value: number): void };

/** What is measured, under names like `habitus_ingest_events_total`. A label takes few different values, never a person's data. */
export type Metrics = {
  counter<L extends string>(name: string, help: string, labels: readonly L[]): CounterMetric<L>;
  gauge<L extends string>(name: string, help: string, labels: readonly L[]): GaugeMetric<L>;
  histogram<L extends string>(
    name: string,
    help: string,
    labels: readonly L[],
    buckets: readonly number[],
  ): HistogramMetric<L>;
  /** Called before each reading, to set the gauges. */
  beforeRead(update: () => void): void;
  /** All metrics in the Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
};

/** A registry of its own, so that two servers in one process do not share counts. */
export function createMetrics(options: { readonly ofProcess: boolean } = { ofProcess: false }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const updates: (() => void)[] = [];
  if (options.ofProcess) collectDefaultMetrics({ register: registry });
  return {
    counter(name, help, labelNames) {
      const counter = new Counter({ name, help, labelNames, registers });
      return { add: (labels, by = 1) => counter.inc(labels, by) };
    },
    gauge(name, help, labelNames) {
      const gauge = new Gauge({ name, help, labelNames, registers });
      return { set: (labels, value) => gauge.set(labels, value), clear: () => gauge.reset() };
    },
    histogram(name, help, labelNames, buckets) {
      const histogram = new Histogram({ name, help, labelNames, buckets: [...buckets], registers });
      return { observe: (labels, value) => histogram.observe(labels, value) };
    },
    beforeRead: (update) => updates.push(update),
    text() {
      for (const update of updates) update();
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
