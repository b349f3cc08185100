import type { Money } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { moneyQuery } from "../../api/money-queries.ts";
import { Failure, Loading } from "../../ui/notes.tsx";
import { MoneyCurrency } from "./money-currency.tsx";
import { MoneyRates } from "./money-rates.tsx";
import { MoneyUnconverted } from "./money-unconverted.tsx";

export function MoneyPage() {
  const money = useQuery(moneyQuery);
  return (
    <div className="stack">
      {money.isPending ? <Loading /> : null}
      {money.isError ? <Failure error={money.error} retry={() => void money.refetch()} /> : null}
      {money.data === undefined ? null : <Present money={money.data} />}
    </div>
  );
}

function Present({ money }: { readonly money: Money }) {
  const { currency, rev } = money;
  return (
    <>
      <MoneyCurrency key={rev} money={money} />
      {currency === null ? null : <MoneyRates currency={currency} />}
      {currency === null ? null : <MoneyUnconverted currency={currency} rows={money.unconverted} />}
    </>
  );
}
