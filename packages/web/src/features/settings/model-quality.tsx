import type { BuyingResult } from "@habitus/contract";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { TenthsChart, TenthsTable, type Tenths } from "./model-tenths.tsx";

/** How far the model was off in a time it had not seen, as a picture and as a table. */
export function ModelQuality({ name, result }: { readonly name: string; readonly result: BuyingResult }) {
  const { t, f } = useI18n();
  const [asTable, setAsTable] = useState(false);
  const { quality, seenUpTo } = result;
  if (quality === null) return <p className="muted settings-note">{t("models.notJudged")}</p>;
  const { errors, fit, tenths, alive } = quality;
  if (errors === null) {
    return <p className="muted settings-note">{t("models.noQuality", { reason: fit.detail ?? "" })}</p>;
  }
  const told = {
    day: f.plainDate(seenUpTo ?? result.to),
    predicted: f.number(Math.round(errors.predicted)),
    actual: f.number(errors.actual),
    bias: f.percent(errors.bias ?? 0),
    mae: f.number(errors.mae ?? 0),
  };
  const words = {
    chart: t("models.chart"),
    predicted: t("models.predicted"),
    actual: t("models.actual"),
    shown: f.number,
  };
  return (
    <div className="stack">
      <div className="settings-note">
        {t("models.qualityText", told)}{" "}
        <button type="button" className="text-button" onClick={() => setAsTable(!asTable)}>
          {asTable ? t("common.asChart") : t("common.asTable")}
        </button>
      </div>
      {asTable ? (
        <TenthsTable label={t("models.quality", { name })} tenths={tenths} words={words} />
      ) : (
        <TenthsChart tenths={tenths} words={words} />
      )}
      {alive.length === 0 ? null : <AliveTenths name={name} tenths={alive} />}
    </div>
  );
}

/** Whether those who were likelier to be customers still were those who came again. */
function AliveTenths({ name, tenths }: { readonly name: string; readonly tenths: Tenths }) {
  const { t, f } = useI18n();
  const words = {
    chart: "",
    predicted: t("models.stillCustomer"),
    actual: t("models.boughtAgain"),
    shown: f.percent,
  };
  return (
    <details>
      <summary>{t("models.aliveJudged")}</summary>
      <TenthsTable label={t("models.aliveTable", { name })} tenths={tenths} words={words} />
    </details>
  );
}
