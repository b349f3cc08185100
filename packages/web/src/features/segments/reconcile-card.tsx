import type { Reconciliation, Segment } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconScale } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../../api/client.ts";
import { jobQuery } from "../../api/queries.ts";
import { reconciliationsQuery } from "../../api/reconciliation-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { JobPanel } from "../../ui/job-panel.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { useMay } from "../../ui/use-session.ts";
import { useWhen } from "../../ui/when.tsx";

/** Whether live membership says what the whole history says, and a comparison on demand. */
export function ReconcileCard({ segment }: { readonly segment: Segment }) {
  const { t } = useI18n();
  const known = useQuery(reconciliationsQuery);
  if (known.isPending) return <Loading height={160} />;
  if (known.data === undefined) return <Failure error={known.error} retry={() => void known.refetch()} />;
  const { running, reconciliations } = known.data;
  const [newest] = reconciliations;
  return (
    <Card title={t("reconcile.title")} lead={t("reconcile.lead")}>
      <Running id={running} />
      {newest === undefined ? (
        <p className="muted plain">{t("reconcile.never")}</p>
      ) : (
        <Found segment={segment.key} newest={newest} />
      )}
    </Card>
  );
}

/** The comparison under way, whoever began it, or the button that begins one. */
function Running({ id }: { readonly id: string | null }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const mayStart = useMay("editor");
  const start = useMutation({
    mutationFn: () => api.reconcileMembership(),
    onSettled: () => client.invalidateQueries({ queryKey: reconciliationsQuery.queryKey }),
  });
  const found = useBeside(jobQuery(id ?? start.data?.id ?? null));
  const job = useJob(found.data ?? null);
  if (job !== null && !hasEnded(job)) {
    return <JobPanel job={job} label={t("reconcile.running")} cancelLabel={t("reconcile.cancel")} />;
  }
  return (
    <>
      {mayStart ? (
        <Button
          variant="default"
          leftSection={<IconScale size={17} aria-hidden />}
          loading={start.isPending}
          onClick={() => start.mutate()}
        >
          {t("reconcile.start")}
        </Button>
      ) : null}
      {start.isError ? <Failure error={start.error} /> : null}
      {job !== null && job.error !== null ? <Note tone="bad">{job.error.message}</Note> : null}
    </>
  );
}

type FoundProps = { readonly segment: string; readonly newest: Reconciliation };

function Found({ segment, newest }: FoundProps) {
  const { t, f } = useI18n();
  const when = useWhen();
  const { differences, found, finishedAt, people, segments } = newest;
  const own = differences.filter((each) => each.segment === segment);
  const others = differences.length - own.length;
  const figures = [
    t("reconcile.last", { when: when(finishedAt) }),
    t("reconcile.segments", { count: segments }),
    t("reconcile.people", { count: people }),
  ];
  return (
    <>
      <p className="muted">{figures.join(" · ")}</p>
      {own.length === 0 ? <p className="plain">{t("reconcile.sound")}</p> : <Differences all={own} />}
      {others === 0 ? null : <p className="muted">{t("reconcile.others", { count: others })}</p>}
      {found === differences.length ? null : (
        <p className="muted">{t("reconcile.more", { count: f.number(found) })}</p>
      )}
    </>
  );
}

function Differences({ all }: { readonly all: Reconciliation["differences"] }) {
  const { t } = useI18n();
  const side = (isIn: boolean): string => t(isIn ? "reconcile.isIn" : "reconcile.isOut");
  return (
    <div className="table-scroll">
      <table className="plain-table" aria-label={t("reconcile.list")}>
        <thead>
          <tr>
            <th scope="col">{t("reconcile.person")}</th>
            {(["told", "kept", "meant", "mended"] as const).map((name) => (
              <th key={name} scope="col">
                {t(`reconcile.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map(({ person, told, kept, meant, mended }) => (
            <tr key={person}>
              <td>
                <Link to="/people/$id" params={{ id: person }} search={{ tab: "segments" }}>
                  {person}
                </Link>
              </td>
              <td>{side(told)}</td>
              <td>{side(kept)}</td>
              <td>{side(meant)}</td>
              <td>{t(mended ? "reconcile.yes" : "reconcile.no")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
