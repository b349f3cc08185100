import { completeMapping, type CostDraft, type CostFileResult, type Job } from "@habitus/contract";
import { Button, Group } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { useJob } from "../../ui/use-job.ts";
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
  const shown = begun?.with === draft ? begun : null;
  const job = useJob(shown?.job ?? null);
  const start = useMutation({
    mutationFn: async (mode: Mode): Promise<Begun | null> =>
      mapping === null
        ? null
        : { job: await api.importCosts({ body: { file, mode, mapping } }), mode, with: draft },
    onSuccess: setBegun,
  });
  const isRun = shown?.mode === "run";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    start.mutate("check");
  };
  return (
    <form onSubmit={submit} className="stack">
      {guess.at.column === null || guess.amount.column === null ? (
        <Note>{t("costs.chooseColumns")}</Note>
      ) : null}
      <CostMappingFields columns={columns} mapping={draft} isFixed={isRun} onChange={setDraft} />
      {start.isError ? <Failure error={start.error} /> : null}
      <output className="stack">
        {job === null ? null : <CostFileFigures job={job} isCheck={!isRun} />}
      </output>
      <Group justify="flex-end">
        {isRun ? (
          <Button variant="default" onClick={onClose}>
            {t("common.close")}
          </Button>
        ) : (
          <>
            <Button
              type="submit"
              variant="default"
              disabled={mapping === null}
              loading={start.isPending && start.variables === "check"}
            >
              {t("costs.check")}
            </Button>
            <Button
              disabled={start.isPending || job === null || notable(job) === 0}
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
