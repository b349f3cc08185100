import type { ExploreProgress } from "@habitus/contract";
import { Button, Progress } from "@mantine/core";
import { type QueryKey, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { exploreProgressQuery } from "../../api/explore-watches.ts";
import { type I18n, useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";

/** What is answered sooner needs no word of how far it is. */
const SHOWN_AFTER_MS = 500;

type QuestionProgressProps = { readonly queryKey: QueryKey; readonly onCancel: () => void };

/** How far a question is that is being asked, and a way to stop it. Nothing at first. */
export function QuestionProgress(props: QuestionProgressProps) {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return isShown ? <ProgressCard {...props} /> : null;
}

function ProgressCard({ queryKey, onCancel }: QuestionProgressProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { data: progress = null } = useQuery(exploreProgressQuery(queryKey));
  const share = shareOf(progress);
  return (
    <Card title={t("explore.working")}>
      <Progress.Root size="lg">
        <Progress.Section
          value={share === null ? 100 : Math.max(1, share * 100)}
          striped={share === null}
          animated={share === null}
          aria-label={t("explore.working")}
        />
      </Progress.Root>
      <div className="explore-progress">
        <span>{describe(progress, i18n)}</span>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
      </div>
    </Card>
  );
}

/** Null while nothing is read. */
function shareOf(progress: ExploreProgress | null): number | null {
  const { rows = null, total = null } = progress ?? {};
  return rows === null || total === null || total === 0 ? null : rows / total;
}

/** "Part 2: 3,000,000 of 10,000,000 rows read · 1,200,000 a second · about 6 seconds left in this part" */
function describe(progress: ExploreProgress | null, { t, f }: I18n): string {
  if (progress === null) return t("explore.asking");
  const { step, rows, total, rate, etaSeconds } = progress;
  if (rows === null || total === null) return t("explore.waiting");
  const parts = [t("explore.rowsRead", { step, rows, total })];
  if (rate !== null) parts.push(t("job.rate", { rate: Math.round(rate) }));
  if (etaSeconds !== null) parts.push(t("explore.eta", { time: f.duration(Math.ceil(etaSeconds)) }));
  return parts.join(" · ");
}
