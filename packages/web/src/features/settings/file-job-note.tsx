import type { Job } from "@habitus/contract";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Note } from "../../ui/notes.tsx";
import { hasEnded } from "../../ui/use-job.ts";

type FileJobNoteProps = {
  readonly job: Job;
  /** The words while it is read, and of one that was cancelled. */
  readonly going: string;
  readonly stopped: string;
  readonly children: (result: NonNullable<Job["result"]>) => ReactNode;
};

/** How far a job has read a file, then what it came to. */
export function FileJobNote({ job, going, stopped, children }: FileJobNoteProps) {
  const i18n = useI18n();
  if (!hasEnded(job)) return <Note title={going}>{describeProgress(job, i18n)}</Note>;
  if (job.error !== null) {
    return <Note tone="bad">{i18n.t("imports.loadingFailed", { reason: job.error.message })}</Note>;
  }
  if (job.state !== "done" || job.result === null) return <Note tone="bad">{stopped}</Note>;
  return children(job.result);
}

type RowProblem = { readonly row: number; readonly column?: string | null; readonly detail: string };

type BadRowsProps = {
  readonly title: string;
  readonly count: number;
  /** Of the first of them. */
  readonly problems: readonly RowProblem[];
};

/** Rows of a file that have mistakes; nothing where there are none. */
export function BadRows({ title, count, problems }: BadRowsProps) {
  const { t, f } = useI18n();
  if (count === 0) return null;
  return (
    <Note tone="bad" title={title}>
      <ul className="settings-note">
        {problems.map(({ row, column = null, detail }) => {
          const said = { row: f.number(row), detail };
          return (
            <li key={row}>
              {column === null ? t("imports.badRow", said) : t("imports.badCell", { ...said, column })}
            </li>
          );
        })}
      </ul>
      {count > problems.length ? (
        <p className="plain">{t("imports.badMore", { count: count - problems.length })}</p>
      ) : null}
    </Note>
  );
}
