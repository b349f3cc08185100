import type { Trends, TrendsRequest } from "@habitus/contract";
import type { TrendPlace } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import type { NamedLine } from "./trend-chart.tsx";
import { isOfValues } from "./trend-question.ts";

type TrendTableProps = {
  readonly trends: Trends;
  readonly lines: readonly NamedLine[];
  readonly periodName: (place: number) => string;
  readonly onOpen: (place: TrendPlace) => void;
};

type Column = {
  readonly name: string;
  readonly figures: NamedLine["figures"];
  readonly place: Omit<TrendPlace, "period">;
};

/** Every figure of the lines, the newest period first; behind each stand the people who did it. */
export function TrendTable({ trends, lines, periodName, onOpen }: TrendTableProps) {
  const { t } = useI18n();
  const columns = lines.flatMap(({ name, line, group, figures, before }): readonly Column[] => {
    const own = { name, figures, place: { line, group, before: false } };
    if (before === null) return [own];
    return [
      own,
      { name: t("trends.before", { line: name }), figures: before, place: { line, group, before: true } },
    ];
  });
  const places = trends.periods.map((_, place) => place).toReversed();
  return (
    // What can be scrolled must be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="explore-scroll" aria-label={t("trends.table")} tabIndex={0}>
      <table className="plain-table" aria-label={t("trends.table")}>
        <thead>
          <tr>
            <th scope="col">{t("trends.when")}</th>
            {columns.map(({ name }, place) => (
              <th key={place} scope="col" className="right">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t("trends.total")}</th>
            {columns.map((column, at) => (
              <Figure
                key={at}
                column={column}
                value={column.figures.total}
                period={null}
                name={t("trends.total")}
                onOpen={onOpen}
              />
            ))}
          </tr>
          <tr>
            <th scope="row">{t("trends.people")}</th>
            {columns.map((column, at) => (
              <Figure
                key={at}
                column={column}
                value={column.figures.people}
                period={null}
                name={t("trends.people")}
                onOpen={onOpen}
              />
            ))}
          </tr>
          {places.map((place) => (
            <tr key={place}>
              <th scope="row">
                {trends.periods[place]?.isUnfinished === true
                  ? t("trends.unfinished", { period: periodName(place) })
                  : periodName(place)}
              </th>
              {columns.map((column, at) => (
                <Figure
                  key={at}
                  column={column}
                  value={column.figures.points[place] ?? null}
                  period={place}
                  name={periodName(place)}
                  onOpen={onOpen}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type FigureProps = {
  readonly column: Column;
  readonly value: number | null;
  readonly period: number | null;
  readonly name: string;
  readonly onOpen: (place: TrendPlace) => void;
};

function Figure({ column: { name: line, place }, value, period, name, onOpen }: FigureProps) {
  const { t, f } = useI18n();
  if (value === null) return <td className="right numbers">–</td>;
  const figure = f.number(value);
  return (
    <td className="right">
      <button
        type="button"
        className="text-button numbers"
        aria-label={t("trends.open", { line, period: name, figure })}
        onClick={() => onOpen({ ...place, period })}
      >
        {figure}
      </button>
    </td>
  );
}

/** How a line is called: its events, and its value where it is one of several. */
export function useLineNames(trends: Trends, request: TrendsRequest): readonly NamedLine[] {
  const { t } = useI18n();
  return trends.lines.map((each) => {
    const { measure = "times", property = [] } = request.lines[each.line] ?? {};
    const events = each.text.replace(/^did /, "").replaceAll('"', "");
    const isPlain = request.lines.length === 1 && measure === "times";
    const what = isOfValues(measure)
      ? t(`trends.value.${measure}`, { property: property.join(".") })
      : t(`trends.measure.${measure}`);
    const line = isPlain ? events : t("trends.counted", { events, what });
    const { group } = each;
    if (group.kind === "all") return { ...each, name: line };
    const value =
      group.kind === "value"
        ? group.value
        : group.kind === "none"
          ? t("trends.noValue")
          : t("trends.rest", { count: each.values });
    return { ...each, name: request.lines.length === 1 ? value : t("trends.ofValue", { line, value }) };
  });
}
