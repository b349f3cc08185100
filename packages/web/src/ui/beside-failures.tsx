import { Button } from "@mantine/core";
import { type Query, useQueryClient } from "@tanstack/react-query";
import { useI18n } from "../i18n/use-i18n.tsx";
import { errorText } from "./error-text.ts";
import { Note } from "./notes.tsx";
import { useBesideFailed } from "./use-beside.ts";
import { useStale } from "./use-stale.ts";

/** Without it a picker of names would look as if there were nothing to choose, a badge as if all were well. */
export function BesideFailures() {
  const { t } = useI18n();
  return <FailedQuestions title={t("failure.beside")} failed={useBesideFailed()} />;
}

/** Without it figures of an hour ago would look like those of now. */
export function StaleFailures() {
  const { t } = useI18n();
  return <FailedQuestions title={t("failure.stale")} failed={useStale()} />;
}

type FailedQuestionsProps = { readonly title: string; readonly failed: readonly Query[] };

/** Why, each reason once, and a way to ask all of them again. */
function FailedQuestions({ title, failed }: FailedQuestionsProps) {
  const { t } = useI18n();
  const client = useQueryClient();
  if (failed.length === 0) return null;
  const hashes = new Set(failed.map(({ queryHash }) => queryHash));
  const again = () => void client.refetchQueries({ predicate: ({ queryHash }) => hashes.has(queryHash) });
  const reasons = new Set(failed.map(({ state }) => errorText(t, state.error)));
  return (
    <Note
      tone="bad"
      title={title}
      actions={
        <Button size="xs" variant="default" onClick={again}>
          {t("common.retry")}
        </Button>
      }
    >
      {[...reasons].map((reason) => (
        <div key={reason}>{reason}</div>
      ))}
    </Note>
  );
}
