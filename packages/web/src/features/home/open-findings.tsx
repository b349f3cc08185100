import type { HealthFinding, HealthList, Segment } from "@habitus/contract";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { healthListQuery, segmentHealthQuery } from "../../api/health-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useWhen } from "../../ui/when.tsx";
import { Examine } from "../segments/examine.tsx";
import { ShowPeople } from "../segments/show-people.tsx";
import { worstFirst } from "./worst-first.ts";

const MOST = 4;

/** What the newest examinations found, worst first: of each segment its gravest finding. */
export function OpenFindings({ segments }: { readonly segments: readonly Segment[] }) {
  const { t } = useI18n();
  const list = useQuery(healthListQuery);
  if (list.isPending) return <Loading height={120} />;
  if (list.data === undefined) return <Failure error={list.error} retry={() => void list.refetch()} />;
  return (
    <Card
      title={t("findings.title")}
      lead={<Lead list={list.data} segments={segments} />}
      aside={<Examine segment={null} job={list.data.job} />}
    >
      <Worst list={list.data} segments={segments} />
      <p className="findings-more">
        <a href="/api/segment-health/audit.html" target="_blank" rel="noreferrer">
          {t("health.audit")}
        </a>
        <Link to="/settings/health">{t("findings.settings")}</Link>
      </p>
    </Card>
  );
}

type ListProps = { readonly list: HealthList; readonly segments: readonly Segment[] };

function Lead({ list, segments }: ListProps) {
  const { t } = useI18n();
  const when = useWhen();
  const examined = list.segments.filter(({ segment }) => segments.some(({ key }) => key === segment));
  const at = examined
    .map(({ examinedAt }) => examinedAt)
    .sort()
    .at(-1);
  if (at === undefined) return t("findings.never");
  const found = worstFirst(list, segments).length;
  return found === 0
    ? t("findings.sound", { count: examined.length, when: when(at) })
    : t("findings.lead", { count: examined.length, found, when: when(at) });
}

function Worst({ list, segments }: ListProps) {
  const shown = worstFirst(list, segments).slice(0, MOST);
  const reports = useQueries({ queries: shown.map(({ segment }) => segmentHealthQuery(segment.key)) });
  return (
    <ul className="finding-list">
      {shown.map(({ segment, findings }, index) => (
        <li key={segment.key}>
          <Found segment={segment} findings={findings} gravest={reports[index]?.data?.report?.findings[0]} />
        </li>
      ))}
    </ul>
  );
}

type FoundProps = {
  readonly segment: Segment;
  readonly findings: number;
  /** Undefined until it is known. */
  readonly gravest: HealthFinding | undefined;
};

function Found({ segment, findings, gravest }: FoundProps) {
  const { t } = useI18n();
  return (
    <>
      {gravest === undefined ? null : (
        <span className="finding-severity" data-severity={gravest.severity}>
          {t(`health.severity.${gravest.severity}`)}
        </span>
      )}
      <p>
        <Link to="/segments/$key" params={{ key: segment.key }} search={{ tab: "health" }}>
          {segment.name}
        </Link>{" "}
        <span className="muted">{t("health.findings", { count: findings })}</span>
      </p>
      {gravest === undefined ? null : (
        <>
          <p className="muted">{gravest.says}</p>
          <ShowPeople definition={gravest.people} />
        </>
      )}
    </>
  );
}
