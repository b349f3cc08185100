import type { DemoRemoval, Job, Overview } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { demoRemovalQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { hasEnded } from "../../ui/use-job.ts";
import { useMay } from "../../ui/use-session.ts";
import { DemoProgress } from "./demo-progress.tsx";

/** Offers to take the demo back, after it was shown what goes and what stays. */
export function RemoveDemo() {
  const { t } = useI18n();
  const mayRemove = useMay("admin");
  const [isAsking, setAsking] = useState(false);
  const plan = useQuery({ ...demoRemovalQuery, enabled: isAsking });
  const removal = useRemoval(() => setAsking(false));
  if (!mayRemove) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={18} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("demo.remove")}
      </Button>
      <Confirm
        opened={isAsking}
        title={t("demo.removeTitle")}
        text={t("demo.removeText")}
        action={t("demo.remove")}
        pending={removal.isPending}
        disabled={plan.data === undefined || plan.isFetching}
        error={removal.error}
        onConfirm={() => removal.mutate()}
        onClose={() => {
          removal.reset();
          setAsking(false);
        }}
      >
        {plan.isError ? <Failure error={plan.error} retry={() => void plan.refetch()} /> : null}
        {plan.isPending ? <Loading height={120} /> : null}
        {plan.data === undefined ? null : <WhatGoes plan={plan.data} />}
      </Confirm>
    </>
  );
}

function useRemoval(onStarted: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.startDemoRemoval(),
    onSuccess: onStarted,
    onSettled: () => client.invalidateQueries(),
  });
}

function WhatGoes({ plan }: { readonly plan: DemoRemoval }) {
  const { t, f } = useI18n();
  const { events, people, peopleKept, items, segments, segmentsKept, model, goal, unpins } = plan;
  const modelKept = model === null || model.why === null ? null : { name: model.name, why: model.why };
  return (
    <>
      <p className="demo-going-title">{t("demo.goes")}</p>
      <ul className="demo-going" aria-label={t("demo.goes")}>
        <li>{t("demo.goesEvents", { count: events })}</li>
        <li>{t("demo.goesPeople", { count: people - peopleKept })}</li>
        {segments.length === 0 ? null : (
          <li>
            {t("demo.goesSegments", {
              count: segments.length,
              names: f.list(segments.map(({ name }) => name)),
            })}
          </li>
        )}
        {items === 0 ? null : <li>{t("demo.goesItems", { count: items })}</li>}
        {model === null || model.why !== null ? null : <li>{t("demo.goesModel", { name: model.name })}</li>}
        {goal ? <li>{t("demo.goesGoal")}</li> : null}
        {unpins ? <li>{t("demo.goesPin")}</li> : null}
      </ul>
      {peopleKept + segmentsKept.length === 0 && modelKept === null ? null : (
        <>
          <p className="demo-going-title">{t("demo.stays")}</p>
          <ul className="demo-going" aria-label={t("demo.stays")}>
            {peopleKept === 0 ? null : <li>{t("demo.staysPeople", { count: peopleKept })}</li>}
            {modelKept === null ? null : (
              <li>
                {t(modelKept.why === "changed" ? "demo.staysModelChanged" : "demo.staysModelInUse", {
                  name: modelKept.name,
                })}
              </li>
            )}
            {segmentsKept.map(({ key, name, why }) => (
              <li key={key}>{t(why === "changed" ? "demo.staysChanged" : "demo.staysInUse", { name })}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** How far the removal is, also after a reload; stopped, it can go on, for half a demo is of no use. */
export function DemoRemovalCard({ demo }: { readonly demo: Overview["demo"] }) {
  const { t } = useI18n();
  const { job } = demo;
  if (demo.state === "removed") return <Removed job={job} />;
  const isRunning = job !== null && !hasEnded(job);
  return (
    <section className="demo-card demo-running" aria-label={t("demo.removing")}>
      {isRunning ? <DemoProgress job={job} title={t("demo.removing")} /> : <Stopped job={job} />}
    </section>
  );
}

function Stopped({ job }: { readonly job: Job | null }) {
  const { t } = useI18n();
  const mayRemove = useMay("admin");
  const removal = useRemoval(() => undefined);
  const failure = job?.error?.message ?? null;
  return (
    <>
      <div>
        <h2>{t("demo.stopped")}</h2>
        <p>{t("demo.stoppedText")}</p>
        {failure === null ? null : <Note tone="bad">{failure}</Note>}
        {removal.isError ? <Failure error={removal.error} /> : null}
      </div>
      {mayRemove ? (
        <Button loading={removal.isPending} onClick={() => removal.mutate()}>
          {t("demo.goOn")}
        </Button>
      ) : null}
    </>
  );
}

const NEWS_MS = 24 * 60 * 60 * 1_000;

/** Said for a day; after that nobody looks for it. */
function Removed({ job }: { readonly job: Job | null }) {
  const { t } = useI18n();
  const [now] = useState(() => Date.now());
  const { events, people, peopleKept } = job?.result ?? {};
  const endedAt = job?.finishedAt ?? null;
  if (endedAt === null || now - Date.parse(endedAt) > NEWS_MS) return null;
  if (typeof events !== "number" || typeof people !== "number" || typeof peopleKept !== "number") return null;
  return (
    <Note title={t("demo.removed")}>
      {t("demo.removedEvents", { count: events })} {t("demo.removedPeople", { count: people - peopleKept })}
      {peopleKept === 0 ? null : ` ${t("demo.removedKept", { count: peopleKept })}`}
    </Note>
  );
}
