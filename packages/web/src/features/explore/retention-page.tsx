import { IconRepeat } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { retentionTableQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ExploreFrame } from "./explore-frame.tsx";
import { RetentionForm } from "./retention-form.tsx";
import { requestOf } from "./retention-question.ts";
import { RetentionResult } from "./retention-result.tsx";

const route = getRouteApi("/frame/explore/retention");

export function RetentionTablePage() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const request = useMemo(() => requestOf(search), [search]);
  const table = useQuery(retentionTableQuery(request));
  return (
    <ExploreFrame lead={t("returning.lead")}>
      <RetentionForm
        key={JSON.stringify(search)}
        search={search}
        isCounting={table.isFetching}
        onShow={(next) => void navigate({ search: next })}
        onAgain={() => void table.refetch()}
      />
      <div aria-live="polite" className="stack">
        {request === null ? (
          <Card>
            <Empty icon={IconRepeat} title={t("explore.start")}>
              {t("returning.emptyText")}
            </Empty>
          </Card>
        ) : table.isError ? (
          <Failure error={table.error} retry={() => void table.refetch()} />
        ) : table.data === undefined ? (
          <Loading height={320} />
        ) : (
          <RetentionResult table={table.data} request={request} />
        )}
      </div>
    </ExploreFrame>
  );
}
