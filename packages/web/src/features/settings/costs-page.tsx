import type { Cost } from "@habitus/contract";
import { IconReceipt } from "@tabler/icons-react";
import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
} from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { costsQuery } from "../../api/cost-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { DayFields } from "../../ui/day-fields.tsx";
import { Empty } from "../../ui/empty.tsx";
import { periodOf } from "../../ui/local-time.ts";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { useMay } from "../../ui/use-session.ts";
import { AddButtons } from "./add-buttons.tsx";
import { CostDialog } from "./cost-dialog.tsx";
import { takingBackId } from "./cost-entries.ts";
import { CostFileDialog } from "./cost-file-dialog.tsx";
import { CostRow } from "./cost-row.tsx";
import { CostSums } from "./cost-sums.tsx";

const route = getRouteApi("/frame/settings/costs");

/** The entry that is corrected; "new" for one that is not there yet. */
type Open = Cost | "new" | "file" | null;

const ROW_HEIGHT = 101;

export function CostsPage() {
  const { t, f } = useI18n();
  const { from, to } = route.useSearch();
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const query = useInfiniteQuery({
    ...costsQuery(periodOf(from, to, f.zone)),
    placeholderData: keepPreviousData,
  });
  const costs = query.data?.pages.flatMap((page) => page.costs) ?? [];
  const isWhole = from === undefined && to === undefined;
  const isNone = query.data !== undefined && isWhole && costs.length === 0;
  const add = mayEdit ? (
    <AddButtons file={t("costs.fromFile")} one={t("costs.new")} onOpen={setOpen} />
  ) : null;
  return (
    <Card title={t("costs.title")} lead={t("costs.lead")} aside={isNone ? null : add}>
      {query.isPending ? <Loading /> : null}
      {query.data === undefined && query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : null}
      {isNone ? (
        <Empty icon={IconReceipt} title={t("costs.none")} actions={add}>
          {t("costs.noneText")}
        </Empty>
      ) : null}
      {query.data === undefined || isNone ? null : (
        <>
          <Period />
          <CostSums sums={query.data.pages[0]?.sums ?? []} />
          {costs.length === 0 ? <p className="muted plain">{t("costs.noneHere")}</p> : null}
          <Entries query={query} costs={costs} onCorrect={mayEdit ? setOpen : null} />
        </>
      )}
      {open === "file" ? <CostFileDialog onClose={() => setOpen(null)} /> : null}
      {open === null || open === "file" ? null : (
        <CostDialog
          cost={open === "new" ? null : open}
          currency={costs[0]?.currency ?? ""}
          onClose={() => setOpen(null)}
        />
      )}
    </Card>
  );
}

function Period() {
  const navigate = route.useNavigate();
  const search = route.useSearch();
  return (
    <div className="cost-period">
      <DayFields
        days={search}
        onChange={(days) =>
          void navigate({ search: { ...search, ...days }, replace: true, resetScroll: false })
        }
      />
    </div>
  );
}

type EntriesProps = {
  readonly query: UseInfiniteQueryResult<InfiniteData<unknown>>;
  readonly costs: readonly Cost[];
  /** Null for those who may not. */
  readonly onCorrect: ((cost: Cost) => void) | null;
};

function Entries({ query, costs, onCorrect }: EntriesProps) {
  const { t } = useI18n();
  const ids = new Set(costs.map(({ id }) => id));
  return (
    <PagedList
      label={t("costs.list")}
      query={query}
      items={costs}
      keyOf={({ id }) => id}
      rowHeight={ROW_HEIGHT}
      render={(cost) => (
        <CostRow
          cost={cost}
          // Both are of one time, so that they stand beside each other.
          isTakenBack={ids.has(takingBackId(cost))}
          onCorrect={onCorrect}
        />
      )}
    />
  );
}
