import type { ExchangeRateEntry, Money } from "@habitus/contract";
import { formatInstant, HabitusError } from "@habitus/kernel";
import { readRates } from "../../../../imports/rate-rows.ts";
import type { RateQuery, RateRecord } from "../../../../money/rate-store.ts";
import type { UnconvertedRow } from "../../../../money/unconverted.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { invalidCursor, isoOrNull, PAGE } from "../shared.ts";

type MoneyOperations = "getMoney" | "changeMoney" | "listRates" | "writeRates" | "uploadRates" | "deleteRate";

export function moneyHandlers({ money }: ManagementDeps): HandlersFor<MoneyOperations> {
  const { settings, rates, unconverted } = money;
  const toMoney = (): Money => {
    const { currency, rev, updatedAt } = settings.get();
    return {
      currency,
      since: currency === null ? null : isoOrNull(updatedAt),
      rates: rates.count(),
      unconverted: unconverted.list().map(toUnconverted),
      rev,
    };
  };
  /** @throws HabitusError `no_own_currency`. */
  const base = (): string => {
    const { currency } = settings.get();
    if (currency !== null) return currency;
    throw new HabitusError(
      "no_own_currency",
      "The workspace has no currency of its own to have rates into.",
      {
        fix: "Choose it first, under Settings, Money.",
      },
    );
  };
  return {
    getMoney: toMoney,
    async changeMoney({ body: { currency, rev } }, { caller }) {
      await settings.set(currency, rev, caller.actor);
      return toMoney();
    },
    listRates({ query: { currency = null, after, limit = PAGE } }) {
      const { currency: own } = settings.get();
      if (own === null) return { rates: [], next: null };
      const page = rates.page(own, { currency, after: readCursor(after), limit });
      return { rates: page.rates.map(toRate), next: page.next };
    },
    writeRates: ({ body }, { caller }) => rates.write(base(), body.rates, caller.actor),
    uploadRates: async ({ body }, { caller }) => rates.write(base(), await readRates(body), caller.actor),
    async deleteRate({ params: { currency, from } }, { caller }) {
      await rates.remove(base(), currency, from, caller.actor);
      return undefined;
    },
  };
}

/** @throws HabitusError `invalid_cursor`. */
function readCursor(text: string | undefined): RateQuery["after"] {
  if (text === undefined) return null;
  const [, currency, from] = /^([A-Z]{3})\.(\d{4}-\d{2}-\d{2})$/.exec(text) ?? [];
  if (currency === undefined || from === undefined) throw invalidCursor();
  return { currency, from };
}

function toRate({ currency, from, rate, updatedAt, updatedBy }: RateRecord): ExchangeRateEntry {
  return { currency, from, rate, updatedAt: formatInstant(updatedAt), updatedBy };
}

function toUnconverted({ first, last, seenAt, ...row }: UnconvertedRow): Money["unconverted"][number] {
  return {
    ...row,
    first: formatInstant(first),
    last: formatInstant(last),
    seenAt: formatInstant(seenAt),
  };
}
