import { IconTrendingUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { patternsQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Answer } from "./answer.tsx";
import { ExploreFrame } from "./explore-frame.tsx";
import { PatternForm } from "./pattern-form.tsx";
import { requestOf } from "./pattern-question.ts";
import { PatternResult } from "./pattern-result.tsx";

const route = getRouteApi("/frame/explore/patterns");

export function PatternPage() {
  const { t } = useI18n();
  const { shown, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const asked = JSON.stringify(search);
  // Which days are shown is no other question.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const request = useMemo(() => requestOf(search), [asked]);
  const patterns = useQuery(patternsQuery(request));
  return (
    <ExploreFrame lead={t("patterns.lead")}>
      <PatternForm
        // Another address is another question: going back brings its form back too.
        key={asked}
        search={search}
        isCounting={patterns.isFetching}
        onShow={(next) => void navigate({ search: next })}
        onAgain={() => void patterns.refetch()}
      />
      <Answer
        query={patterns}
        queryKey={patternsQuery(request).queryKey}
        request={request}
        isUnread={request === null && search.weeks !== undefined}
        icon={IconTrendingUp}
        startText={t("patterns.startText")}
      >
        {(data, question) => (
          <PatternResult
            patterns={data}
            request={question}
            shown={shown}
            onShow={(text) =>
              void navigate({ search: { ...search, shown: text }, replace: true, resetScroll: false })
            }
          />
        )}
      </Answer>
    </ExploreFrame>
  );
}
