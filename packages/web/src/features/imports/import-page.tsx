import type { Import } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { importQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { useWhen } from "../../ui/when.tsx";
import { ImportProgress } from "./import-progress.tsx";
import { ImportReportView } from "./import-report.tsx";
import "./imports.css";

const route = getRouteApi("/frame/imports/$id");

/** What stands above the heading of an import and of a file. */
export function ToImports() {
  const { t } = useI18n();
  return (
    <Link to="/imports" className="muted">
      {t("imports.title")}
    </Link>
  );
}

export function ImportPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const query = useQuery(importQuery(id));
  if (query.data !== undefined) return <Shown of={query.data} />;
  return (
    <>
      <PageHeader title={t("imports.one")} above={<ToImports />} />
      {query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Loading height={320} />
      )}
    </>
  );
}

function Shown({ of }: { readonly of: Import }) {
  const { t } = useI18n();
  const when = useWhen();
  const mayImport = useMay("editor");
  const { id, file, mode, mapping, createdAt, createdBy } = of;
  return (
    <>
      <PageHeader
        title={file.name}
        above={<ToImports />}
        lead={`${t(`imports.mode.${mode}`)} · ${t("imports.by", { when: when(createdAt), who: createdBy.name })}`}
      />
      <div className="stack">
        <ImportProgress of={of} />
        <ImportReportView of={of} />
        {mode === "check" && mayImport ? (
          <div>
            <LinkButton
              to="/imports/file/$id"
              params={{ id: file.id }}
              search={{ check: id }}
              variant="default"
            >
              {t("imports.backToFile")}
            </LinkButton>
          </div>
        ) : null}
        <Card title={t("imports.mappingUsed")}>
          <CodeBlock label={t("imports.mappingUsed")} code={JSON.stringify(mapping, null, 2)} />
        </Card>
      </div>
    </>
  );
}
