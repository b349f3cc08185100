import { completeMapping, type CostDraft, type CostFileResult, type Job } from "@habitus/contract";
import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { CostFileFigures } from "./cost-file-figures.tsx";
import { CostMappingFields } from "./cost-mapping-fields.tsx";

/** An uploaded file, and which of its columns seem to say what. */
export type ReadCostFile = {
  readonly file: string;
  readonly columns: readonly string[];
  readonly guess: CostDraft;
};

type Mode = "check" | "run";
/** What was begun, and with which columns: once they are changed it says nothing about them. */
type Begun = { readonly job: Job; readonly mode: Mode; readonly with: CostDraft };
type Props = { readonly read: ReadCostFile; readonly onClose: () => void };

/** Which columns say what; costs are noted only as they were checked. */
export function CostFileMapping({ read: { file, columns, guess }, onClose }: Props) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(guess);
  const [begun, setBegun] = useState<Begun | null>(null);
  const mapping = completeMapping(draft);
  const job = useJob(begun?.job ?? null);
  const isGoing = job !== null && !hasEnded(job);
  const shown = begun?.with === draft ? job : null;
  const start = useMutation({
    mutationFn: async (mode: Mode): Promise<Begun | null> =>
      mapping === null
        ? null
        : { job: await api.importCosts({ body: { file, mode, mapping } }), mode, with: draft },
    onSuccess: setBegun,
  });
  const stop = useMutation({ mutationFn: (id: string) => api.cancelJob({ params: { id } }) });
  const isRun = begun?.mode === "run";
  // What was noted of a file is not noted otherwise; what came to nothing can be mended and noted again.
  const isNoted = isRun && (isGoing || job?.state === "done");
  const change = (next: CostDraft): void => {
    setDraft(next);
    // One file is read at a time, and nobody waits for what these columns would have come to.
    if (isGoing && !stop.isPending) stop.mutate(job.id);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    start.mutate("check");
  };
  return (
    <form onSubmit={submit} className="stack">
      {guess.at.column === null || guess.amount.column === null ? (
        <Note>{t("costs.chooseColumns")}</Note>
      ) : null}
      <CostMappingFields
        columns={columns}
        mapping={draft}
        isFixed={isNoted || start.isPending}
        onChange={change}
      />
      {start.isError ? <Failure error={start.error} /> : null}
      {stop.isError && isGoing ? <Failure error={stop.error} retry={() => stop.mutate(job.id)} /> : null}
      <output className="stack">
        {shown === null ? null : <CostFileFigures job={shown} isCheck={!isRun} />}
      </output>
      <Group justify="flex-end">
        {isNoted ? (
          <Button variant="default" onClick={onClose}>
            {t("common.close")}
          </Button>
        ) : (
          <>
            <Button
              type="submit"
              variant="default"
              disabled={mapping === null}
              loading={isGoing || (start.isPending && start.variables === "check")}
            >
              {t("costs.check")}
            </Button>
            <Button
              disabled={start.isPending || isRun || shown === null || notable(shown) === 0}
              loading={start.isPending && start.variables === "run"}
              onClick={() => start.mutate("run")}
            >
              {t("costs.noteThem")}
            </Button>
          </>
        )}
      </Group>
    </form>
  );
}

/** How many entries a check has found that would be noted; none before it has come to its end. */
function notable({ state, result }: Job): number {
  return state === "done" && result !== null ? (result as CostFileResult).noted : 0;
}
