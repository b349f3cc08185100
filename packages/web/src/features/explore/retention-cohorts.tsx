import type { RetentionTable } from "@habitus/contract";
import type { RetentionPlace } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";

type RetentionCohortsProps = {
  readonly table: RetentionTable;
  readonly onOpen: (place: RetentionPlace) => void;
};

/** A row for each group that began together, a column for each period after. */
export function RetentionCohorts({ table: { cohorts }, onOpen }: RetentionCohortsProps) {
  const { t } = useI18n();
  return (
    // A table that is wider than the window is moved by the keyboard too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="retention-scroll" tabIndex={0} aria-label={t("returning.scroll")}>
      <table className="retention-table" aria-label={t("returning.table")}>
        <thead>
          <tr>
            <th scope="col">{t("returning.cohort")}</th>
            <th scope="col" className="right">
              {t("returning.size")}
            </th>
            {cohorts.map((_, by) => (
              <th key={by} scope="col" className="right numbers">
                {t("returning.column", { n: by })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort, place) => (
            <CohortRow key={cohort.day} cohort={cohort} place={place} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type CohortRowProps = {
  readonly cohort: RetentionTable["cohorts"][number];
  readonly place: number;
  readonly onOpen: (place: RetentionPlace) => void;
};

function CohortRow({ cohort, place, onOpen }: CohortRowProps) {
  const { t, f } = useI18n();
  const day = f.plainDate(cohort.day);
  return (
    <tr>
      <th scope="row">
        {day}
        {cohort.finished ? null : <div className="muted">{t("returning.unfinished")}</div>}
      </th>
      <td className="right">
        <FigureButton
          count={cohort.size}
          label={t("returning.openCohort", { count: cohort.size, day })}
          onOpen={() => onOpen({ cohort: place })}
        />
      </td>
      {cohort.cells.map(({ people, rate, finished }, by) => (
        <td
          key={by}
          className="right retention-cell"
          data-open={finished ? undefined : ""}
          style={{ backgroundColor: shadeOf(finished ? rate.share : 0) }}
          title={t("explore.interval", { low: f.percent(rate.low), high: f.percent(rate.high) })}
        >
          {cohort.size === 0 ? (
            "–"
          ) : (
            <>
              <div className="numbers">{f.percent(rate.share)}</div>
              <FigureButton
                count={people}
                label={t("returning.openCell", {
                  count: people,
                  day,
                  later: t("returning.periodsLater", { count: by }),
                })}
                onOpen={() => onOpen({ cohort: place, period: by })}
              />
              {finished ? null : <span className="visually-hidden">{t("returning.unfinished")}</span>}
            </>
          )}
        </td>
      ))}
    </tr>
  );
}

/** In percent; what stands on it can still be read. */
const STRONGEST = 50;

/** The more came back, the stronger. */
const shadeOf = (share: number): string =>
  `color-mix(in srgb, var(--hb-accent) ${Math.round(share * STRONGEST)}%, var(--hb-surface))`;
