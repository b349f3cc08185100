import type { Rating, RatingRun } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { jobQuery } from "../../api/queries.ts";
import { ratingsQuery } from "../../api/rating-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { JobBar } from "../../ui/job-bar.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Failure, Note } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { useWhen } from "../../ui/when.tsx";
import { EntryActions } from "./entry-actions.tsx";
import { RatedPeopleList } from "./rated-people.tsx";
import { RatingParts, RatingQuality } from "./rating-result.tsx";

type Props = { readonly rating: Rating; readonly mayEdit: boolean; readonly onEdit: () => void };

export function RatingEntry({ rating, mayEdit, onEdit }: Props) {
  const { t, f } = useI18n();
  const { key, name, goal, owner, newest, kind, halfLifeDays } = rating;
  return (
    <li className="model">
      <div className="model-head">
        <div>
          <div className="settings-name">
            {name} <span className="code">{key}</span>
          </div>
          <div className="muted settings-note">{t(`ratings.kind.${kind}`)}</div>
          <div className="muted settings-note">
            {t("models.answers", { goal, owner })} {t("ratings.halved", { days: f.number(halfLifeDays) })}
          </div>
        </div>
        {mayEdit ? (
          <div className="model-actions">
            <RunNow rating={rating} />
            <EntryActions
              name={name}
              warning={t("ratings.deleteText")}
              onEdit={onEdit}
              remove={() => api.deleteRating({ params: { key } })}
              renew={[ratingsQuery.queryKey]}
            />
          </div>
        ) : null}
      </div>
      <div className="stack model-body">
        {rating.job === null ? null : <Running id={rating.job} name={name} />}
        {newest === null ? <p className="muted settings-note">{t("models.never")}</p> : null}
        {newest === null ? null : <NewestRun rating={rating} run={newest} />}
        {newest?.outcome === "scored" && kind !== "benefits" ? <Sorted rating={rating} /> : null}
      </div>
    </li>
  );
}

function RunNow({ rating: { key, name, job } }: { readonly rating: Rating }) {
  const { t } = useI18n();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: () => api.runRating({ params: { key } }),
    onSettled: () => client.invalidateQueries({ queryKey: ratingsQuery.queryKey }),
  });
  return (
    <>
      <Button
        size="xs"
        aria-label={t("ratings.runNamed", { name })}
        leftSection={<IconPlayerPlay size={14} aria-hidden />}
        loading={run.isPending}
        disabled={job !== null}
        onClick={() => run.mutate()}
      >
        {t("models.run")}
      </Button>
      {run.isError ? <Failure error={run.error} /> : null}
    </>
  );
}

function Running({ id, name }: { readonly id: string; readonly name: string }) {
  const i18n = useI18n();
  const { t } = i18n;
  const known = useBeside(jobQuery(id));
  const job = useJob(known.data ?? null);
  if (job === null || hasEnded(job)) return null;
  return (
    <div>
      <JobBar job={job} label={t("models.running", { name })} />
      <p className="numbers settings-note" aria-live="polite">
        {job.total === null ? null : `${job.phase ?? ""} · `}
        {describeProgress(job, i18n)}
      </p>
    </div>
  );
}

function NewestRun({ rating, run }: { readonly rating: Rating; readonly run: RatingRun }) {
  const { t } = useI18n();
  const when = useWhen();
  const { result, outcome, error } = run;
  if (outcome === "failed" || result === null) {
    return (
      <Note tone="bad" title={t("models.failed")}>
        {error?.message}
      </Note>
    );
  }
  return (
    <>
      {outcome === "refused" ? (
        <Note tone="warn" title={t("ratings.refused")}>
          {result.benefits?.refused?.detail}
        </Note>
      ) : null}
      <div className="settings-note">
        {outcome === "refused" ? null : `${t("ratings.rated", { count: result.people })} · `}
        {t("ratings.version", { number: run.number, when: when(run.finishedAt) })}{" "}
        {rating.nextRunAt === null ? null : t("models.next", { when: when(rating.nextRunAt) })}
      </div>
      {outcome === "scored" ? <RatingParts rating={rating} parts={result.parts} /> : null}
      {result.benefits === null || result.benefits.quality === null ? null : (
        <RatingQuality rating={rating} known={result.benefits.known} quality={result.benefits.quality} />
      )}
    </>
  );
}

/** People are listed when somebody asks: it is a question to the event store. */
function Sorted({ rating }: { readonly rating: Rating }) {
  const { t } = useI18n();
  const [isShown, setShown] = useState(false);
  return (
    <div>
      <Button size="compact-sm" variant="default" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
        {t(isShown ? "ratings.hide" : "ratings.show")}
      </Button>
      {isShown ? <RatedPeopleList rating={rating} /> : null}
    </div>
  );
}
