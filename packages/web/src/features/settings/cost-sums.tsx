import { COST_KINDS, type CostPage } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { sumsByCurrency } from "./cost-entries.ts";
import "../../ui/wide-table.css";

/** Currencies are not converted: a line for each. */
export function CostSums({ sums }: { readonly sums: NonNullable<CostPage["sums"]> }) {
  const { t, f } = useI18n();
  const lines = sumsByCurrency(sums);
  if (lines.length === 0) return null;
  const kinds = COST_KINDS.filter((kind) => sums.some((sum) => sum.kind === kind));
  return (
    <table className="wide-table cost-sums" aria-label={t("costs.sums")}>
      <thead>
        <tr>
          <th scope="col">{t("costs.currency")}</th>
          <th scope="col">{t("costs.total")}</th>
          {kinds.map((kind) => (
            <th key={kind} scope="col">
              {t(`costs.kinds.${kind}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ currency, kinds: own, total, entries }) => (
          <tr key={currency}>
            <th scope="row">
              {currency} <span className="cost-entries">{t("costs.entries", { count: entries })}</span>
            </th>
            <td data-head={t("costs.total")} className="numbers cost-total">
              {f.money(total, currency)}
            </td>
            {kinds.map((kind) => (
              <td
                key={kind}
                data-head={t(`costs.kinds.${kind}`)}
                data-none={own[kind] === undefined ? "" : undefined}
                className="numbers"
              >
                {own[kind] === undefined ? "–" : f.money(own[kind], currency)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
