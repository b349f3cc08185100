import type { Movements, Transition } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useState } from "react";
import { movementsQuery } from "../../api/transition-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { MOVEMENT_LIST_ID } from "./movement-list.tsx";

const InOutChart = lazy(async () => {
  const { InOutChart: component } = await import("./in-out-chart.tsx");
  return { default: component };
});

const route = getRouteApi("/frame/segments/$key");
const KINDS = ["entered", "left"] as const;

/** How many entered and left on each day; each number has the list below show who. */
export function MovementChartCard({ segment }: { readonly segment: string }) {
  const { t, f } = useI18n();
  const { from, to } = route.useSearch();
  const query = useQuery(movementsQuery(segment, { from, to }));
  const [asTable, setAsTable] = useState(false);
  const navigate = route.useNavigate();
  const open = useCallback(
    async (day: string, kind: Transition["kind"] | undefined) => {
      await navigate({
        search: (now) => ({ ...now, from: day, to: day, kind, person: undefined }),
        resetScroll: false,
      });
      document.getElementById(MOVEMENT_LIST_ID)?.scrollIntoView();
    },
    [navigate],
  );
  const openDay = useCallback((day: string) => void open(day, undefined), [open]);
  if (query.isPending) return <Loading height={280} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { days } = query.data;
  const span = { from: f.plainDate(query.data.from), to: f.plainDate(query.data.to) };
  const label = t("movements.chart", span);
  const isNobody = days.every(({ entered, left }) => entered === 0 && left === 0);
  return (
    <Card title={t("movements.byDay")} lead={t("movements.span", span)}>
      {isNobody ? (
        <p className="muted plain">{t("movements.noneThen")}</p>
      ) : (
        <>
          <div className="rehearsal-switch">
            <Button size="compact-sm" variant="subtle" onClick={() => setAsTable(!asTable)}>
              {asTable ? t("common.asChart") : t("common.asTable")}
            </Button>
          </div>
          {asTable ? (
            <Days days={days} label={label} onOpen={(day, kind) => void open(day, kind)} />
          ) : (
            <Suspense fallback={<Loading height={240} />}>
              <InOutChart
                days={days}
                names={{ entered: t("movements.kind.entered"), left: t("movements.kind.left") }}
                label={label}
                onDay={openDay}
              />
            </Suspense>
          )}
        </>
      )}
    </Card>
  );
}

type DaysProps = {
  readonly days: Movements["days"];
  readonly label: string;
  readonly onOpen: (day: string, kind: Transition["kind"]) => void;
};

function Days({ days, label, onOpen }: DaysProps) {
  const { t, f } = useI18n();
  return (
    <div className="table-scroll">
      <table className="plain-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t("rehearsal.day")}</th>
            {KINDS.map((kind) => (
              <th key={kind} scope="col" className="right">
                {t(`movements.kind.${kind}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ day, ...counts }) => (
            <tr key={day}>
              <td>{f.plainDate(day)}</td>
              {KINDS.map((kind) => (
                <td key={kind} className="right numbers">
                  <FigureButton
                    count={counts[kind]}
                    label={t(`movements.open.${kind}`, { count: counts[kind], day: f.plainDate(day) })}
                    onOpen={() => onOpen(day, kind)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
