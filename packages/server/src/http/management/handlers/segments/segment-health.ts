import type {
  HealthList,
  HealthReport as ShownReport,
  HealthSettings as ShownSettings,
  SegmentApart,
} from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { FindingKey } from "../../../../health/findings-aside.ts";
import type { HealthReport, Severity, Trace } from "../../../../health/health-report.ts";
import { type Called, tracesCalled } from "../../../../health/trace-called.ts";
import type { SegmentRecord } from "../../../../segments/segment-store.ts";
import { auditPage } from "../../audit-page.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { found, PAGE } from "../shared.ts";

type HealthOperations =
  | "listSegmentHealth"
  | "examineSegments"
  | "getHealthSettings"
  | "editHealthSettings"
  | "listOpenFindings"
  | "putFindingsAside"
  | "getSegmentAudit"
  | "getSegmentHealth"
  | "getSegmentApart";

export function segmentHealthHandlers({
  health,
  segments,
  workspace,
  now,
  items,
  itemNaming,
}: ManagementDeps): HandlersFor<HealthOperations> {
  const present = (key: string): SegmentRecord => found(segments.get(key), "segment");
  const settings = (): ShownSettings => {
    const { goalEvent, goalEvents, effectPoints, overlapLimit, unusedDays, staleDays, quietDays, rev } =
      health.settings.get();
    const own = { ...goalEvents };
    return { goalEvent, goalEvents: own, effectPoints, overlapLimit, unusedDays, staleDays, quietDays, rev };
  };
  const called = tracesCalled({ items, itemNaming });
  return {
    listSegmentHealth: () => ({
      ...toList(health),
      round: toRound(health.newestRound()),
      job: health.job(),
    }),
    examineSegments: async ({ body }, { caller }) =>
      toJob(await health.start(body.segments ?? null, caller.actor)),
    getHealthSettings: settings,
    async editHealthSettings({ body }, { caller }) {
      const { rev, ...content } = body;
      await health.settings.set(content, rev, caller.actor);
      return settings();
    },
    listOpenFindings({ query }) {
      const all = health.openFindings().map((finding) => {
        return { finding, aside: health.aside.of(finding.segment, finding) };
      });
      const open = all.filter(({ aside }) => aside === null);
      const count = (of: Severity): number => open.filter(({ finding }) => finding.severity === of).length;
      const shown = query.which === "aside" ? all.filter(({ aside }) => aside !== null) : open;
      return {
        findings: shown
          .slice(0, query.limit ?? PAGE)
          .map(
            ({
              finding: {
                since,
                subject: _subject,
                subjects: _subjects,
                subjectForm: _form,
                others: _others,
                ...finding
              },
              aside,
            }) => ({
              ...finding,
              since: formatInstant(since),
              aside: aside === null ? null : { by: aside.by, at: formatInstant(aside.at) },
            }),
          ),
        counts: { serious: count("serious"), warning: count("warning"), hint: count("hint") },
        aside: all.length - open.length,
      };
    },
    async putFindingsAside({ body }, { caller }) {
      const asked = new Set(body.findings.map(findingKey));
      const findings = health.openFindings().filter((finding) => asked.has(findingKey(finding)));
      await health.aside.set(findings, body.aside, caller.actor);
      return { findings: findings.length };
    },
    getSegmentAudit: () =>
      auditPage({
        workspace: workspace.get(),
        at: now(),
        segments: segments.list(),
        reports: openReports(health),
        called,
      }),
    getSegmentHealth({ params }) {
      const { key } = present(params.key);
      const report = health.report(key);
      const own = health.openFindings().filter(({ segment }) => segment === key);
      const aside = own.filter((finding) => health.aside.of(key, finding) !== null);
      return {
        report: report === null ? null : toReport(report, called),
        aside: aside.map(({ code, other }) => ({ code, other })),
        job: health.job(),
      };
    },
    getSegmentApart({ params }) {
      const { key } = present(params.key);
      const report = health.report(key);
      return { apart: report === null ? null : toApart(report, called), job: health.job() };
    },
  };
}

/** Reports without what is put aside. */
function openReports(health: ManagementDeps["health"]): readonly HealthReport[] {
  const aside = new Set(
    health
      .openFindings()
      .filter((finding) => health.aside.of(finding.segment, finding) !== null)
      .map(findingKey),
  );
  return health.reports().map((report) => {
    const { segment, findings } = report;
    return { ...report, findings: findings.filter((each) => !aside.has(findingKey({ ...each, segment }))) };
  });
}

function toList(health: ManagementDeps["health"]): Pick<HealthList, "segments"> {
  return {
    segments: openReports(health).map(({ segment, version, examinedAt, findings }) => ({
      segment,
      version,
      examinedAt: formatInstant(examinedAt),
      worst: findings[0]?.severity ?? null,
      findings: findings.length,
    })),
  };
}

function toRound(round: ReturnType<ManagementDeps["health"]["newestRound"]>): HealthList["round"] {
  if (round === null) return null;
  const { startedAt, finishedAt, segments } = round;
  return { startedAt: formatInstant(startedAt), finishedAt: formatInstant(finishedAt), segments };
}

function toReport(report: HealthReport, called: Called): ShownReport {
  const { apart: _apart, at, examinedAt, splits, ...rest } = report;
  return {
    ...rest,
    findings: rest.findings.map(({ subject: _subject, ...finding }) => finding),
    splits: splits.map((split) => ({ ...split, trace: { ...split.trace, called: called(split.trace) } })),
    at: formatInstant(at),
    examinedAt: formatInstant(examinedAt),
  } as ShownReport;
}

function toApart({ apart, at, examinedAt, version }: HealthReport, called: Called): SegmentApart | null {
  if (apart === null) return null;
  const named = <T extends Trace>(traces: readonly T[]) =>
    traces.map((trace) => ({ ...trace, called: called(trace) }));
  return {
    ...apart,
    more: named(apart.more),
    fewer: named(apart.fewer),
    version,
    at: formatInstant(at),
    examinedAt: formatInstant(examinedAt),
  } as SegmentApart;
}

const findingKey = ({ segment, code, other }: FindingKey): string => JSON.stringify([segment, code, other]);
