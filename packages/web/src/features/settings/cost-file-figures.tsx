import type { CostFileResult, Job } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Note } from "../../ui/notes.tsx";
import { hasEnded, useJob } from "../../ui/use-job.ts";

type Props = { readonly known: Job; readonly isCheck: boolean };

/** How far a file of costs is read, then what it came to. */
export function CostFileFigures({ known, isCheck }: Props) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const job = useJob(known) ?? known;
  if (!hasEnded(job)) return <Note title={t("costs.reading")}>{describeProgress(job, i18n)}</Note>;
  if (job.error !== null) return <Note tone="bad">{t("items.failed", { reason: job.error.message })}</Note>;
  if (job.state !== "done" || job.result === null) return <Note tone="bad">{t("costs.stopped")}</Note>;
  const { noted, same, bad, problems, sums } = job.result as CostFileResult;
  const total = sums.map(({ amount, currency }) => f.money(amount, currency)).join(" · ");
  const said = { count: noted, same: f.number(same) };
  return (
    <>
      <Note>
        {isCheck ? t("costs.toNote", said) : t("costs.noted", said)} {total}
      </Note>
      {bad === 0 ? null : (
        <Note tone="bad" title={t("costs.bad", { count: bad })}>
          <ul className="settings-note">
            {problems.map(({ row, column, detail }) => (
              <li key={row}>
                {t("items.badRow", {
                  row: f.number(row),
                  detail: column === null ? detail : `${column}: ${detail}`,
                })}
              </li>
            ))}
          </ul>
          {bad > problems.length ? (
            <p className="plain">{t("costs.badMore", { count: bad - problems.length })}</p>
          ) : null}
        </Note>
      )}
    </>
  );
}
