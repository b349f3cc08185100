import { type HealthList, type OpenFindings, PAGE_SIZES } from "@habitus/contract";
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { healthListQuery, openFindingsQuery } from "../../api/health-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useWhen } from "../../ui/when.tsx";
import { Examine } from "../segments/examine.tsx";
import { ShowPeople } from "../segments/show-people.tsx";
import { useSegmentNames } from "../segments/use-segments.ts";

const route = getRouteApi("/frame/");

const FEW = 4;
const MOST = PAGE_SIZES.standard.max;

/** What is the matter with segments now, the worst first: a few, and all of it on demand. */
export function OpenFindingsCard() {
  const { t } = useI18n();
  const isWhole = route.useSearch().findings === "all";
  const list = useQuery(healthListQuery);
  const open = useQuery({
    ...openFindingsQuery(isWhole ? MOST : FEW),
    placeholderData: keepPreviousData,
  });
  if (list.isPending || open.isPending) return <Loading height={120} />;
  if (list.data === undefined) return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (open.data === undefined) return <Failure error={open.error} retry={() => void open.refetch()} />;
  const { findings, counts } = open.data;
  const count = counts.serious + counts.warning + counts.hint;
  return (
    <Card
      title={t("findings.title")}
      lead={<Lead list={list.data} count={count} />}
      aside={<Examine segment={null} job={list.data.job} />}
    >
      {count === 0 ? null : <Counts counts={counts} />}
      <ul className="finding-list" aria-label={t("findings.title")}>
        {findings.map((finding) => (
          <li key={JSON.stringify([finding.segment, finding.code, finding.other])}>
            <Found finding={finding} />
          </li>
        ))}
      </ul>
      {isWhole && !open.isPlaceholderData && findings.length < count ? (
        <p className="muted">{t("findings.capped", { shown: findings.length, count })}</p>
      ) : null}
      <Foot isWhole={isWhole} count={count} isLoading={open.isPlaceholderData} />
    </Card>
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

const WORST_FIRST = ["serious", "warning", "hint"] as const;

function Counts({ counts }: Pick<OpenFindings, "counts">) {
  const { t } = useI18n();
  return (
    <ul className="finding-counts" aria-label={t("findings.counts")}>
      {WORST_FIRST.filter((severity) => counts[severity] > 0).map((severity) => (
        <li key={severity} className="finding-severity numbers" data-severity={severity}>
          {t(`findings.count.${severity}`, { count: counts[severity] })}
        </li>
      ))}
    </ul>
  );
}

type FoundProps = { readonly finding: OpenFindings["findings"][number] };

function Found({ finding: { segment, severity, says, since, people } }: FoundProps) {
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
      <ShowPeople definition={people} />
    </>
  );
}

type FootProps = { readonly isWhole: boolean; readonly count: number; readonly isLoading: boolean };

function Foot({ isWhole, count, isLoading }: FootProps) {
  const { t } = useI18n();
  const navigate = route.useNavigate();
  const turn = (): void =>
    void navigate({ search: { findings: isWhole ? undefined : "all" }, resetScroll: false });
  return (
    <div className="findings-foot">
      {isWhole || count > FEW ? (
        <Button variant="default" size="xs" loading={isLoading} onClick={turn}>
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
