import type { Cost, CostEntry, CostPage } from "@habitus/contract";
import { type Decimal, decimalFromText, decimalToText, hash128, hashHex, must } from "@habitus/kernel";

export type CostKind = Cost["kind"];

type CostSums = NonNullable<CostPage["sums"]>;

export type CurrencySums = {
  readonly currency: string;
  /** Exact; absent where nothing is noted. */
  readonly kinds: Readonly<Partial<Record<CostKind, string>>>;
  readonly total: string;
  readonly entries: number;
};

/** A line for each currency, in the order of their names. */
export function sumsByCurrency(sums: CostSums): readonly CurrencySums[] {
  const currencies = [...new Set(sums.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const own = sums.filter((sum) => sum.currency === currency);
    return {
      currency,
      kinds: Object.fromEntries(own.map(({ kind, amount }) => [kind, amount])),
      total: decimalToText(own.reduce((total, { amount }) => total + decimalOf(amount), 0n)),
      entries: own.reduce((count, { entries }) => count + entries, 0),
    };
  });
}

/** An entry that comes to nothing together with the one it takes back, and is there once however often it is sent. */
export function takingBack(cost: Cost, note: string): CostEntry {
  const { at, kind, amount, currency, what } = cost;
  return {
    id: takingBackId(cost),
    at,
    kind,
    amount: decimalToText(-decimalOf(amount)),
    currency,
    what,
    note,
  };
}

export function takingBackId({ id }: Pick<Cost, "id">): string {
  return `${BACK}${hashHex(hash128(id))}`;
}

export function takesBack({ id }: Pick<Cost, "id">): boolean {
  return id.startsWith(BACK);
}

const BACK = "taken-back-";

function decimalOf(amount: string): Decimal {
  return must(decimalFromText(amount), "the contract writes exact amounts");
}
