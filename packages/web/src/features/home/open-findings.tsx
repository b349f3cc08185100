import { HEALTH_SEVERITIES, type HealthList, type OpenFindings } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { healthListQuery, openFindingsQuery } from "../../api/health-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PutFindingsAside } from "../../ui/put-aside.tsx";
import { useWhen } from "../../ui/when.tsx";
import { Examine } from "../segments/examine.tsx";
import { ShowPeople } from "../segments/show-people.tsx";
import { useSegmentNames } from "../segments/use-segments.ts";
import { type FindingGroup, groupFindings, type OpenFinding, segmentsOf } from "./finding-groups.ts";

const route = getRouteApi("/frame/");

const FEW = 4;

/** What is the matter with segments now, of one kind together and the worst first: a few, and all of it on demand. */
export function OpenFindingsCard() {
  const { t } = useI18n();
  const isWhole = route.useSearch().findings === "all";
  const list = useQuery(healthListQuery);
  const open = useQuery(openFindingsQuery());
  if (list.isPending || open.isPending) return <Loading height={120} />;
  if (list.data === undefined) return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (open.data === undefined) return <Failure error={open.error} retry={() => void open.refetch()} />;
  const { findings, counts, aside } = open.data;
  const count = counts.serious + counts.warning + counts.hint;
  const groups = groupFindings(findings);
  return (
    <Card
      title={t("findings.title")}
      lead={<Lead list={list.data} count={count} />}
      aside={<Examine segment={null} job={list.data.job} />}
    >
      {count === 0 ? null : <Counts counts={counts} />}
      <ul className="finding-list" aria-label={t("findings.title")}>
        {groups.slice(0, isWhole ? groups.length : FEW).map((group) => (
          <li key={`${group.severity} ${group.code}`}>
            <Group group={group} />
          </li>
        ))}
      </ul>
      {isWhole && findings.length < count ? (
        <p className="muted">{t("findings.capped", { shown: findings.length, count })}</p>
      ) : null}
      <Foot isWhole={isWhole} groups={groups.length} count={count} />
      {aside === 0 ? null : <Aside count={aside} />}
    </Card>
  );
}

/** One finding as it is; several of a kind as a line that opens. */
function Group({ group: { code, severity, findings } }: { readonly group: FindingGroup }) {
  const { t } = useI18n();
  const [first] = findings;
  if (first !== undefined && findings.length === 1) return <Found finding={first} />;
  const kind = t(`findings.kind.${code}`);
  return (
    <details className="finding-group">
      <summary>
        <span className="finding-severity" data-severity={severity}>
          {t(`health.severity.${severity}`)}
        </span>{" "}
        <strong>{kind}</strong>{" "}
        <span className="muted">{t("findings.inSegments", { count: segmentsOf(findings) })}</span>
      </summary>
      <PutFindingsAside findings={findings} isAside={false} about={kind} />
      <ul className="finding-list">
        {findings.map((finding) => (
          <li key={JSON.stringify([finding.segment, finding.other])}>
            <Found finding={finding} />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What somebody has put aside, on demand. */
function Aside({ count }: { readonly count: number }) {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  const aside = useQuery({ ...openFindingsQuery("aside"), enabled: isOpen });
  return (
    <details className="finding-group" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t("findings.aside", { count })}</summary>
      {isOpen && aside.isPending ? <Loading height={64} /> : null}
      {aside.isError ? <Failure error={aside.error} retry={() => void aside.refetch()} /> : null}
      <ul className="finding-list" aria-label={t("findings.aside", { count })}>
        {(aside.data?.findings ?? []).map((finding) => (
          <li key={JSON.stringify([finding.segment, finding.code, finding.other])}>
            <Found finding={finding} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Lead({ list: { segments }, count }: { readonly list: HealthList; readonly count: number }) {
  const { t } = useI18n();
  const when = useWhen();
  const at = segments
    .map(({ examinedAt }) => examinedAt)
    .sort()
    .at(-1);
  if (at === undefined) return t("findings.never");
  return t(count === 0 ? "findings.sound" : "findings.lead", { count: segments.length, when: when(at) });
}

function Counts({ counts }: Pick<OpenFindings, "counts">) {
  const { t } = useI18n();
  return (
    <ul className="finding-counts" aria-label={t("findings.counts")}>
      {HEALTH_SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) => (
        <li key={severity} className="finding-severity numbers" data-severity={severity}>
          {t(`findings.count.${severity}`, { count: counts[severity] })}
        </li>
      ))}
    </ul>
  );
}

type FoundProps = { readonly finding: OpenFinding };

function Found({ finding }: FoundProps) {
  const { segment, severity, says, since, people, aside } = finding;
  const { t } = useI18n();
  const when = useWhen();
  const nameOf = useSegmentNames();
  return (
    <>
      <div className="finding-head">
        <span className="finding-severity" data-severity={severity}>
          {t(`health.severity.${severity}`)}
        </span>
        <Link to="/segments/$key" params={{ key: segment }} search={{ tab: "health" }}>
          {nameOf(segment)}
        </Link>
        <span className="muted">{t("findings.since", { when: when(since) })}</span>
      </div>
      <p className="muted">{says}</p>
      {aside === null ? null : (
        <p className="muted">{t("findings.asideBy", { name: aside.by.name, when: when(aside.at) })}</p>
      )}
      <ShowPeople definition={people} />{" "}
      <PutFindingsAside findings={[finding]} isAside={aside !== null} about={nameOf(segment)} />
    </>
  );
}

type FootProps = { readonly isWhole: boolean; readonly groups: number; readonly count: number };

function Foot({ isWhole, groups, count }: FootProps) {
  const { t } = useI18n();
  const navigate = route.useNavigate();
  const turn = (): void =>
    void navigate({ search: { findings: isWhole ? undefined : "all" }, resetScroll: false });
  return (
    <div className="findings-foot">
      {isWhole || groups > FEW ? (
        <Button variant="default" size="xs" onClick={turn}>
          {isWhole ? t("findings.fewer") : t("findings.all", { count })}
        </Button>
      ) : null}
      <a href="/api/segment-health/audit.html" target="_blank" rel="noreferrer">
        {t("health.audit")}
      </a>
      <Link to="/settings/health">{t("findings.settings")}</Link>
    </div>
  );
}
