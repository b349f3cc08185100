import { addAmounts, type Exchange, type TrackedEvent, type Unconverted } from "@habitus/events";
import { type Instant, readCurrency } from "@habitus/kernel";
import { dayAt } from "@habitus/segments";
import type { Metrics } from "../platform/metrics.ts";
import type { MoneySettings } from "./money-settings.ts";
import type { RateStore } from "./rate-store.ts";
import { type Found, toldApart, type UnconvertedCounts } from "./unconverted.ts";

export type WithAmounts = (events: readonly TrackedEvent[]) => {
  readonly events: readonly TrackedEvent[];
  /** To be told whether the log has them. */
  readonly ended: (isInLog: boolean) => void;
};

export type WithAmountsDeps = {
  readonly settings: Pick<MoneySettings, "get">;
  readonly rates: Pick<RateStore, "rateOn">;
  readonly unconverted: Pick<UnconvertedCounts, "note">;
  /** In which rates are of a day. */
  readonly zone: () => string;
  readonly metrics: Metrics;
};

/**
 * Events with what their amounts are worth in the workspace's currency, at the rates of their days as they are known at this moment. It is
 * done before events are in the log, so that whatever is made of the log, and made of it again, rests on one and the same event. What
 * was found is counted once the log has them: what it refuses is sent again.
 */
export function createWithAmounts(deps: WithAmountsDeps): WithAmounts {
  const { settings, unconverted, metrics } = deps;
  const counted = metrics.counter(
    "habitus_ingest_amounts_total",
    "Amounts of money that events held, by outcome: converted into the workspace's currency, or not: no_rate, unknown_currency, too_large.",
    ["outcome"],
  );
  return (events) => {
    const { currency } = settings.get();
    if (currency === null) return { events, ended: () => undefined };
    const sum: Record<"converted" | Unconverted, number> = {
      converted: 0,
      no_rate: 0,
      unknown_currency: 0,
      too_large: 0,
    };
    const zone = deps.zone();
    const failures: Found[] = [];
    const added = events.map((event) => {
      const exchange = exchangeAt(deps.rates, currency, zone, event.time);
      const { properties, converted, failed } = addAmounts(event.properties, exchange);
      sum.converted += converted;
      for (const { reason } of failed) sum[reason]++;
      failures.push(...failuresOf(event.time, currency, failed));
      return converted === 0 ? event : { ...event, properties };
    });
    const ended = (isInLog: boolean): void => {
      if (!isInLog) return;
      for (const outcome of ["converted", "no_rate", "unknown_currency", "too_large"] as const) {
        if (sum[outcome] > 0) counted.add({ outcome }, sum[outcome]);
      }
      for (const failure of failures) unconverted.note(failure);
    };
    return { events: added, ended };
  };
}

function exchangeAt(
  rates: WithAmountsDeps["rates"],
  currency: string,
  zone: string,
  time: Instant,
): Exchange {
  return {
    currency,
    rateOf(said) {
      if (said === null) return "own";
      const code = readCurrency(said);
      if (code === currency) return "own";
      if (code === null) return "unknown_currency";
      return rates.rateOn(currency, code, dayAt(zone, time)) ?? "no_rate";
    },
  };
}

/** Each currency and reason of an event counts once, however many amounts it has. */
function failuresOf(
  time: Instant,
  into: string,
  failed: readonly { readonly reason: Unconverted; readonly currency: string }[],
): readonly Found[] {
  const found = new Map(
    failed.map(({ reason, currency }) => {
      return [`${reason} ${toldApart(currency)}`, { reason, currency, into, time }] as const;
    }),
  );
  return [...found.values()];
}
