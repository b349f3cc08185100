import { HEALTH_SEVERITIES } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Finding, HealthReport, SetApart, Severity } from "../../health/health-report.ts";
import type { Called } from "../../health/trace-called.ts";
import { traceText } from "../../health/traces.ts";
import { counted, decimalText, numberText, percentText } from "../../health/words.ts";
import type { SegmentRecord } from "../../segments/segment-store.ts";
import { escapeHtml } from "./escape-html.ts";

export const AUDIT_STYLE = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { margin: 0; }
h2 { margin: 2.5rem 0 .5rem; }
h3 { margin: 1.5rem 0 .25rem; }
p { margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .9rem .4rem 0; border-bottom: 1px solid; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
ul { margin: .25rem 0; padding-left: 1.2rem; }
@media print {
  :root { color-scheme: light; font-size: 11px; }
  body { max-width: none; padding: 0; }
  section, tr { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
`;

export type AuditOf = {
  readonly workspace: { readonly name: string; readonly zone: string };
  readonly at: Instant;
  readonly segments: readonly SegmentRecord[];
  readonly reports: readonly HealthReport[];
  readonly called: Called;
};

const SEVERITY_TEXT: Readonly<Record<Severity, string>> = {
  serious: "Serious",
  warning: "Warning",
  hint: "Hint",
};
const LEADING_TRACES = 3;

type Audited = { readonly segment: SegmentRecord; readonly report: HealthReport | null };

/** All segments on one page: what to do, how each is. No script, nothing loaded from elsewhere. */
export function auditPage({ workspace, at, segments, reports, called }: AuditOf): string {
  const bySegment = new Map(reports.map((report) => [report.segment, report]));
  const audited = segments.map((segment): Audited => {
    return { segment, report: bySegment.get(segment.key) ?? null };
  });
  const date = dateIn(workspace.zone);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Segments of ${escapeHtml(workspace.name)}</title>
<style>${AUDIT_STYLE}</style>
</head>
<body>
<h1>Segments of ${escapeHtml(workspace.name)}</h1>
<p>As known on ${date(at)}. ${summary(audited)}</p>
<main>
<h2>What to do</h2>
${toDo(audited)}
<h2>All segments</h2>
${overview(audited, date)}
<h2>What sets them apart</h2>
${audited.map((one) => apart(one, called)).join("")}
</main>
</body>
</html>
`;
}

function dateIn(zone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "long" });
  return (at) => format.format(at);
}

function summary(audited: readonly Audited[]): string {
  const examined = audited.filter(({ report }) => report !== null);
  const sound = examined.filter(({ report }) => report?.findings.length === 0).length;
  const unknown = audited.length - examined.length;
  const parts = [
    `${counted(audited.length, "segment", "segments")}`,
    `${numberText(sound)} with nothing the matter`,
    ...(unknown === 0 ? [] : [`${numberText(unknown)} not examined yet`]),
  ];
  return `${parts.join(", ")}.`;
}

function toDo(audited: readonly Audited[]): string {
  const all = audited.flatMap(({ segment, report }) =>
    (report?.findings ?? []).map((finding) => ({ segment, finding })),
  );
  const rows = HEALTH_SEVERITIES.flatMap((severity) =>
    all.filter(({ finding }) => finding.severity === severity),
  );
  if (rows.length === 0) return "<p>Nothing: no examination has found anything.</p>";
  const cells = rows.map(
    ({ segment, finding }) =>
      `<tr><td>${SEVERITY_TEXT[finding.severity]}</td><td>${linkTo(segment)}</td><td>${escapeHtml(finding.says)}${peopleLink(finding)}</td><td>${escapeHtml(finding.todo)}</td><td>${escapeHtml(segment.owner)}</td></tr>`,
  );
  return table(["", "Segment", "What was found", "What to do", "Who"], cells);
}

function overview(audited: readonly Audited[], date: (at: Instant) => string): string {
  if (audited.length === 0) return "<p>There are no segments yet.</p>";
  const cells = audited.map(({ segment, report }) => {
    const { goal = null, size = null, people = null, stays = null } = report ?? {};
    const share = size === null || people === null || people === 0 ? "" : ` (${percentText(size / people)})`;
    const figures = [
      size === null ? "not counted" : `${numberText(size)}${share}`,
      goal === null || goal.people === 0
        ? "not known"
        : `${percentText(goal.reached / goal.people)} ${escapeHtml(goal.event)}`,
      stays?.medianDays === null || stays === null ? "not known" : counted(stays.medianDays, "day", "days"),
    ];
    return `<tr><td>${linkTo(segment)}<br>${escapeHtml(segment.goal)}</td>${figures.map((each) => `<td class="figure">${each}</td>`).join("")}<td>${escapeHtml(segment.owner)}</td><td>${escapeHtml(segment.reviewDate)}</td><td>${report === null ? "never" : date(report.examinedAt)}</td></tr>`;
  });
  const heads = [
    "Segment and goal",
    "People",
    "Goal rate in 30 days",
    "Half have left after",
    "Owner",
    "Review",
    "Examined",
  ];
  return table(heads, cells);
}

function apart({ segment, report }: Audited, called: Called): string {
  const telling = (report?.apart?.more ?? []).slice(0, LEADING_TRACES);
  const skipped = report?.skipped ?? [];
  if (telling.length === 0 && skipped.length === 0) return "";
  const lines = [
    ...telling.map((trace) => `<li>${escapeHtml(traceText(trace, called))}: ${liftText(trace)}</li>`),
    ...skipped.map(({ part, why }) => `<li>Not looked at (${escapeHtml(part)}): ${escapeHtml(why)}</li>`),
  ];
  return `<section><h3>${linkTo(segment)}</h3><ul>${lines.join("")}</ul></section>`;
}

const liftText = ({ lift, low, high, inside }: SetApart): string =>
  `${decimalText(lift)} times as common as among everybody (${decimalText(low)} to ${decimalText(high)}), ${counted(inside, "person", "people")}`;

const linkTo = ({ key, name }: SegmentRecord): string =>
  `<a href="/segments/${encodeURIComponent(key)}">${escapeHtml(name)}</a>`;

const peopleLink = ({ people }: Finding): string =>
  people === null
    ? ""
    : ` <a href="/new-segment?definition=${escapeHtml(encodeURIComponent(people))}">Show the people</a>`;

function table(heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((each) => `<th scope="col">${each}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
