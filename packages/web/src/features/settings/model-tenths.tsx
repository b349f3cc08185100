import type { ModelRun } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";

export type Tenths = NonNullable<
  Extract<NonNullable<ModelRun["result"]>, { readonly kind: "buying" }>["quality"]
>["tenths"];

/** What is expected and what came: how both are called, and how their means are written. */
export type TenthWords = {
  readonly chart: string;
  readonly predicted: string;
  readonly actual: string;
  readonly shown: (mean: number) => string;
};

const WIDTH = 480;
const HEIGHT = 150;
const GAP = 0.2;

/** Two bars a tenth. The table says the same, so the picture carries only its description. */
export function TenthsChart({ tenths, words }: { readonly tenths: Tenths; readonly words: TenthWords }) {
  const most = Math.max(...tenths.flatMap(({ predicted, actual }) => [predicted, actual]), Number.MIN_VALUE);
  const step = WIDTH / Math.max(tenths.length, 1);
  const bar = (step * (1 - GAP)) / 2;
  const height = (value: number): number => (value / most) * HEIGHT;
  return (
    <figure className="model-chart" aria-label={words.chart}>
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
        <span className="model-key model-predicted">{words.predicted}</span>
        <span className="model-key model-actual">{words.actual}</span>
      </figcaption>
    </figure>
  );
}

type TableProps = { readonly label: string; readonly tenths: Tenths; readonly words: TenthWords };

export function TenthsTable({ label, tenths, words }: TableProps) {
  const { t, f } = useI18n();
  return (
    <table className="plain-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("models.tenth")}</th>
          {[t("models.people"), words.predicted, words.actual].map((head) => (
            <th key={head} scope="col" className="right">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tenths.map(({ people, predicted, actual }, place) => (
          <tr key={place + 1}>
            <td>{f.number(place + 1)}</td>
            <td className="right numbers">{f.number(people)}</td>
            <td className="right numbers">{words.shown(predicted)}</td>
            <td className="right numbers">{words.shown(actual)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
