import { IconFilter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { funnelQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Answer } from "./answer.tsx";
import { ExploreFrame } from "./explore-frame.tsx";
import { FunnelForm } from "./funnel-form.tsx";
import { requestOf } from "./funnel-question.ts";
import { FunnelResult } from "./funnel-result.tsx";

const route = getRouteApi("/frame/explore/funnel");

export function FunnelPage() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const request = useMemo(() => requestOf(search), [search]);
  const funnel = useQuery(funnelQuery(request));
  return (
    <ExploreFrame lead={t("funnel.lead")}>
      <FunnelForm
        // Another address is another question: going back brings its form back too.
        key={JSON.stringify(search)}
        search={search}
        isCounting={funnel.isFetching}
        onShow={(next) => void navigate({ search: next })}
        onAgain={() => void funnel.refetch()}
      />
      <Answer
        query={funnel}
        queryKey={funnelQuery(request).queryKey}
        request={request}
        // The server reads the chain and says where it cannot.
        isUnread={false}
        icon={IconFilter}
        startText={t("funnel.startText")}
      >
        {(data, asked) => <FunnelResult funnel={data} request={asked} />}
      </Answer>
    </ExploreFrame>
  );
}
