import type { EventSchema, PlannedEvent } from "@habitus/contract";
import { NativeSelect, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { PLAN_KEY, planDraftQuery, plannedEventQuery } from "../../api/plan-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { useSave } from "../../ui/use-save.ts";
import { readSchema, schemaText } from "./schema-rows.ts";
import { SchemaRowsEditor } from "./schema-rows-editor.tsx";

type Props = { readonly event: string; readonly isPlanned: boolean; readonly onClose: () => void };

/** Changes the plan of an event, or makes one from what was sent. */
export function PlanDialog({ event, isPlanned, onClose }: Props) {
  const { t } = useI18n();
  return (
    <Dialog onClose={onClose} size="min(1200px, 100%)" title={t("plan.editTitle", { event })}>
      {isPlanned ? <Planned event={event} onClose={onClose} /> : <Drafted event={event} onClose={onClose} />}
    </Dialog>
  );
}

type OfEvent = Omit<Props, "isPlanned">;

function Planned({ event, onClose }: OfEvent) {
  const query = useQuery(plannedEventQuery(event));
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { schema, mode, rev } = query.data;
  return <PlanForm key={rev} event={event} first={{ schema, mode, rev }} note={null} onClose={onClose} />;
}

function Drafted({ event, onClose }: OfEvent) {
  const { t } = useI18n();
  const query = useQuery(planDraftQuery(event));
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const first = { schema: query.data.schema, mode: "count", rev: 0 } as const;
  return (
    <PlanForm
      event={event}
      first={first}
      note={t("plan.drafted", { count: query.data.looked })}
      onClose={onClose}
    />
  );
}

type FormProps = {
  readonly event: string;
  readonly first: Pick<PlannedEvent, "schema" | "mode" | "rev">;
  readonly note: string | null;
  readonly onClose: () => void;
};

function PlanForm({ event, first, note, onClose }: FormProps) {
  const { t } = useI18n();
  const [text, setText] = useState(() => schemaText(first.schema));
  const [mode, setMode] = useState(first.mode);
  const schema = readSchema(text);
  const edit = (next: EventSchema) => setText(schemaText(next));
  const { save, submit } = useSave(
    () => api.editPlannedEvent({ params: { event }, body: { schema: schema ?? {}, mode, rev: first.rev } }),
    [PLAN_KEY],
    onClose,
  );
  return (
    <form
      onSubmit={(submitted) => (schema === null ? submitted.preventDefault() : submit(submitted))}
      className="stack"
    >
      {note === null ? null : <p className="muted">{note}</p>}
      <NativeSelect
        label={t("plan.mode")}
        description={t("plan.modeNote")}
        value={mode}
        onChange={({ currentTarget }) => setMode(currentTarget.value === "refuse" ? "refuse" : "count")}
        data={[
          { value: "count", label: t("plan.modeCount") },
          { value: "refuse", label: t("plan.modeRefuse") },
        ]}
      />
      <div className="plan-sides">
        {schema === null ? <div /> : <SchemaRowsEditor schema={schema} onChange={edit} />}
        <Textarea
          label={t("plan.json")}
          description={t("plan.jsonNote")}
          error={schema === null ? t("plan.jsonWrong") : null}
          classNames={{ input: "code" }}
          spellCheck={false}
          autosize
          minRows={12}
          maxRows={32}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      </div>
      <SaveFoot save={save} />
    </form>
  );
}
