import type { Overview } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { overviewQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { PageHeader } from "../../ui/page.tsx";
import { useJob } from "../../ui/use-job.ts";
import { DemoCard } from "./demo-card.tsx";
import { DemoFigures } from "./demo-figures.tsx";
import { DemoRemovalCard } from "./demo-removal.tsx";
import { GetStarted } from "./get-started.tsx";
import { OpenFindingsCard } from "./open-findings.tsx";
import { hasOwnEvents } from "./own-events.ts";
import { Pipeline } from "./pipeline.tsx";
import { SegmentBoard } from "./segment-board.tsx";
import { useSegmentsBeside } from "../segments/use-segments.ts";
import { Totals } from "./totals.tsx";
import { WhatChanged } from "./what-changed.tsx";

export function HomePage() {
  const { t } = useI18n();
  const overview = useQuery(overviewQuery);
  return (
    <>
      <PageHeader title={t("home.title")} />
      {overview.isPending ? <Loading height={320} /> : null}
      {overview.data === undefined && overview.isError ? (
        <Failure error={overview.error} retry={() => void overview.refetch()} />
      ) : null}
      {overview.data === undefined ? null : <HomeContent overview={overview.data} />}
    </>
  );
}

function HomeContent({ overview }: { readonly overview: Overview }) {
  const { totals } = overview;
  // Here, where it stays for as long as Home does: a card goes when the demo is loaded or gone, and would miss the end of its job.
  const job = useJob(overview.demo.job);
  const demo = { ...overview.demo, job };
  const hasEvents = (totals.events ?? 0) > 0;
  const hasSegments = totals.segments > 0;
  return (
    <div className="stack">
      <Totals overview={overview} />
      {demo.state === "removing" || demo.state === "removed" ? <DemoRemovalCard demo={demo} /> : null}
      {demo.state === "loaded" || demo.state === "removing" ? null : (
        <DemoCard demo={demo} hasEvents={hasEvents} />
      )}
      {hasSegments ? <Changes /> : null}
      {hasSegments ? <SegmentBoard /> : null}
      <GetStarted hasEvents={hasEvents} hasSent={hasOwnEvents(overview)} hasSegments={hasSegments} />
      <Pipeline stages={overview.stages} />
      {demo.state === "loaded" ? <DemoFigures job={demo.job} /> : null}
    </div>
  );
}

function Changes() {
  const { segments } = useSegmentsBeside();
  if (segments === undefined) return null;
  return (
    <>
      <WhatChanged segments={segments} />
      <OpenFindingsCard />
    </>
  );
}
