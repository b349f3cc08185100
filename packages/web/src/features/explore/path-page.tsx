import { IconArrowsSplit } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { pathsQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Answer } from "./answer.tsx";
import { ExploreFrame } from "./explore-frame.tsx";
import { PathForm } from "./path-form.tsx";
import { requestOf } from "./path-question.ts";
import { PathResult } from "./path-result.tsx";

const route = getRouteApi("/frame/explore/paths");

export function PathPage() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const request = useMemo(() => requestOf(search), [search]);
  const paths = useQuery(pathsQuery(request));
  return (
    <ExploreFrame lead={t("paths.lead")}>
      <PathForm
        // Another address is another question: going back brings its form back too.
        key={JSON.stringify(search)}
        search={search}
        isCounting={paths.isFetching}
        onShow={(next) => void navigate({ search: next })}
        onAgain={() => void paths.refetch()}
      />
      <Answer
        query={paths}
        queryKey={pathsQuery(request).queryKey}
        request={request}
        isUnread={request === null && search.anchor !== undefined}
        icon={IconArrowsSplit}
        startText={t("paths.startText")}
      >
        {(data, asked) => <PathResult answer={data} request={asked} />}
      </Answer>
    </ExploreFrame>
  );
}
