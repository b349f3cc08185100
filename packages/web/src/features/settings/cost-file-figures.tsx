import type { CostFileResult, Job } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Note } from "../../ui/notes.tsx";
import { BadRows, FileJobNote } from "./file-job-note.tsx";

type Props = { readonly job: Job; readonly isCheck: boolean };

/** How far a file of costs is read, then what it came to. */
export function CostFileFigures({ job, isCheck }: Props) {
  const { t, f } = useI18n();
  return (
    <FileJobNote job={job} going={t("costs.reading")} stopped={t("costs.stopped")}>
      {(result) => {
        const { noted, same, bad, problems, sums } = result as CostFileResult;
        const total = sums.map(({ amount, currency }) => f.money(amount, currency)).join(" · ");
        const said = { count: noted, same: f.number(same) };
        return (
          <>
            <Note>
              {isCheck ? t("costs.toNote", said) : t("costs.noted", said)} {total}
            </Note>
            <BadRows title={t("costs.bad", { count: bad })} count={bad} problems={problems} />
          </>
        );
      }}
    </FileJobNote>
  );
}
