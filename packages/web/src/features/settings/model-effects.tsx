import type { BuyingResult } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";

type Effect = BuyingResult["fit"]["covariates"][number]["orders"];

/** Of the normal distribution: 95 % lie within so many standard errors. */
const REACH = 1.96;

/** By how much what is known of people from the beginning changes what they do, with 95 % intervals; nothing of a fit without any. */
export function ModelEffects({ name, fit }: { readonly name: string; readonly fit: BuyingResult["fit"] }) {
  const { t, f } = useI18n();
  if (fit.covariates.length === 0) return null;
  const told = ({ effect, error }: Effect): string => {
    if (effect === null) return "";
    const times = (log: number): string => f.number(Number(Math.exp(log).toPrecision(3)));
    if (error === null) return times(effect);
    const [low, high] = [times(effect - REACH * error), times(effect + REACH * error)];
    return t("models.effectTold", { times: times(effect), low, high });
  };
  return (
    <table className="plain-table" aria-label={t("models.effects", { name })}>
      <thead>
        <tr>
          <th scope="col">{t("models.effectOf")}</th>
          <th scope="col">{t("models.effectOrders")}</th>
          <th scope="col">{t("models.effectEnd")}</th>
        </tr>
      </thead>
      <tbody>
        {fit.covariates.map(({ name: trait, orders, end }) => (
          <tr key={trait}>
            <th scope="row">{trait}</th>
            <td className="numbers">{told(orders)}</td>
            <td className="numbers">{told(end)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
