import type { Patterns, PatternsRequest } from "@habitus/contract";
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { behaviourName, type Days } from "./pattern-question.ts";
import { usePatternFigure } from "./use-pattern-figure.ts";

const PatternChart = lazy(async () => {
  const { PatternChart: component } = await import("./pattern-chart.tsx");
  return { default: component };
});

const HEIGHT = 280;

type PatternDaysProps = {
  readonly days: Patterns["changing"][number];
  readonly patterns: Patterns;
  readonly request: PatternsRequest;
  readonly onOpen: (days: Days) => void;
};

/** A behaviour day by day, drawn or as figures that open their people. */
export function PatternDays({ days, patterns, request, onOpen }: PatternDaysProps) {
  const { t } = useI18n();
  const [asTable, setAsTable] = useState(false);
  const title = t("patterns.days", { behaviour: behaviourName(days.behaviour) });
  return (
    <Card
      title={title}
      lead={t("patterns.daysLead")}
      aside={
        <Button size="compact-sm" variant="subtle" onClick={() => setAsTable(!asTable)}>
          {asTable ? t("common.asChart") : t("common.asTable")}
        </Button>
      }
    >
      {asTable ? (
        <DaysTable days={days} patterns={patterns} request={request} onOpen={onOpen} title={title} />
      ) : (
        <Suspense fallback={<Loading height={HEIGHT} />}>
          <PatternChart days={days} dates={patterns.days} request={request} label={title} height={HEIGHT} />
        </Suspense>
      )}
    </Card>
  );
}

function DaysTable({
  days: { behaviour, points, line },
  patterns: { days, to },
  request,
  onOpen,
  title,
}: PatternDaysProps & { readonly title: string }) {
  const { t, f } = useI18n();
  const figureOf = usePatternFigure(request);
  const label = t("patterns.daysTable", { behaviour: behaviourName(behaviour) });
  const places = days.map((_, place) => place).toReversed();
  return (
    // What can be scrolled must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="explore-scroll" aria-label={label} tabIndex={0}>
      <table className="plain-table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t("patterns.day")}</th>
            <th scope="col" className="right">
              {t(`patterns.measure.${request.measure ?? "people"}`)}
            </th>
            <th scope="col" className="right">
              {t("patterns.expected")}
            </th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => {
            const from = days[place] ?? to;
            const day = f.date(from);
            const point = points[place] ?? null;
            const figure = point === null ? t("patterns.nobody") : figureOf(point);
            return (
              <tr key={from}>
                <th scope="row">{day}</th>
                <td className="right">
                  {point === null ? (
                    <span className="muted">{figure}</span>
                  ) : (
                    <button
                      type="button"
                      className="text-button numbers"
                      aria-label={t("patterns.openDay", { behaviour: behaviourName(behaviour), day, figure })}
                      onClick={() => onOpen({ behaviour, from, to: days[place + 1] ?? to })}
                    >
                      {figure}
                    </button>
                  )}
                </td>
                <td className="right numbers">{figureOf(line[place] ?? 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
