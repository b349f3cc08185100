import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import type { Kv } from "../platform/kv.ts";
import type { Metrics } from "../platform/metrics.ts";
import { createMoneySettings, type MoneySettings } from "./money-settings.ts";
import { createRateStore, type RateStore } from "./rate-store.ts";
import { createUnconvertedCounts, type UnconvertedCounts } from "./unconverted.ts";
import { createWithAmounts, type WithAmounts } from "./with-amounts.ts";

/** The workspace's currency, what others are worth in it, and what could not be converted. */
export type Money = {
  readonly settings: MoneySettings;
  readonly rates: RateStore;
  readonly unconverted: UnconvertedCounts;
};

export function createMoney(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly metrics: Metrics;
  readonly zone: () => string;
  readonly onFailure: (error: unknown) => void;
}): { readonly money: Money; readonly withAmounts: WithAmounts } {
  const settings = createMoneySettings(deps);
  const rates = createRateStore(deps);
  const unconverted = createUnconvertedCounts(deps);
  const { zone, metrics } = deps;
  const withAmounts = createWithAmounts({ settings, rates, unconverted, zone, metrics });
  return { money: { settings, rates, unconverted }, withAmounts };
}
