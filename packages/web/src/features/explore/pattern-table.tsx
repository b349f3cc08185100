import type { Patterns, PatternsRequest } from "@habitus/contract";
import { Link } from "@tanstack/react-router";
import { type I18n, useI18n } from "../../i18n/use-i18n.tsx";
import { behaviourName, type Days, lastMoment, trendSearch } from "./pattern-question.ts";
import { usePatternFigure } from "./use-pattern-figure.ts";

type Changing = Patterns["changing"][number];
type Change = Changing["changes"][number];

type PatternTableProps = {
  readonly patterns: Patterns;
  readonly request: PatternsRequest;
  readonly onOpen: (days: Days) => void;
  readonly onShow: (text: string) => void;
};

/** A row for each trend and each level, with its size and how sure it is. */
export function PatternTable({ patterns: { changing }, request, onOpen, onShow }: PatternTableProps) {
  const { t } = useI18n();
  return (
    <table className="explore-table" aria-label={t("patterns.table")}>
      <thead>
        <tr>
          <th scope="col">{t("patterns.behaviour")}</th>
          <th scope="col">{t("patterns.how")}</th>
          <th scope="col" className="right">
            {t("patterns.before")}
          </th>
          <th scope="col" className="right">
            {t("patterns.after")}
          </th>
          <th scope="col" className="right">
            {t("patterns.change")}
          </th>
        </tr>
      </thead>
      <tbody>
        {changing.flatMap(({ behaviour, changes }) =>
          changes.map((change) => (
            <Row
              key={`${behaviour.text} ${change.after.from}`}
              behaviour={behaviour}
              change={change}
              request={request}
              onOpen={onOpen}
              onShow={onShow}
            />
          )),
        )}
      </tbody>
    </table>
  );
}

type RowProps = Pick<PatternTableProps, "request" | "onOpen" | "onShow"> &
  Pick<Changing, "behaviour"> & { readonly change: Change };

function Row({ behaviour, change, request, onOpen, onShow }: RowProps) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const figureOf = usePatternFigure(request);
  const { shape, before, after, difference, low, high, p } = change;
  const name = behaviourName(behaviour);
  const up = difference > 0;
  const how =
    shape === "trend"
      ? t(up ? "patterns.rising" : "patterns.fading")
      : t(up ? "patterns.up" : "patterns.down", { date: f.date(after.from) });
  const told = p < SMALL_P ? t("patterns.smallP") : f.number(Math.round(p * 1_000) / 1_000);
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="text-button"
          aria-label={t("patterns.show", { behaviour: name })}
          onClick={() => onShow(behaviour.text)}
        >
          {name}
        </button>{" "}
        <Link to="/explore/trends" search={trendSearch(request, behaviour)} className="muted">
          {t("patterns.asTrend")}
        </Link>
      </th>
      <td data-head={t("patterns.how")}>{how}</td>
      {([before, after] as const).map((stretch, place) => (
        <td
          key={stretch.from}
          className="right"
          data-head={t(place === 0 ? "patterns.before" : "patterns.after")}
        >
          <button
            type="button"
            className="text-button numbers"
            aria-label={t("patterns.openStretch", {
              behaviour: name,
              from: f.date(stretch.from),
              to: f.date(lastMoment(stretch.to)),
              figure: figureOf(stretch.perDay),
            })}
            onClick={() => onOpen({ behaviour, from: stretch.from, to: stretch.to })}
          >
            {figureOf(stretch.perDay)}
          </button>
        </td>
      ))}
      <td className="right numbers" data-head={t("patterns.change")}>
        {changeText(change, figureOf, i18n)}
        <div className="muted">
          {t("patterns.sure", { low: figureOf(low), high: figureOf(high), p: told })}
        </div>
      </td>
    </tr>
  );
}

/** A percentage beyond that says less than the two figures. */
const MOST_CHANGE = 9;

function changeText(
  { change, before, after }: Change,
  figureOf: (figure: number) => string,
  { t, f }: I18n,
): string {
  if (change === null) return t("patterns.fromNothing");
  if (change <= MOST_CHANGE) return f.change(change);
  return t("patterns.fromTo", { from: figureOf(before.perDay), to: figureOf(after.perDay) });
}

const SMALL_P = 0.001;
