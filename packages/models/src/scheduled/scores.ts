import { unreachable } from "@habitus/kernel";
import { bgNbd } from "../buyers/bg-nbd.ts";
import { distinctBuyers } from "../buyers/buyers.ts";
import type { BuyerModel, Parameters } from "../buyers/buyer-model.ts";
import type { FittedModel } from "../buyers/fit.ts";
import { nextOrderWithin } from "../buyers/next-order.ts";
import type { OrderHistory } from "../buyers/orders.ts";
import { parametersAt } from "../buyers/pareto-nbd-covariates.ts";
import type { BuyerModelName } from "../fit-report.ts";
import { expectedSpend, type SpendModel } from "../value/gamma-gamma.ts";

/**
 * What a model tells of each person. A score that is stored already stays while the new one is no farther from it than the greater of
 * `absolute` and `relative` times itself: from one night to the next everybody's figures move a little, and nobody acts on that.
 */
export const SCORES = {
  /** Probability of still being a customer; not told by models whose own answer misleads. */
  alive: { absolute: 0.005, relative: 0 },
  /** Expected orders within the horizon. */
  orders: { absolute: 0.001, relative: 0.01 },
  /** Orders in 30 days while a customer. */
  rate: { absolute: 0.001, relative: 0.01 },
  /** Days until another order has become as likely as not; nothing where it never does. */
  next: { absolute: 1, relative: 0.05 },
  /** Expected value of an order. */
  spend: { absolute: 0.01, relative: 0.01 },
  /** Expected value of all orders within the horizon, discounted. */
  value: { absolute: 0.01, relative: 0.01 },
  /** Probability of what a propensity is asked of. */
  chance: { absolute: 0.005, relative: 0 },
} as const satisfies Readonly<Record<string, { readonly absolute: number; readonly relative: number }>>;

export type ScoreName = keyof typeof SCORES;
export const SCORE_NAMES = Object.keys(SCORES) as readonly ScoreName[];

/** Digits behind the point that are kept. */
const DIGITS = 6;
const RATE_DAYS = 30;
const DISCOUNT_DAYS = 30;
const YEAR_DAYS = 365;
/** Another order is due when it has become as likely as not. */
const DUE = 0.5;
const ROWS_AT_ONCE = 2_000;

export type ScoreSettings = {
  readonly kind: BuyerModelName;
  readonly unitDays: number;
  readonly horizonDays: number;
  /** What money loses in a year, 0.1 for 10 %. */
  readonly discount: number;
};

export type Scores = Partial<Readonly<Record<ScoreName, Float64Array>>>;

/** What scores people on schedule. */
export type ScoringModelName = BuyerModelName | "propensity";

/** What a model of the kind tells; a value where it is asked for. */
export function scoresTold(kind: ScoringModelName, value: boolean): readonly ScoreName[] {
  return kind === "propensity" ? ["chance"] : buyingScores(kind, value);
}

function buyingScores(kind: BuyerModelName, value: boolean): readonly BuyingScoreName[] {
  return BUYING_NAMES.filter((name) => {
    if (isOfValue(name)) return value;
    return name !== "alive" || kind !== bgNbd.name;
  });
}

type BuyingScoreName = Exclude<ScoreName, "chance">;
const BUYING_NAMES = SCORE_NAMES.filter((name) => name !== "chance");
type ValueScoreName = "spend" | "value";
const isOfValue = (name: ScoreName): name is ValueScoreName => name === "spend" || name === "value";

/**
 * The scores of each buyer of the history, in its order; NaN where there is nothing to tell. People of equal figures are worked out once.
 * @param told of each few rows that are done, of how many.
 */
export async function scoreBuyers(
  history: OrderHistory,
  { fit, spend }: { readonly fit: FittedModel; readonly spend: SpendModel | null },
  settings: ScoreSettings,
  told: (done: number, total: number) => Promise<void>,
): Promise<Scores> {
  const rows = distinctBuyers(history.buyers);
  const size = rows.count.length;
  const names = buyingScores(settings.kind, false).filter((name) => !isOfValue(name));
  const own = names.map((name) => ({ name, values: new Float64Array(size) }));
  const discounted = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    const buyer = new Scored(fit.model, parametersAt(fit, rows, row), settings, [
      rows.repeats[row] ?? 0,
      rows.last[row] ?? 0,
      rows.observed[row] ?? 0,
    ]);
    for (const { name, values } of own) values[row] = rounded(buyer.score(name));
    if (spend !== null) discounted[row] = buyer.discountedOrders();
    if ((row + 1) % ROWS_AT_ONCE === 0) await told(row + 1, size);
  }
  const spread = (values: Float64Array): Float64Array =>
    Float64Array.from(rows.rowOf, (row) => values[row] ?? Number.NaN);
  const ofOrders = Object.fromEntries(own.map(({ name, values }) => [name, spread(values)]));
  return spend === null ? ofOrders : { ...ofOrders, ...valueScores(history, spend, spread(discounted)) };
}

function valueScores(
  { buyers, meanValue }: OrderHistory,
  spend: SpendModel,
  discounted: Float64Array,
): Pick<Scores, ValueScoreName> {
  const each = buyers.repeats.map((repeats, who) => {
    const mean = meanValue[who] ?? 0;
    // Of values below zero, as of nobody's: the fit has left them out too.
    return mean > 0 ? expectedSpend(spend, repeats, mean) : expectedSpend(spend, 0, 0);
  });
  return {
    spend: each.map(rounded),
    value: discounted.map((orders, who) => rounded(orders * (each[who] ?? 0))),
  };
}

class Scored {
  readonly #model: BuyerModel;
  readonly #parameters: Parameters;
  readonly #settings: ScoreSettings;
  readonly #figures: readonly [number, number, number];

  constructor(
    model: BuyerModel,
    parameters: Parameters,
    settings: ScoreSettings,
    figures: readonly [number, number, number],
  ) {
    this.#model = model;
    this.#parameters = parameters;
    this.#settings = settings;
    this.#figures = figures;
  }

  score(name: Exclude<BuyingScoreName, ValueScoreName>): number {
    const [model, parameters] = [this.#model, this.#parameters];
    const { unitDays, horizonDays } = this.#settings;
    const [repeats, last, observed] = this.#figures;
    switch (name) {
      case "alive":
        return model.alive(parameters, ...this.#figures) ?? Number.NaN;
      case "orders":
        return this.#ordersWithin(horizonDays);
      case "rate":
        return (model.rate(parameters, ...this.#figures) * RATE_DAYS) / unitDays;
      case "next": {
        const units = nextOrderWithin(model, parameters, { repeats, last, observed }, DUE);
        return units === null ? Number.NaN : units * unitDays;
      }
      default:
        return unreachable(name);
    }
  }

  /** Orders within the horizon, each counted for what its value is worth now. */
  discountedOrders(): number {
    const { horizonDays, discount } = this.#settings;
    if (discount === 0) return this.#ordersWithin(horizonDays);
    let total = 0;
    let before = 0;
    for (let from = 0; from < horizonDays; from += DISCOUNT_DAYS) {
      const to = Math.min(from + DISCOUNT_DAYS, horizonDays);
      const upTo = this.#ordersWithin(to);
      total += (upTo - before) / (1 + discount) ** (to / YEAR_DAYS);
      before = upTo;
    }
    return total;
  }

  #ordersWithin(days: number): number {
    return this.#model.expected(this.#parameters, ...this.#figures, days / this.#settings.unitDays);
  }
}

function rounded(value: number): number {
  const scale = 10 ** DIGITS;
  return Number.isFinite(value) ? Math.round(value * scale) / scale : Number.NaN;
}

/** Whether a stored score is near enough to a new one to stay. */
export function isNear(name: ScoreName, stored: number, fresh: number): boolean {
  const { absolute, relative } = SCORES[name];
  return Math.abs(stored - fresh) <= Math.max(absolute, relative * Math.abs(fresh));
}
