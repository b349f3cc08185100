import type { PersonScores } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { personScoresQuery } from "../../api/rating-queries.ts";
import { type I18n, useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, Facts } from "../../ui/page.tsx";
import { Reasons } from "./score-reasons.tsx";

type Score = PersonScores["scores"][number];

/** What models, ratings and predictions say of a person, with how far a model leaves it open. */
export function ScoresCard({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const query = useQuery(personScoresQuery(id));
  return (
    <Card title={t("personScores.title")}>
      {query.isPending ? <Loading height={40} /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data === undefined ? null : <Told scores={query.data} />}
    </Card>
  );
}

function Told({ scores: { scores, benefits, anyOrder, reasons } }: { readonly scores: PersonScores }) {
  const i18n = useI18n();
  const { t, f } = i18n;
  if (scores.length === 0 && benefits.length === 0) {
    return (
      <p className="muted" style={{ margin: 0 }}>
        {t("personScores.none")}
      </p>
    );
  }
  const hasInterval = scores.some(({ interval }) => interval !== null);
  return (
    <>
      <Facts
        items={[
          ...benefits.map(
            ({ rating, name, benefitName, secondName }) =>
              [name, <Benefit key={rating} name={benefitName} second={secondName} />] as const,
          ),
          ...scores.map((score) => [nameOf(score, i18n), <Value key={score.key} score={score} />] as const),
          ...anyOrder.map(
            ({ model, days, probability }) =>
              [
                t("personScores.anyOrder", { days }),
                <span key={model}>{f.percent(probability)}</span>,
              ] as const,
          ),
        ]}
      />
      {reasons.map(({ model, of }) => (
        <Reasons
          key={model}
          name={scores.find(({ from }) => from.kind === "model" && from.key === model)?.from.name ?? model}
          reasons={of}
        />
      ))}
      {hasInterval ? <p className="muted settings-note">{t("personScores.intervalNote")}</p> : null}
      {scores.some(({ isLead }) => isLead) ? (
        <p className="muted settings-note">{t("personScores.leadNote")}</p>
      ) : null}
    </>
  );
}

type BenefitProps = { readonly name: string | null; readonly second: string | null };

function Benefit({ name, second }: BenefitProps) {
  const { t } = useI18n();
  return (
    <>
      {name ?? t("ratings.unclear")}
      {second === null ? null : (
        <div className="muted">
          {t(name === null ? "personScores.likeliest" : "personScores.second", { name: second })}
        </div>
      )}
    </>
  );
}

function Value({ score: { key, value, interval, band, isTrend, from, name } }: { readonly score: Score }) {
  const { t, f } = useI18n();
  const isChance = from.kind === "model" && name === "chance";
  const shown = isTrend ? f.percent(value / 100) : isChance ? f.percent(value) : f.number(value);
  return (
    <span title={`predicted "${key}"`}>
      {shown}
      {band === null ? null : ` · ${band}`}
      {interval === null ? null : (
        <div className="muted">
          {t("personScores.interval", { low: f.number(interval.low), high: f.number(interval.high) })}
        </div>
      )}
    </span>
  );
}

const OF_MODELS = ["alive", "orders", "rate", "next", "spend", "value", "chance"] as const;

function nameOf({ from, name, part, isTrend }: Score, { t }: I18n): string {
  const ofModel = OF_MODELS.find((each) => each === name);
  if (from.kind === "model" && ofModel !== undefined)
    return `${from.name}: ${t(`personScores.of.${ofModel}`)}`;
  if (from.kind === "prediction") return name;
  const own = part ?? t(name === "total" ? "ratings.total" : ofBenefit(name));
  return isTrend ? t("personScores.trend", { name: from.name, part: own }) : `${from.name}: ${own}`;
}

const ofBenefit = (name: string) =>
  name === "distance" ? "personScores.of.distance" : "personScores.of.probability";
