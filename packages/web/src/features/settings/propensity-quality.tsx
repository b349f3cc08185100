import type { PropensityResult } from "@habitus/contract";
import { useState } from "react";
import { type I18n, useI18n } from "../../i18n/use-i18n.tsx";
import { behaviourName } from "../people/behaviour-names.ts";
import { TenthsChart, TenthsTable } from "./model-tenths.tsx";

type Props = { readonly name: string; readonly result: PropensityResult };

/** How far the chances told were those that came, as a picture and as a table, and what they rest on. */
export function PropensityQuality({ name, result }: Props) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const [asTable, setAsTable] = useState(false);
  const { quality } = result;
  if (quality === null) return null;
  const words = {
    chart: t("models.chanceChart"),
    predicted: t("models.chanceTold"),
    actual: t("models.chanceCame"),
    shown: f.percent,
  };
  return (
    <div className="stack">
      <div className="settings-note">
        {t("models.chanceQuality", {
          people: f.number(quality.people),
          happened: f.number(quality.happened),
        })}{" "}
        {t("models.auc", {
          auc: f.percent(quality.auc),
          low: f.percent(quality.aucInterval.low),
          high: f.percent(quality.aucInterval.high),
        })}{" "}
        {t(quality.judgedBy === "people" ? "models.judgedByPeople" : "models.judgedByBoth")}{" "}
        <button type="button" className="text-button" onClick={() => setAsTable(!asTable)}>
          {asTable ? t("common.asChart") : t("common.asTable")}
        </button>
      </div>
      {asTable ? (
        <TenthsTable label={t("models.quality", { name })} tenths={quality.tenths} words={words} />
      ) : (
        <TenthsChart tenths={quality.tenths} words={words} />
      )}
      <Behaviours name={name} result={result} i18n={i18n} />
    </div>
  );
}

function Behaviours({ name, result, i18n }: Props & { readonly i18n: I18n }) {
  const { t, f } = i18n;
  return (
    <details>
      <summary>{t("models.restsOn")}</summary>
      <table className="plain-table" aria-label={t("models.restsOnTable", { name })}>
        <thead>
          <tr>
            <th scope="col">{t("models.behaviour")}</th>
            <th scope="col" className="right">
              {t("models.behaviourEffect")}
            </th>
          </tr>
        </thead>
        <tbody>
          {result.fit.behaviours.map(({ of, event, effect, deviation }) => (
            <tr key={`${of} ${event ?? ""}`}>
              <th scope="row">{behaviourName({ of, event }, i18n)}</th>
              <td className="right numbers">
                {deviation === null ? "" : f.number(Number(Math.exp(effect * deviation).toPrecision(3)))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
