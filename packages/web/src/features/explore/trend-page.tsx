import { IconChartLine } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { trendsQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Answer } from "./answer.tsx";
import { ExploreFrame } from "./explore-frame.tsx";
import { TrendForm } from "./trend-form.tsx";
import { requestOf } from "./trend-question.ts";
import { TrendResult } from "./trend-result.tsx";

const route = getRouteApi("/frame/explore/trends");

export function TrendPage() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const request = useMemo(() => requestOf(search), [search]);
  // The next question is shown as this one is.
  const [asTable, setAsTable] = useState(false);
  const trends = useQuery(trendsQuery(request));
  return (
    <ExploreFrame lead={t("trends.lead")}>
      <TrendForm
        // Another address is another question: going back brings its form back too.
        key={JSON.stringify(search)}
        search={search}
        isCounting={trends.isFetching}
        onShow={(next) => void navigate({ search: next })}
        onAgain={() => void trends.refetch()}
      />
      <Answer
        query={trends}
        queryKey={trendsQuery(request).queryKey}
        request={request}
        isUnread={request === null && search.lines !== undefined}
        icon={IconChartLine}
        startText={t("trends.startText")}
      >
        {(data, asked) => (
          <TrendResult trends={data} request={asked} asTable={asTable} onTurn={() => setAsTable(!asTable)} />
        )}
      </Answer>
    </ExploreFrame>
  );
}
