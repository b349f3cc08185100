import type { Job, Rehearsal, Rehearsals } from "@habitus/contract";
import { Button, NativeSelect } from "@mantine/core";
import { IconPlayerTrackPrev } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { jobQuery } from "../../api/queries.ts";
import { rehearsalsQuery } from "../../api/rehearsal-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { JobPanel } from "../../ui/job-panel.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { useMay } from "../../ui/use-session.ts";
import { RehearsalResult } from "./rehearsal-result.tsx";
import "./rehearsal.css";
import "./segment-overlap.css";

type Asked = {
  /** As a sentence; empty while there is none that can be read. */
  readonly definition: string;
  readonly purpose: string;
  /** The segment that it is of, or is meant for; null while it has no key. */
  readonly segment: string | null;
};

const SPANS = [7, 30, 90, 365];
const SPAN = 30;
/** The choice of the span that the page was opened with. */
const SINCE = "since";

type CardProps = {
  readonly asked: Asked;
  /** The span to offer first begins here. */
  readonly since?: string | undefined;
};

/** How a definition would have run over a past span. */
export function RehearsalCard({ asked, since }: CardProps) {
  const { t } = useI18n();
  const [started, setStarted] = useState<string | null>(null);
  const known = useQuery(rehearsalsQuery);
  return (
    <Card title={t("rehearsal.title")} lead={t("rehearsal.lead")}>
      {known.isPending ? <Loading height={80} /> : null}
      {known.isError ? <Failure error={known.error} retry={() => void known.refetch()} /> : null}
      {known.data === undefined ? null : (
        <Known asked={asked} since={since} known={known.data} started={started} onStart={setStarted} />
      )}
    </Card>
  );
}

type KnownProps = CardProps & {
  readonly known: Rehearsals;
  /** The job that was started here. */
  readonly started: string | null;
  readonly onStart: (job: string) => void;
};

function Known({ asked, since, known, started, onStart }: KnownProps) {
  const { t } = useI18n();
  const mayStart = useMay("editor");
  const under = useBeside(jobQuery(known.running?.job ?? started));
  const job = useJob(under.data ?? null);
  const rehearsal = shown(known.rehearsals, asked, since, started);
  const isRunning = job !== null && !hasEnded(job);
  const none = useNone(since, mayStart);
  const isNone = rehearsal === null && !isRunning;
  return (
    <>
      {mayStart && asked.definition !== "" ? (
        <Start asked={asked} since={since} isRunning={isRunning} onStart={onStart} />
      ) : null}
      {asked.definition === "" ? <p className="muted plain">{t("rehearsal.wait")}</p> : null}
      {isRunning ? (
        <JobPanel job={job} label={t("rehearsal.running")} cancelLabel={t("rehearsal.cancel")} />
      ) : null}
      {job?.id === started && job?.error ? <Note tone="bad">{job.error.message}</Note> : null}
      {isNone && asked.definition !== "" ? <p className="muted">{none}</p> : null}
      {rehearsal === null ? null : (
        <>
          {isOf(rehearsal, asked) || rehearsal.id === started ? null : <Note>{t("rehearsal.older")}</Note>}
          <RehearsalResult key={rehearsal.id} rehearsal={rehearsal} />
        </>
      )}
    </>
  );
}

/** What is said before there is a rehearsal: whoever came for who came and went since then is told that it finds them. */
function useNone(since: string | undefined, mayStart: boolean): string {
  const { t, f } = useI18n();
  if (!mayStart) return t("rehearsal.noneViewer");
  return since === undefined ? t("rehearsal.none") : t("rehearsal.noneSince", { date: f.dateTime(since) });
}

function isOf({ definition, purpose }: Rehearsal, asked: Asked): boolean {
  return definition.text === asked.definition && (purpose ?? "") === asked.purpose;
}

/** The one that was started here, else the newest of this definition and beginning, else the segment's newest. */
function shown(
  all: readonly Rehearsal[],
  asked: Asked,
  since: string | undefined,
  started: string | null,
): Rehearsal | null {
  const own = all.find(({ id }) => id === started);
  if (own !== undefined) return own;
  const ofThis = all.filter((each) => isOf(each, asked));
  if (since !== undefined) return ofThis.find(({ from }) => Date.parse(from) === Date.parse(since)) ?? null;
  return ofThis[0] ?? all.find(({ segment }) => segment !== null && segment === asked.segment) ?? null;
}

type StartProps = CardProps & {
  readonly isRunning: boolean;
  readonly onStart: (job: string) => void;
};

function Start({ asked: { definition, purpose, segment }, since, isRunning, onStart }: StartProps) {
  const { t, f } = useI18n();
  const client = useQueryClient();
  const [chosen, setChosen] = useState(since === undefined ? String(SPAN) : SINCE);
  const from = since ?? null;
  const start = useMutation({
    mutationFn: (): Promise<Job> =>
      api.rehearseSegment({
        body: {
          definition,
          ...(chosen === SINCE && from !== null ? { from } : { days: Number(chosen) }),
          ...(purpose === "" ? {} : { purpose }),
          ...(segment === null || segment === "" ? {} : { segment }),
        },
      }),
    onSuccess: ({ id }) => onStart(id),
    onSettled: () => client.invalidateQueries({ queryKey: rehearsalsQuery.queryKey }),
  });
  return (
    <>
      <div className="rehearsal-start">
        <NativeSelect
          label={t("rehearsal.span")}
          data={[
            ...(from === null
              ? []
              : [{ value: SINCE, label: t("rehearsal.since", { date: f.dateTime(from) }) }]),
            ...SPANS.map((count) => ({ value: String(count), label: t("rehearsal.days", { count }) })),
          ]}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<IconPlayerTrackPrev size={17} aria-hidden />}
          loading={start.isPending}
          disabled={isRunning}
          onClick={() => start.mutate()}
        >
          {t("rehearsal.start")}
        </Button>
      </div>
      {start.isError ? <Failure error={start.error} /> : null}
    </>
  );
}
