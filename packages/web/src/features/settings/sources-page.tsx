import type { AccessKey } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { keysQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { SendCode } from "../../ui/send-code.tsx";
import { AdminOnly } from "./admin-only.tsx";
import { KeyList } from "./key-list.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";

export function SourcesPage() {
  const { t } = useI18n();
  return (
    <div className="stack">
      <Card
        title={t("code.title")}
        lead={t("code.lead")}
        aside={
          <a className="card-link" href="/api/docs" target="_blank" rel="noreferrer">
            {t("code.reference")}
          </a>
        }
      >
        <SendCode />
      </Card>
      <AdminOnly>
        <Keys />
      </AdminOnly>
    </div>
  );
}

function Keys() {
  const keys = useQuery(keysQuery);
  const [making, setMaking] = useState<AccessKey["kind"] | null>(null);
  if (keys.isPending) return <Loading />;
  if (keys.data === undefined) return <Failure error={keys.error} retry={() => void keys.refetch()} />;
  const ofKind = (kind: AccessKey["kind"]) => keys.data.keys.filter((key) => key.kind === kind);
  return (
    <>
      <KeyCard kind="source" keys={ofKind("source")} onNew={() => setMaking("source")} />
      <KeyCard kind="api" keys={ofKind("api")} onNew={() => setMaking("api")} />
      {making === null ? null : <NewKeyDialog kind={making} onClose={() => setMaking(null)} />}
    </>
  );
}

type KeyCardProps = {
  readonly kind: AccessKey["kind"];
  readonly keys: readonly AccessKey[];
  readonly onNew: () => void;
};

function KeyCard({ kind, keys, onNew }: KeyCardProps) {
  const { t } = useI18n();
  const isSource = kind === "source";
  return (
    <Card
      title={isSource ? t("keys.sourceTitle") : t("keys.apiTitle")}
      lead={isSource ? t("keys.sourceLead") : t("keys.apiLead")}
      aside={
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={onNew}>
          {isSource ? t("keys.newSource") : t("keys.newApi")}
        </Button>
      }
    >
      <KeyList keys={keys} />
    </Card>
  );
}
