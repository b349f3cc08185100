import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useI18n } from "../i18n/use-i18n.tsx";
import { errorText } from "./error-text.ts";
import { Note } from "./notes.tsx";
import { useBesideFailed } from "./use-beside.ts";

/** Without it a picker of names would look as if there were nothing to choose, a badge as if all were well. */
export function BesideFailures() {
  const { t } = useI18n();
  const client = useQueryClient();
  const failed = useBesideFailed();
  if (failed.length === 0) return null;
  const hashes = new Set(failed.map(({ queryHash }) => queryHash));
  const again = () => void client.refetchQueries({ predicate: ({ queryHash }) => hashes.has(queryHash) });
  const reasons = new Set(failed.map(({ state }) => errorText(t, state.error)));
  return (
    <Note
      tone="bad"
      title={t("failure.beside")}
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
