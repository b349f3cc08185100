/** One benchmark: `bench/src/NAME.bench.ts` exports it as `bench`. A thrown error fails the benchmark. */
export type Bench = {
  /** The word after `npm run bench --`; equal to the file's NAME. */
  readonly name: string;
  readonly title: string;
  run(report: Report): Promise<void>;
};

/** Takes rows as they are measured, so that a benchmark which breaks half-way still shows what it had. */
export type Report = {
  row(row: Row): void;
  /** A sentence about how it was measured, printed below the rows. */
  note(text: string): void;
};

/** One figure. `p50` and `p99` share the row's unit unless `spreadUnit` says otherwise. */
export type Row = {
  readonly name: string;
  readonly unit: string;
  /** The median, when the figure was measured more than once. */
  readonly value: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly spreadUnit?: string;
  /** What the figure is held against, measured in the same run. */
  readonly peer?: Peer;
  /** `value / peer.value` unless stated otherwise. */
  readonly ratio?: number;
  readonly limit?: Limit;
  readonly note?: string;
};

export type Peer = { readonly name: string; readonly value: number };

/** What we expect of the figure. A missed limit is printed, it does not fail the run: figures depend on the machine. */
export type Limit = { readonly at: "least" | "most"; readonly value: number };

/** The middle of the samples (mean of the two middle ones when their number is even). NaN for no samples. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The smallest sample that at least `share` (0 to 1) of all samples do not exceed (nearest rank). NaN for no samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.min(Math.max(Math.ceil(share * sorted.length), 1), sorted.length);
  return sorted[rank - 1] ?? Number.NaN;
}

/** Median, p50 and p99 of samples, ready to spread into a row. */
export function spread(samples: readonly number[]): Pick<Row, "value"> & { p50: number; p99: number } {
  return { value: median(samples), p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) };
}

/** As `spread`, with the 99th percentile as the figure that ratio and limit are of. The row's unit says so. */
export function tail(samples: readonly number[]): ReturnType<typeof spread> {
  const { p50, p99 } = spread(samples);
  return { value: p99, p50, p99 };
}
