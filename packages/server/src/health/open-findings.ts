import type { Instant } from "@habitus/kernel";
import type { NewHealthAlert } from "../delivery/health-alert.ts";
import type { Table } from "../platform/kv.ts";
import type { Finding, FindingCode, HealthPart, HealthReport } from "./health-report.ts";

/** A finding that was there when a segment was last looked at for it, and since when. */
export type OpenFinding = Finding & {
  readonly since: Instant;
  /** What all of its kind are about; absent where it was opened before this was kept. */
  readonly subjects?: readonly string[];
};

/** Key: segment key. */
export const OPEN_FINDINGS: Table<{ readonly findings: readonly OpenFinding[] }> = {
  name: "health_open_findings",
  version: 1,
};

/** The parts of an examination that a finding hangs on: where one could not be made, the finding is not known to be gone. */
const RESTS_ON: Readonly<Record<FindingCode, readonly HealthPart[]>> = {
  review_overdue: [],
  empty: ["size"],
  too_small: ["size", "goal"],
  nearly_everyone: ["size"],
  hidden_split: ["size", "goal"],
  redundant: ["overlap"],
  unknown_input: [],
  silent_event: [],
  drifted: ["drift"],
  size_unchanged: ["size", "drift"],
  size_jumped: ["moves", "overlap"],
  old_definition: [],
  unused: [],
};

type Compared = { readonly open: readonly OpenFinding[]; readonly alerts: readonly NewHealthAlert[] };
type Examination = Pick<HealthReport, "segment" | "findings" | "skipped" | "examinedAt">;

/**
 * What is open after an examination, and what has appeared or gone with it: one of each kind, of which the worst tells. A figure that moves
 * is no change, and what could not be looked at this time is as it was.
 */
export function compareFindings(
  before: readonly OpenFinding[],
  { segment, findings, skipped, examinedAt }: Examination,
  name: string,
): Compared {
  const told = (kind: NewHealthAlert["kind"], finding: Finding): NewHealthAlert => {
    const { code, severity, says, todo, other } = finding;
    return { segment, name, kind, code, severity, says, todo, other, examinedAt };
  };
  const was = new Map(before.map((finding) => [kindOf(finding), finding]));
  const is = new Map(findings.toReversed().map((finding) => [kindOf(finding), finding]));
  const missed = new Set(skipped.map(({ part }) => part));
  const absent = before.filter((finding) => !is.has(kindOf(finding)));
  const unknown = absent.filter(({ code }) => RESTS_ON[code].some((part) => missed.has(part)));
  const appeared = [...is.values()].filter((finding) => !was.has(kindOf(finding)));
  const gone = absent.filter((finding) => !unknown.includes(finding));
  const since = (finding: Finding): Instant => was.get(kindOf(finding))?.since ?? examinedAt;
  return {
    open: [
      ...[...is.values()].map((finding) => ({
        ...finding,
        since: since(finding),
        subjects: subjectsOf(finding, findings),
      })),
      ...unknown,
    ],
    alerts: [
      ...appeared.map((finding) => told("appeared", finding)),
      ...gone.map((finding) => told("gone", finding)),
    ],
  };
}

function subjectsOf(finding: Finding, all: readonly Finding[]): readonly string[] {
  const kind = kindOf(finding);
  return all.flatMap((each) => (kindOf(each) === kind && each.subject !== undefined ? [each.subject] : []));
}

const kindOf = ({ code, other }: Finding): string => JSON.stringify([code, other]);
