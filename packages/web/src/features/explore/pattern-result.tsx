import type { Behaviour, Patterns, PatternsRequest } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { trendPeopleQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { ExplorePeopleDialog } from "./explore-people.tsx";
import { PatternDays } from "./pattern-days.tsx";
import { behaviourName, type Days, lastMoment, trendOf, valuesKey, valuesText } from "./pattern-question.ts";
import { PatternTable } from "./pattern-table.tsx";
import { usePatternFigure } from "./use-pattern-figure.ts";

type PatternResultProps = {
  readonly patterns: Patterns;
  readonly request: PatternsRequest;
  /** The sentence of the behaviour whose days are shown; the first of all without it. */
  readonly shown: string | undefined;
  readonly onShow: (text: string) => void;
};

export function PatternResult({ patterns, request, shown, onShow }: PatternResultProps) {
  const { t, f } = useI18n();
  const [opened, setOpened] = useState<Days | null>(null);
  const { changing, from, to, zone, at, membersAt, notEnough } = patterns;
  const days = changing.find(({ behaviour }) => behaviour.text === shown) ?? changing[0];
  return (
    <>
      <Card
        title={notEnough === null ? t("patterns.result") : t("patterns.notEnough")}
        lead={notEnough ?? t("patterns.period", { from: f.date(from), to: f.date(lastMoment(to)), zone })}
      >
        {notEnough !== null ? null : changing.length === 0 ? (
          <p className="muted plain">{t("patterns.none")}</p>
        ) : (
          <PatternTable patterns={patterns} request={request} onOpen={setOpened} onShow={onShow} />
        )}
        <p className="muted explore-note">
          {t("explore.asOf", { date: f.dateTime(at) })}{" "}
          {request.segment === undefined ? null : t("explore.members", { date: f.dateTime(membersAt) })}
        </p>
      </Card>
      {days === undefined ? null : (
        <PatternDays
          key={days.behaviour.text}
          days={days}
          patterns={patterns}
          request={request}
          onOpen={setOpened}
        />
      )}
      <OddDays patterns={patterns} request={request} onOpen={setOpened} />
      <Rest patterns={patterns} />
      {opened === null ? null : (
        <Behind request={request} patterns={patterns} days={opened} onClose={() => setOpened(null)} />
      )}
    </>
  );
}

type OddDaysProps = {
  readonly patterns: Patterns;
  readonly request: PatternsRequest;
  readonly onOpen: (days: Days) => void;
};

function OddDays({ patterns: { oddDays, days, to }, request, onOpen }: OddDaysProps) {
  const { t, f } = useI18n();
  const figureOf = usePatternFigure(request);
  if (oddDays.length === 0) return null;
  return (
    <Card title={t("patterns.odd")} lead={t("patterns.oddLead")}>
      <ul className="explore-pains">
        {oddDays.map(({ behaviour, day, figure, expected }) => {
          const name = t("patterns.openDay", {
            behaviour: behaviourName(behaviour),
            day: f.date(day),
            figure: figureOf(figure),
          });
          const next = days[days.indexOf(day) + 1] ?? to;
          return (
            <li key={`${day} ${behaviour.text}`}>
              <button
                type="button"
                className="text-button"
                onClick={() => onOpen({ behaviour, from: day, to: next })}
              >
                {name}
              </button>{" "}
              <span className="muted">{t("patterns.oddExpected", { expected: figureOf(expected) })}</span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** How much was looked at, and what of it does not change. */
function Rest({ patterns: { looked, steady, tooRare } }: { readonly patterns: Patterns }) {
  const { t } = useI18n();
  return (
    <Card title={t("patterns.rest")}>
      <ul className="explore-pains">
        {looked.map(({ event, property, looked: count, all }) => {
          const what = event === null ? t("patterns.events") : valuesText(event, property);
          return (
            <li key={valuesKey(event ?? "", property)}>
              {t("patterns.looked", { what, looked: count, all })}
            </li>
          );
        })}
      </ul>
      <Names title={t("patterns.steady", { count: steady.length })} behaviours={steady} />
      <Names title={t("patterns.rare", { count: tooRare.length })} behaviours={tooRare} />
    </Card>
  );
}

type NamesProps = { readonly title: string; readonly behaviours: readonly Behaviour[] };

function Names({ title, behaviours }: NamesProps) {
  if (behaviours.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul className="explore-pains">
        {behaviours.map((behaviour) => (
          <li key={behaviour.text}>{behaviourName(behaviour)}</li>
        ))}
      </ul>
    </details>
  );
}

type BehindProps = {
  readonly request: PatternsRequest;
  readonly patterns: Patterns;
  readonly days: Days;
  readonly onClose: () => void;
};

const ALL_DAYS = { line: 0, group: { kind: "all" }, period: null, before: false } as const;

function Behind({ request, patterns, days, onClose }: BehindProps) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(trendPeopleQuery(trendOf(request, patterns, days), ALL_DAYS));
  const [from, to] = [f.date(days.from), f.date(lastMoment(days.to))];
  const behaviour = behaviourName(days.behaviour);
  const title =
    from === to
      ? t("patterns.whoDay", { behaviour, day: from })
      : t("patterns.whoStretch", { behaviour, from, to });
  return <ExplorePeopleDialog title={title} query={query} request={request} onClose={onClose} />;
}
