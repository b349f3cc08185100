import type { HealthFinding, HealthReport, Segment } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { segmentHealthQuery } from "../../api/health-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PutFindingsAside } from "../../ui/put-aside.tsx";
import { useWhen } from "../../ui/when.tsx";
import { Examine } from "./examine.tsx";
import { HealthFigures } from "./health-figures.tsx";
import { GoalPicker } from "./goal-picker.tsx";
import { ReconcileCard } from "./reconcile-card.tsx";
import { SegmentApartCard } from "./segment-apart.tsx";
import { ShowPeople } from "./show-people.tsx";

/** What the newest examination says of a segment, and a new one on demand. */
export function SegmentHealth({ segment }: { readonly segment: Segment }) {
  const health = useQuery(segmentHealthQuery(segment.key));
  if (health.isPending) return <Loading height={240} />;
  if (health.data === undefined) return <Failure error={health.error} retry={() => void health.refetch()} />;
  const { report, aside, job } = health.data;
  return (
    <div className="segment-layout">
      <div className="stack">
        <FindingsCard segment={segment} report={report} aside={aside} job={job} />
        <SegmentApartCard segment={segment.key} />
        <ReconcileCard segment={segment} />
      </div>
      <div className="stack">
        <GoalPicker segment={segment.key} />
        {report === null ? null : <HealthFigures report={report} />}
      </div>
    </div>
  );
}

type FindingsProps = {
  readonly segment: Segment;
  readonly report: HealthReport | null;
  readonly aside: readonly Pick<HealthFinding, "code" | "other">[];
  readonly job: string | null;
};

function FindingsCard({ segment, report, aside, job }: FindingsProps) {
  const { t } = useI18n();
  const when = useWhen();
  const lead = (): string | undefined => {
    if (report === null) return undefined;
    const at = when(report.examinedAt);
    if (report.size === null) return t("health.leadUncounted", { when: at });
    return t("health.lead", { when: at, size: t("health.people", { count: report.size }) });
  };
  const isAside = ({ code, other }: HealthFinding): boolean =>
    aside.some((each) => each.code === code && each.other === other);
  const all = report?.findings ?? [];
  const open = all.filter((finding) => !isAside(finding));
  const away = all.filter(isAside);
  return (
    <Card title={t("health.title")} lead={lead()} aside={<Examine segment={segment.key} job={job} />}>
      {report === null ? <p className="muted plain">{t("health.never")}</p> : null}
      {report !== null && report.version !== segment.version ? <Note>{t("health.older")}</Note> : null}
      {report?.findings.length === 0 ? <p className="muted plain">{t("health.sound")}</p> : null}
      <ul className="finding-list">
        {open.map((finding) => (
          <li key={finding.code + finding.says}>
            <FoundThing finding={finding} />
            <PutFindingsAside
              findings={[{ ...finding, segment: segment.key }]}
              isAside={false}
              about={t(`findings.kind.${finding.code}`)}
            />
          </li>
        ))}
      </ul>
      {away.length === 0 ? null : (
        <details className="finding-group">
          <summary>{t("findings.aside", { count: aside.length })}</summary>
          <ul className="finding-list">
            {away.map((finding) => (
              <li key={finding.code + finding.says}>
                <FoundThing finding={finding} />
                <PutFindingsAside
                  findings={[{ ...finding, segment: segment.key }]}
                  isAside
                  about={t(`findings.kind.${finding.code}`)}
                />
              </li>
            ))}
          </ul>
        </details>
      )}
      {(report?.skipped ?? []).map(({ part, why }) => (
        <p key={part + why} className="muted">
          {t("health.skipped", { why })}
        </p>
      ))}
    </Card>
  );
}

function FoundThing({ finding }: { readonly finding: HealthFinding }) {
  const { t } = useI18n();
  const { severity, says, todo, people, other } = finding;
  return (
    <>
      <span className="finding-severity" data-severity={severity}>
        {t(`health.severity.${severity}`)}
      </span>
      <p>{says}</p>
      <p className="muted">{todo}</p>
      <ShowPeople definition={people} />{" "}
      {other === null ? null : (
        <Link className="card-link" to="/segments/$key" params={{ key: other }} search={{ tab: "health" }}>
          {t("health.other")}
        </Link>
      )}
    </>
  );
}
