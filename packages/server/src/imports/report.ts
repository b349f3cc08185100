import type { Instant } from "@habitus/kernel";

export type SampleCall = Readonly<Record<string, unknown>>;

/** What an import found so far. Plain data: it is saved with the import. */
export type Report = {
  readonly rows: number;
  readonly good: number;
  readonly bad: number;
  readonly skipped: number;
  readonly repeated: number;
  readonly calls: number;
  readonly reasons: readonly { readonly reason: string; readonly count: number; readonly example: string }[];
  readonly names: readonly { readonly name: string; readonly count: number }[];
  readonly otherNames: number;
  readonly people: { readonly known: number; readonly new: number };
  readonly firstTime: Instant | null;
  readonly lastTime: Instant | null;
  readonly samples: readonly { readonly row: number; readonly calls: readonly SampleCall[] }[];
};

export const NO_REPORT: Report = {
  rows: 0,
  good: 0,
  bad: 0,
  skipped: 0,
  repeated: 0,
  calls: 0,
  reasons: [],
  names: [],
  otherNames: 0,
  people: { known: 0, new: 0 },
  firstTime: null,
  lastTime: null,
  samples: [],
};

/** Names that are told one by one; the rest is told in one figure, so that a wrong mapping does not fill the memory. */
const NAMES_TOLD = 200;
export const SAMPLES = 10;

/** What some rows add. Reasons and names may come more than once. */
export type ReportPart = Pick<
  Report,
  "rows" | "good" | "bad" | "skipped" | "repeated" | "calls" | "people" | "samples"
> & {
  readonly reasons: readonly { readonly reason: string; readonly example: string }[];
  readonly names: ReadonlyMap<string, number>;
  readonly times: readonly Instant[];
};

export function addToReport(report: Report, part: ReportPart): Report {
  const { names, otherNames } = addNames(report, part.names);
  return {
    rows: report.rows + part.rows,
    good: report.good + part.good,
    bad: report.bad + part.bad,
    skipped: report.skipped + part.skipped,
    repeated: report.repeated + part.repeated,
    calls: report.calls + part.calls,
    reasons: addReasons(report.reasons, part.reasons),
    names,
    otherNames,
    people: { known: report.people.known + part.people.known, new: report.people.new + part.people.new },
    firstTime: part.times.reduce(earlier, report.firstTime),
    lastTime: part.times.reduce(later, report.lastTime),
    samples: [...report.samples, ...part.samples].slice(0, SAMPLES),
  };
}

const earlier = (a: Instant | null, b: Instant): Instant => (a === null ? b : Math.min(a, b));
const later = (a: Instant | null, b: Instant): Instant => (a === null ? b : Math.max(a, b));

function addReasons(known: Report["reasons"], added: ReportPart["reasons"]): Report["reasons"] {
  const reasons = new Map(known.map((each) => [each.reason, each]));
  for (const { reason, example } of added) {
    const before = reasons.get(reason);
    reasons.set(reason, { reason, count: (before?.count ?? 0) + 1, example: before?.example ?? example });
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count);
}

function addNames(report: Report, added: ReadonlyMap<string, number>): Pick<Report, "names" | "otherNames"> {
  const counts = new Map(report.names.map(({ name, count }) => [name, count]));
  let { otherNames } = report;
  for (const [name, count] of added) {
    if (counts.has(name) || counts.size < NAMES_TOLD) counts.set(name, (counts.get(name) ?? 0) + count);
    else otherNames += count;
  }
  const names = [...counts].map(([name, count]) => ({ name, count }));
  return { names: names.sort((a, b) => b.count - a.count), otherNames };
}
