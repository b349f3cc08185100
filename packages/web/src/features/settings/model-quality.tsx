import type { ModelRun } from "@habitus/contract";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";

type Result = NonNullable<ModelRun["result"]>;
type Quality = NonNullable<Result["quality"]>;
type Tenths = Quality["tenths"];

/** How far the model was off in a time it had not seen, as a picture and as a table. */
export function ModelQuality({ name, result }: { readonly name: string; readonly result: Result }) {
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
  return (
    <div className="stack">
      <div className="settings-note">
        {t("models.qualityText", told)}{" "}
        <button type="button" className="text-button" onClick={() => setAsTable(!asTable)}>
          {asTable ? t("common.asChart") : t("common.asTable")}
        </button>
      </div>
      {asTable ? (
        <TenthsTable
          label={t("models.quality", { name })}
          tenths={tenths}
          columns={[t("models.predicted"), t("models.actual")]}
          say={f.number}
        />
      ) : (
        <Chart tenths={tenths} />
      )}
      {alive.length === 0 ? null : <AliveTenths name={name} tenths={alive} />}
    </div>
  );
}

/** Whether those who were likelier to be customers still were those who came again. */
function AliveTenths({ name, tenths }: { readonly name: string; readonly tenths: Tenths }) {
  const { t, f } = useI18n();
  return (
    <details>
      <summary>{t("models.aliveJudged")}</summary>
      <TenthsTable
        label={t("models.aliveTable", { name })}
        tenths={tenths}
        columns={[t("models.stillCustomer"), t("models.boughtAgain")]}
        say={f.percent}
      />
    </details>
  );
}

const WIDTH = 480;
const HEIGHT = 150;
const GAP = 0.2;

/** Two bars a tenth. The table says the same, so the picture carries only its description. */
function Chart({ tenths }: { readonly tenths: Tenths }) {
  const { t } = useI18n();
  const most = Math.max(...tenths.flatMap(({ predicted, actual }) => [predicted, actual]), Number.MIN_VALUE);
  const step = WIDTH / Math.max(tenths.length, 1);
  const bar = (step * (1 - GAP)) / 2;
  const height = (value: number): number => (value / most) * HEIGHT;
  return (
    <figure className="model-chart" aria-label={t("models.chart")}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
        {tenths.map(({ predicted, actual }, place) =>
          [predicted, actual].map((value, side) => (
            <rect
              key={`${place + 1}/${side + 1}`}
              className={side === 0 ? "model-predicted" : "model-actual"}
              x={place * step + side * bar}
              y={HEIGHT - height(value)}
              width={bar}
              height={height(value)}
            />
          )),
        )}
      </svg>
      <figcaption aria-hidden>
        <span className="model-key model-predicted">{t("models.predicted")}</span>
        <span className="model-key model-actual">{t("models.actual")}</span>
      </figcaption>
    </figure>
  );
}

type TenthsTableProps = {
  readonly label: string;
  readonly tenths: Tenths;
  /** Of what was predicted, and of what came. */
  readonly columns: readonly [predicted: string, actual: string];
  readonly say: (value: number) => string;
};

function TenthsTable({ label, tenths, columns, say }: TenthsTableProps) {
  const { t, f } = useI18n();
  return (
    <table className="plain-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("models.tenth")}</th>
          {[t("models.people"), ...columns].map((column) => (
            <th key={column} scope="col" className="right">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tenths.map(({ people, predicted, actual }, place) => (
          <tr key={place + 1}>
            <td>{f.number(place + 1)}</td>
            <td className="right numbers">{f.number(people)}</td>
            <td className="right numbers">{say(predicted)}</td>
            <td className="right numbers">{say(actual)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
