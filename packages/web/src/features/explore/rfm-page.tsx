import { IconLayoutGrid } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { rfmQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ExploreFrame } from "./explore-frame.tsx";
import { RfmForm } from "./rfm-form.tsx";
import { RfmCells } from "./rfm-cells.tsx";
import { requestOf } from "./rfm-question.ts";

const route = getRouteApi("/frame/explore/rfm");

export function RfmPage() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const request = requestOf(search);
  const grid = useQuery({ ...rfmQuery(request), placeholderData: keepPreviousData });
  return (
    <ExploreFrame lead={t("rfm.lead")}>
      <RfmForm
        // Another address is another question: going back brings its form back too.
        key={JSON.stringify(search)}
        search={search}
        isCounting={grid.isFetching}
        onShow={(next) => void navigate({ search: next })}
        onAgain={() => void grid.refetch()}
      />
      <div aria-live="polite" className="stack">
        {request === null ? (
          <Card>
            <Empty icon={IconLayoutGrid} title={t("explore.start")}>
              {t("rfm.startText")}
            </Empty>
          </Card>
        ) : grid.isError ? (
          <Failure error={grid.error} retry={() => void grid.refetch()} />
        ) : grid.data === undefined ? (
          <Loading height={320} />
        ) : (
          <RfmCells grid={grid.data} purpose={request.purpose ?? ""} />
        )}
      </div>
    </ExploreFrame>
  );
}
