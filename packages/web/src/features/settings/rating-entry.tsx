import type { Rating, RatingRun } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { ratingsQuery } from "../../api/rating-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { MeaningWarnings } from "../../ui/meaning-warnings.tsx";
import { Note } from "../../ui/notes.tsx";
import { useWhen } from "../../ui/when.tsx";
import { EntryActions } from "./entry-actions.tsx";
import { RunNow, Running } from "./model-runs.tsx";
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
            {t("models.answers", { goal, owner })}{" "}
            {rating.purpose === null ? null : t("models.for", { purpose: rating.purpose })}{" "}
            {t("ratings.halved", { days: f.number(halfLifeDays) })}
          </div>
        </div>
        {mayEdit ? (
          <div className="model-actions">
            <RunNow
              label={t("ratings.runNamed", { name })}
              run={() => api.runRating({ params: { key } })}
              isRunning={rating.job !== null}
              renew={ratingsQuery.queryKey}
            />
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
        <MeaningWarnings warnings={rating.warnings} />
        {rating.job === null ? null : <Running id={rating.job} name={name} />}
        {newest === null ? <p className="muted settings-note">{t("models.never")}</p> : null}
        {newest === null ? null : <NewestRun rating={rating} run={newest} />}
        {newest?.outcome === "scored" && kind !== "benefits" ? <Sorted rating={rating} /> : null}
      </div>
    </li>
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
