import type { Import, ImportFile } from "@habitus/contract";
import { Button, FileInput } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client.ts";
import { importFilesQuery, importsQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { useWhen } from "../../ui/when.tsx";
import "./imports.css";

export function ImportsPage() {
  const { t } = useI18n();
  const mayImport = useMay("editor");
  return (
    <>
      <PageHeader title={t("imports.title")} lead={t("imports.lead")} />
      <div className="stack">
        {mayImport ? <Upload /> : null}
        {mayImport ? <Waiting /> : null}
        <Past />
      </div>
    </>
  );
}

function Upload() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const upload = useMutation({
    mutationFn: (chosen: File) => api.uploadImportFile({ query: { name: chosen.name }, file: chosen }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: importFilesQuery.queryKey });
      await navigate({ to: "/imports/file/$id", params: { id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (file !== null) upload.mutate(file);
  };
  return (
    <Card title={t("imports.upload")} lead={t("imports.fileNote")}>
      <form onSubmit={submit} className="import-upload">
        <FileInput
          className="import-choose"
          label={t("imports.file")}
          placeholder={t("imports.choose")}
          leftSection={<IconFileImport size={18} aria-hidden />}
          value={file}
          onChange={setFile}
        />
        <Button type="submit" loading={upload.isPending} disabled={file === null}>
          {t("imports.look")}
        </Button>
      </form>
      <output className="muted">{upload.isPending ? t("imports.looking") : null}</output>
      {upload.isError ? <Failure error={upload.error} /> : null}
    </Card>
  );
}

function Waiting() {
  const { t } = useI18n();
  const query = useQuery(importFilesQuery);
  const files = query.data?.files ?? [];
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (files.length === 0) return null;
  return (
    <Card title={t("imports.waiting")}>
      <ul className="import-list">
        {files.map((file) => (
          <WaitingFile key={file.id} file={file} />
        ))}
      </ul>
    </Card>
  );
}

function WaitingFile({ file }: { readonly file: ImportFile }) {
  const { t, f } = useI18n();
  const when = useWhen();
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const forget = useMutation({
    mutationFn: () => api.deleteImportFile({ params: { id: file.id } }),
    onSuccess: () => setAsks(false),
    onSettled: () => client.invalidateQueries({ queryKey: importFilesQuery.queryKey }),
  });
  const { id, name, bytes, createdAt, createdBy } = file;
  return (
    <li>
      <div>
        <div className="import-name">{name}</div>
        <div className="muted">
          {f.bytes(bytes)} · {t("imports.by", { when: when(createdAt), who: createdBy.name })}
        </div>
      </div>
      <div className="import-actions">
        <LinkButton
          to="/imports/file/$id"
          params={{ id }}
          size="xs"
          variant="default"
          aria-label={t("imports.goOnNamed", { name })}
        >
          {t("imports.goOn")}
        </LinkButton>
        <Button
          size="xs"
          variant="default"
          aria-label={t("imports.forgetNamed", { name })}
          onClick={() => setAsks(true)}
        >
          {t("imports.forget")}
        </Button>
        <Confirm
          opened={asks}
          title={t("imports.forgetNamed", { name })}
          text={t("imports.forgetText")}
          action={t("imports.forget")}
          pending={forget.isPending}
          error={forget.error}
          onConfirm={() => forget.mutate()}
          onClose={() => setAsks(false)}
        />
      </div>
    </li>
  );
}

function Past() {
  const { t } = useI18n();
  const query = useInfiniteQuery(importsQuery);
  if (query.isPending) return <Loading height={200} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const all = query.data.pages.flatMap((page) => page.imports);
  if (all.length === 0) {
    return (
      <Card>
        <Empty icon={IconFileImport} title={t("imports.none")}>
          {t("imports.noneText")}
        </Empty>
      </Card>
    );
  }
  return (
    <Card title={t("imports.past")}>
      <ul className="import-list">
        {all.map((each) => (
          <PastImport key={each.id} of={each} />
        ))}
      </ul>
      <LoadMore query={query} />
    </Card>
  );
}

function PastImport({ of }: { readonly of: Import }) {
  const { t } = useI18n();
  const when = useWhen();
  const { id, mode, state, file, report, createdAt, createdBy } = of;
  return (
    <li>
      <div>
        <Link to="/imports/$id" params={{ id }} className="import-name">
          {file.name}
        </Link>
        <div className="muted">
          {t(`imports.mode.${mode}`)} · {t("imports.by", { when: when(createdAt), who: createdBy.name })}
        </div>
      </div>
      <div className="import-figures numbers">
        <span>{t("imports.rows", { count: report.rows })}</span>
        {report.bad === 0 ? null : (
          <span className="import-bad">{t("imports.bad", { count: report.bad })}</span>
        )}
        <span className={`import-state import-state-${state}`}>{t(`imports.state.${state}`)}</span>
      </div>
    </li>
  );
}
