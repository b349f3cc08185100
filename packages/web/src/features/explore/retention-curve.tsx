import type { RetentionTable } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";

type RetentionCurveProps = { readonly curve: RetentionTable["curve"] };

const WIDTH = 600;
const HEIGHT = 180;
/** The lines across the drawing, from its top to its foot. */
const SHARES = [1, 0.5, 0];

/** The share of all cohorts together with its interval, as a line and as a table. */
export function RetentionCurve({ curve }: RetentionCurveProps) {
  const { t, f } = useI18n();
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return null;
  const label = t("returning.curveLabel", {
    first: f.percent(first.rate.share),
    last: f.percent(last.rate.share),
  });
  return (
    <Card title={t("returning.curve")} lead={t("returning.curveLead")}>
      {curve.length < 2 ? null : (
        <figure className="chart retention-curve" aria-label={label}>
          <div className="retention-shares numbers" aria-hidden>
            {SHARES.map((share) => (
              <span key={share}>{f.percent(share)}</span>
            ))}
          </div>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
            {SHARES.map((share) => (
              <line
                key={share}
                x1={0}
                x2={WIDTH}
                y1={(1 - share) * HEIGHT}
                y2={(1 - share) * HEIGHT}
                className="retention-rule"
              />
            ))}
            <polygon points={bandOf(curve)} className="retention-band" />
            <polyline points={lineOf(curve, ({ share }) => share)} className="retention-line" />
          </svg>
          <div className="retention-periods numbers" aria-hidden>
            <span>{t("returning.column", { n: 0 })}</span>
            <span>{t("returning.column", { n: curve.length - 1 })}</span>
          </div>
        </figure>
      )}
      <table className="explore-table" aria-label={t("returning.curve")}>
        <thead>
          <tr>
            <th scope="col">{t("returning.later")}</th>
            <th scope="col" className="right">
              {t("returning.rate")}
            </th>
            <th scope="col" className="right">
              {t("returning.intervalHead")}
            </th>
            <th scope="col" className="right">
              {t("returning.came")}
            </th>
          </tr>
        </thead>
        <tbody>
          {curve.map(({ people, of, rate }, by) => (
            <tr key={by}>
              <th scope="row" className="numbers">
                {t("returning.column", { n: by })}
              </th>
              <td className="right numbers" data-head={t("returning.rate")}>
                {f.percent(rate.share)}
              </td>
              <td className="right numbers" data-head={t("returning.intervalHead")}>
                {t("returning.interval", { low: f.percent(rate.low), high: f.percent(rate.high) })}
              </td>
              <td className="right numbers" data-head={t("returning.came")}>
                {t("returning.cameOf", { people, of })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

type Rate = RetentionTable["curve"][number]["rate"];

function pointsOf(curve: RetentionTable["curve"], value: (rate: Rate) => number): readonly string[] {
  const step = WIDTH / Math.max(1, curve.length - 1);
  return curve.map(({ rate }, by) => `${by * step},${(1 - value(rate)) * HEIGHT}`);
}

const lineOf = (curve: RetentionTable["curve"], value: (rate: Rate) => number): string =>
  pointsOf(curve, value).join(" ");

const bandOf = (curve: RetentionTable["curve"]): string =>
  [...pointsOf(curve, ({ high }) => high), ...pointsOf(curve, ({ low }) => low).toReversed()].join(" ");
