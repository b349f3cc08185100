import { type Instant, must } from "@habitus/kernel";
import type { NewHealthAlert } from "../delivery/health-alert.ts";
import type { Table } from "../platform/kv.ts";
import type { Finding, FindingCode, HealthPart, HealthReport } from "./health-report.ts";

/** A finding that was there when a segment was last looked at for it, and since when. */
export type OpenFinding = Finding & {
  readonly since: Instant;
  /** What all of its kind are about; absent where it was opened before this was kept. */
  readonly subjects?: readonly string[];
  /** In which form `subjects` are written; absent for the first. */
  readonly subjectForm?: number;
  /** The findings of its kind about something else; absent where it was opened before they were kept. */
  readonly others?: readonly Finding[];
};

/** What an input is was the sentence about it in the first form, and is its name in the second. */
const SUBJECT_FORM = 2;

/** Whether what two findings of a kind are about can be told by their subjects. */
export function areComparable(
  code: FindingCode,
  a: Pick<OpenFinding, "subjectForm">,
  b: Pick<OpenFinding, "subjectForm">,
): boolean {
  return code !== "unknown_input" || a.subjectForm === b.subjectForm;
}

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
  never_acted: [],
};

type Compared = { readonly open: readonly OpenFinding[]; readonly alerts: readonly NewHealthAlert[] };
type Examination = Pick<HealthReport, "segment" | "findings" | "skipped" | "examinedAt"> & {
  /** Of the segment. */
  readonly name: string;
};
type IsAside = (finding: OpenFinding) => boolean;

/**
 * What is open after an examination, and what has appeared or gone with it. One of each kind is open, the worst, and knows the others; each is told on its own.
 * A figure that moves is no change, and what could not be looked at this time is as it was. Of what was put aside nothing is told until it comes back.
 */
export function compareFindings(
  before: readonly OpenFinding[],
  examination: Examination,
  isAside: IsAside,
): Compared {
  const { findings, skipped, examinedAt } = examination;
  const was = new Map(before.map((finding) => [kindOf(finding), finding]));
  const missed = new Set(skipped.map(({ part }) => part));
  const found = new Map<string, readonly Finding[]>();
  for (const finding of findings.toReversed())
    found.set(kindOf(finding), [finding, ...(found.get(kindOf(finding)) ?? [])]);
  const open = [...found].map(([kind, all]): OpenFinding => {
    const [worst, ...rest] = eachOnce(all);
    const subjects = all.flatMap(({ subject }) => subject ?? []);
    return {
      ...must(worst, "a kind has a finding"),
      since: was.get(kind)?.since ?? examinedAt,
      subjects,
      subjectForm: SUBJECT_FORM,
      others: rest,
    };
  });
  const absent = before.filter((finding) => !found.has(kindOf(finding)));
  const unknown = absent.filter(({ code }) => RESTS_ON[code].some((part) => missed.has(part)));
  const told = toldFrom(examination);
  const changes = open.map((now) => changesOf(was.get(kindOf(now)), now, isAside));
  const gone = absent.filter((finding) => !unknown.includes(finding) && !isAside(finding)).flatMap(allOf);
  return {
    open: [...open, ...unknown],
    alerts: [
      ...changes.flatMap(({ appeared }) => appeared).map((finding) => told("appeared", finding)),
      ...[...changes.flatMap((each) => each.gone), ...gone].map((finding) => told("gone", finding)),
    ],
  };
}

type Changes = { readonly appeared: readonly Finding[]; readonly gone: readonly Finding[] };

/** What has changed of a kind that is open now. */
function changesOf(was: OpenFinding | undefined, now: OpenFinding, isAside: IsAside): Changes {
  if (was === undefined) return { appeared: allOf(now), gone: [] };
  const known = areComparable(now.code, was, now) ? was.subjects : undefined;
  // What it was about is not known, so nothing of it is new.
  const fresh = known === undefined ? [] : allOf(now).filter((finding) => !isAmong(finding, known));
  if (isAside(was)) {
    if (isAside(now)) return { appeared: [], gone: [] };
    return { appeared: fresh.length === 0 ? [now] : fresh, gone: [] };
  }
  const gone = known === undefined ? [] : allOf(was).filter((finding) => !isAmong(finding, now.subjects));
  return { appeared: fresh, gone };
}

/** A finding that is about nothing besides its kind is known with it. */
const isAmong = ({ subject }: Finding, subjects: readonly string[] = []): boolean =>
  subject === undefined || subjects.includes(subject);

const allOf = (finding: OpenFinding): readonly Finding[] => [finding, ...(finding.others ?? [])];

/** Of those about the same the first. */
function eachOnce(findings: readonly Finding[]): readonly Finding[] {
  return [
    ...new Map(findings.toReversed().map((finding) => [finding.subject, finding])).values(),
  ].toReversed();
}

function toldFrom({ segment, name, examinedAt }: Examination) {
  return (kind: NewHealthAlert["kind"], finding: Finding): NewHealthAlert => {
    const { code, severity, says, todo, other, subject = null } = finding;
    return { segment, name, kind, code, severity, says, todo, other, subject, examinedAt };
  };
}

const kindOf = ({ code, other }: Finding): string => JSON.stringify([code, other]);
