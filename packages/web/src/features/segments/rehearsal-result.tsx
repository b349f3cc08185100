import type { Rehearsal } from "@habitus/contract";
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { RehearsedFigure } from "../../api/rehearsal-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Loading } from "../../ui/notes.tsx";
import { useWhen } from "../../ui/when.tsx";
import { RehearsedPeople } from "./rehearsed-people.tsx";

const InOutChart = lazy(async () => {
  const { InOutChart: component } = await import("./in-out-chart.tsx");
  return { default: component };
});

type Side = RehearsedFigure["side"];
type Opened = { readonly side: Side; readonly day: string | null; readonly count: number };
type Open = (opened: Opened) => void;

const OPENS = {
  before: "rehearsal.openBefore",
  entered: "rehearsal.openEntered",
  left: "rehearsal.openLeft",
  in: "rehearsal.openIn",
} as const;

/** What a rehearsal found; every number opens the people behind it. */
export function RehearsalResult({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { t, f } = useI18n();
  const when = useWhen();
  const [asTable, setAsTable] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  const nameOf = useFigureName();
  const { from, to, finishedAt, people, before, entered, days, plans, isWorkedOut } = rehearsal;
  const span = { from: f.dateTime(from), to: f.dateTime(to) };
  const isNobody = before === 0 && entered === 0;
  return (
    <>
      <p className="muted">
        {t("rehearsal.of", { ...span, when: when(finishedAt), count: people })}{" "}
        {plans > 1 ? t("rehearsal.plans", { count: plans }) : null}{" "}
        {isWorkedOut ? t("rehearsal.workedOut") : null}
      </p>
      {isNobody ? <p className="plain">{t("rehearsal.nobody")}</p> : null}
      {isNobody ? null : (
        <>
          <Figures rehearsal={rehearsal} onOpen={setOpened} />
          <div className="rehearsal-switch">
            <Button size="compact-sm" variant="subtle" onClick={() => setAsTable(!asTable)}>
              {asTable ? t("common.asChart") : t("common.asTable")}
            </Button>
          </div>
          {asTable ? (
            <Days rehearsal={rehearsal} onOpen={setOpened} />
          ) : (
            <Suspense fallback={<Loading height={240} />}>
              <InOutChart
                days={days}
                names={{ entered: t("rehearsal.entered"), left: t("rehearsal.left") }}
                label={t("rehearsal.chart", { count: days.length })}
              />
            </Suspense>
          )}
        </>
      )}
      {opened === null ? null : (
        <RehearsedPeople
          purpose={rehearsal.purpose}
          figure={{ id: rehearsal.id, side: opened.side, day: opened.day }}
          title={nameOf(opened)}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}

type PartProps = { readonly rehearsal: Rehearsal; readonly onOpen: Open };

function Figures({ rehearsal, onOpen }: PartProps) {
  const { t, f } = useI18n();
  const { before, entered, left, days } = rehearsal;
  const counts = { before, entered, left, in: days.at(-1)?.size ?? 0 };
  const entries = days.reduce((sum, day) => sum + day.entries, 0);
  const exits = days.reduce((sum, day) => sum + day.exits, 0);
  const isOften = entries !== entered || exits !== left;
  return (
    <>
      <dl className="rehearsal-figures">
        {(["before", "entered", "left", "in"] as const).map((side) => (
          <div key={side}>
            <dt>{t(`rehearsal.${side}`)}</dt>
            <dd>
              <Count opened={{ side, day: null, count: counts[side] }} onOpen={onOpen} />
            </dd>
          </div>
        ))}
      </dl>
      {isOften ? (
        <p className="muted plain">
          {t("rehearsal.sum", {
            before: f.number(before),
            entries: t("rehearsal.timesIn", { count: entries }),
            exits: t("rehearsal.timesOut", { count: exits }),
            in: f.number(counts.in),
          })}
        </p>
      ) : null}
    </>
  );
}

function Days({ rehearsal: { days }, onOpen }: PartProps) {
  const { t, f } = useI18n();
  return (
    <div className="table-scroll">
      <table className="plain-table" aria-label={t("rehearsal.chart", { count: days.length })}>
        <thead>
          <tr>
            <th scope="col">{t("rehearsal.day")}</th>
            {(["entered", "left", "in"] as const).map((side) => (
              <th key={side} scope="col" className="right">
                {t(`rehearsal.${side}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, entered, left, size }) => (
            <tr key={day}>
              <td>{f.plainDate(day)}</td>
              {(
                [
                  ["entered", entered],
                  ["left", left],
                  ["in", size],
                ] as const
              ).map(([side, count]) => (
                <td key={side} className="right">
                  <Count opened={{ side, day, count }} onOpen={onOpen} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function useFigureName(): (opened: Opened) => string {
  const { t, f } = useI18n();
  return ({ side, day, count }) => {
    const what = t(OPENS[side], { count });
    return day === null ? what : t("rehearsal.onDay", { what, day: f.plainDate(day) });
  };
}

function Count({ opened, onOpen }: { readonly opened: Opened; readonly onOpen: Open }) {
  const { f } = useI18n();
  const nameOf = useFigureName();
  if (opened.count === 0) return <span className="numbers">{f.number(0)}</span>;
  return (
    <button
      type="button"
      className="text-button numbers"
      aria-label={nameOf(opened)}
      onClick={() => onOpen(opened)}
    >
      {f.number(opened.count)}
    </button>
  );
}
