import { type Import, type ImportFile, type ImportMapping, UNNAMED_EVENT } from "@habitus/contract";
import { Button, MultiSelect, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, apiErrorCode } from "../../api/client.ts";
import { importFileQuery, importMappingsQuery, importQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { ImportProgress } from "./import-progress.tsx";
import { ToImports } from "./import-page.tsx";
import { ImportReportView } from "./import-report.tsx";
import {
  draftOf,
  fits,
  isShown,
  type MappingDraft,
  mappingOf,
  missingIn,
  withWhat,
} from "./mapping-draft.ts";
import { MappingTable } from "./mapping-table.tsx";
import { SaveMappingDialog } from "./save-mapping-dialog.tsx";
import "./imports.css";

const route = getRouteApi("/frame/imports/file/$id");

/** An uploaded file: what its columns are, a check of all its rows, and then the import. */
export function FilePage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const { check } = route.useSearch();
  const query = useQuery(importFileQuery(id));
  const checked = useQuery({ ...importQuery(check ?? ""), enabled: check !== undefined });
  // Without the check a person sees the file as it was uploaded.
  const isChecked = check === undefined || checked.data !== undefined || isGone(checked.error);
  if (query.data !== undefined && isChecked) return <Wizard file={query.data} checked={checked.data} />;
  return (
    <>
      <PageHeader title={t("imports.oneFile")} above={<ToImports />} />
      {isGone(query.error) ? (
        <Note actions={<Link to="/imports">{t("imports.title")}</Link>}>{t("imports.gone")}</Note>
      ) : query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : checked.isError ? (
        <Failure error={checked.error} retry={() => void checked.refetch()} />
      ) : (
        <Loading height={320} />
      )}
    </>
  );
}

const isGone = (error: unknown): boolean => apiErrorCode(error) === "not_found";

type WizardProps = { readonly file: ImportFile; readonly checked: Import | undefined };

function Wizard({ file, checked }: WizardProps) {
  const { t } = useI18n();
  const [begun, setBegun] = useState<string>(GUESS);
  const [chosen, setChosen] = useState<ImportMapping>(() => checked?.mapping ?? file.guess);
  // What is typed stays as it is typed; the mapping is made of it.
  const [edited, setEdited] = useState<MappingDraft | null>(null);
  const isTable = isShown(chosen, file.columns);
  const draft = edited ?? draftOf(chosen, file.columns);
  const mapping = edited === null ? chosen : mappingOf(edited);
  const isSame = checked !== undefined && JSON.stringify(checked.mapping) === JSON.stringify(mapping);
  return (
    <>
      <PageHeader
        title={t("imports.newTitle", { name: file.name })}
        above={<ToImports />}
        lead={t("imports.newLead")}
      />
      <div className="stack">
        <Card>
          <div className="stack">
            <Begin
              file={file}
              value={begun}
              onChoose={(key, next) => {
                setBegun(key);
                setChosen(next);
                setEdited(null);
              }}
            />
            {isTable ? <About draft={draft} onChange={setEdited} /> : <Note>{t("imports.rich")}</Note>}
          </div>
        </Card>
        {isTable ? (
          <Card title={t("imports.columns")}>
            <MappingTable file={file} draft={draft} onChange={setEdited} />
          </Card>
        ) : null}
        <Steps
          file={file}
          mapping={mapping}
          missing={isTable ? missingIn(draft) : []}
          isChecked={isSame && checked.state === "done"}
        />
        {checked === undefined ? null : (
          <>
            {isSame ? null : <Note>{t("imports.changed")}</Note>}
            <ImportProgress of={checked} />
            <ImportReportView of={checked} />
          </>
        )}
      </div>
    </>
  );
}

const GUESS = "";

type BeginProps = {
  readonly file: ImportFile;
  readonly value: string;
  readonly onChoose: (key: string, mapping: ImportMapping) => void;
};

/** Saved mappings whose columns the file has; nothing when there are none. */
function Begin({ file, value, onChoose }: BeginProps) {
  const { t } = useI18n();
  const saved = (useBeside(importMappingsQuery).data?.mappings ?? []).filter(({ mapping }) =>
    fits(mapping, file),
  );
  if (saved.length === 0) return null;
  return (
    <Select
      label={t("imports.saved")}
      allowDeselect={false}
      data={[
        { value: GUESS, label: t("imports.guess") },
        ...saved.map(({ key, name }) => ({ value: key, label: name })),
      ]}
      value={value}
      onChange={(key) =>
        onChoose(key ?? GUESS, saved.find((each) => each.key === key)?.mapping ?? file.guess)
      }
    />
  );
}

type AboutProps = { readonly draft: MappingDraft; readonly onChange: (draft: MappingDraft) => void };

const KINDS = ["events", "people", "accounts"] as const;

/** What is said of all rows. */
function About({ draft, onChange }: AboutProps) {
  const { t } = useI18n();
  const { what, eventName, dataset, timeFormat, zone, key } = draft;
  const hasTime = draft.columns.some(({ role }) => role === "time");
  return (
    <div className="import-about">
      <div>
        <span className="import-label" id="a-row-is">
          {t("imports.what")}
        </span>
        <SegmentedControl
          aria-labelledby="a-row-is"
          data={[
            { value: "events", label: t("imports.what.events") },
            { value: "people", label: t("imports.what.people") },
            { value: "accounts", label: t("imports.what.accounts") },
          ]}
          value={what}
          onChange={(value) => onChange(withWhat(draft, KINDS.find((kind) => kind === value) ?? "events"))}
        />
      </div>
      <div className="import-fields">
        {what === "events" ? (
          <Line
            label={t("imports.eventName")}
            note={t("imports.eventNameNote")}
            value={eventName}
            onText={(text) => onChange({ ...draft, eventName: text })}
          />
        ) : null}
        <Line
          label={t("imports.dataset")}
          note={t("imports.datasetNote")}
          value={dataset}
          onText={(text) => onChange({ ...draft, dataset: text })}
        />
        {hasTime ? (
          <>
            <Line
              label={t("imports.timeFormat")}
              note={t("imports.timeFormatNote")}
              value={timeFormat}
              onText={(text) => onChange({ ...draft, timeFormat: text })}
            />
            <Line
              label={t("imports.zone")}
              value={zone}
              onText={(text) => onChange({ ...draft, zone: text })}
            />
          </>
        ) : null}
        <MultiSelect
          label={t("imports.key")}
          description={t("imports.keyNote")}
          data={draft.columns.map(({ column }) => column)}
          value={[...key]}
          onChange={(columns) => onChange({ ...draft, key: columns })}
        />
      </div>
    </div>
  );
}

type LineProps = {
  readonly label: string;
  readonly note?: string;
  readonly value: string;
  readonly onText: (text: string) => void;
};

function Line({ label, note, value, onText }: LineProps) {
  return (
    <TextInput
      label={label}
      description={note ?? null}
      value={value}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}

/** Nobody has said what its events are called. */
const isUnnamed = ({ event }: ImportMapping): boolean => event?.from.constant === UNNAMED_EVENT;

type StepsProps = {
  readonly file: ImportFile;
  readonly mapping: ImportMapping;
  readonly missing: ReturnType<typeof missingIn>;
  readonly isChecked: boolean;
};

/** Check, then import; and what is still missing for it. */
function Steps({ file, mapping, missing, isChecked }: StepsProps) {
  const { t } = useI18n();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [isSaving, setSaving] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const start = useMutation({
    mutationFn: (mode: "check" | "run") => api.startImport({ body: { file: file.id, mode, mapping } }),
    onSuccess: async ({ id, mode }) => {
      await client.invalidateQueries({ queryKey: ["imports"] });
      if (mode === "run") await navigate({ to: "/imports/$id", params: { id } });
      else await navigate({ search: { check: id }, replace: true, resetScroll: false });
    },
  });
  const isReady = missing.length === 0;
  return (
    <div className="import-steps">
      {missing.map((what) => (
        <p key={what} className="import-told">
          {t(`imports.missing.${what}`)}
        </p>
      ))}
      <div className="import-actions">
        <Button
          variant={isChecked ? "default" : "filled"}
          disabled={!isReady}
          loading={start.isPending && start.variables === "check"}
          onClick={() => start.mutate("check")}
        >
          {t(isChecked ? "imports.checkAgain" : "imports.check")}
        </Button>
        <Button
          variant={isChecked ? "filled" : "default"}
          disabled={!isReady}
          loading={start.isPending && start.variables === "run"}
          onClick={() => (isUnnamed(mapping) ? setAsking(true) : start.mutate("run"))}
        >
          {t("imports.run")}
        </Button>
        <Button variant="subtle" disabled={!isReady} onClick={() => setSaving(true)}>
          {t("imports.saveMapping")}
        </Button>
      </div>
      {start.isError && !isAsking ? <Failure error={start.error} /> : null}
      <Confirm
        opened={isAsking}
        title={t("imports.unnamed", { name: UNNAMED_EVENT })}
        text={t("imports.unnamedText")}
        action={t("imports.unnamedRun")}
        pending={start.isPending}
        error={start.error}
        onConfirm={() => start.mutate("run")}
        onClose={() => setAsking(false)}
      />
      {isSaving ? <SaveMappingDialog mapping={mapping} onClose={() => setSaving(false)} /> : null}
    </div>
  );
}
