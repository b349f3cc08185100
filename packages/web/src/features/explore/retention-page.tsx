import { IconRepeat } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { retentionTableQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Answer } from "./answer.tsx";
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
      <Answer
        query={table}
        queryKey={retentionTableQuery(request).queryKey}
        request={request}
        // The server reads both events and says where it cannot.
        isUnread={false}
        icon={IconRepeat}
        startText={t("returning.startText")}
      >
        {(data, asked) => <RetentionResult table={data} request={asked} />}
      </Answer>
    </ExploreFrame>
  );
}
