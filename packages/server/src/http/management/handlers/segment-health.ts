import type {
  HealthList,
  HealthReport as ShownReport,
  HealthSettings as ShownSettings,
  SegmentApart,
} from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { HealthReport, Severity } from "../../../health/health-report.ts";
import type { SegmentRecord } from "../../../segments/segment-store.ts";
import { auditPage } from "../audit-page.ts";
import type { ManagementDeps } from "../deps.ts";
import type { HandlersFor } from "../handler.ts";
import { toJob } from "./jobs.ts";
import { found, PAGE } from "./shared.ts";

type HealthOperations =
  | "listSegmentHealth"
  | "examineSegments"
  | "getHealthSettings"
  | "editHealthSettings"
  | "listOpenFindings"
  | "getSegmentAudit"
  | "getSegmentHealth"
  | "getSegmentApart";

export function segmentHealthHandlers({
  health,
  segments,
  workspace,
  now,
}: ManagementDeps): HandlersFor<HealthOperations> {
  const present = (key: string): SegmentRecord => found(segments.get(key), "segment");
  const settings = (): ShownSettings => {
    const { goalEvent, goalEvents, effectPoints, overlapLimit, unusedDays, staleDays, quietDays, rev } =
      health.settings.get();
    const own = { ...goalEvents };
    return { goalEvent, goalEvents: own, effectPoints, overlapLimit, unusedDays, staleDays, quietDays, rev };
  };
  return {
    listSegmentHealth: () => ({
      ...toList(health.reports()),
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
      const open = health.openFindings();
      const count = (of: Severity): number => open.filter(({ severity }) => severity === of).length;
      return {
        findings: open.slice(0, query.limit ?? PAGE).map(({ since, ...finding }) => {
          return { ...finding, since: formatInstant(since) };
        }),
        counts: { serious: count("serious"), warning: count("warning"), hint: count("hint") },
      };
    },
    getSegmentAudit: () =>
      auditPage({
        workspace: workspace.get(),
        at: now(),
        segments: segments.list(),
        reports: health.reports(),
      }),
    getSegmentHealth({ params }) {
      const { key } = present(params.key);
      const report = health.report(key);
      return { report: report === null ? null : toReport(report), job: health.job() };
    },
    getSegmentApart({ params }) {
      const { key } = present(params.key);
      const report = health.report(key);
      return { apart: report === null ? null : toApart(report), job: health.job() };
    },
  };
}

function toList(reports: readonly HealthReport[]): Pick<HealthList, "segments"> {
  return {
    segments: reports.map(({ segment, version, examinedAt, findings }) => ({
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

function toReport(report: HealthReport): ShownReport {
  const { apart: _apart, at, examinedAt, ...rest } = report;
  return { ...rest, at: formatInstant(at), examinedAt: formatInstant(examinedAt) } as ShownReport;
}

function toApart({ apart, at, examinedAt, version }: HealthReport): SegmentApart | null {
  if (apart === null) return null;
  return { ...apart, version, at: formatInstant(at), examinedAt: formatInstant(examinedAt) } as SegmentApart;
}
