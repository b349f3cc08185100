/**
 * Value of a buyer's orders to come, discounted to now: the sum over periods of (expected orders in the period) x value / (1 + rate)^period.
 * @param expected orders expected in the next `time`, in the unit of the model.
 * @param value of one order, in currency.
 * @param horizon how many periods are looked ahead.
 * @param period length of a period in the model's unit, for instance 365.25 / 12 / 7 for months over weeks.
 * @param rate discount of one period, 0.01 for 1 %.
 */
export function lifetimeValue(
  expected: (time: number) => number,
  value: number,
  { horizon, period, rate }: { readonly horizon: number; readonly period: number; readonly rate: number },
): number {
  let total = 0;
  let before = 0;
  for (let n = 1; n <= horizon; n++) {
    const upTo = expected(n * period);
    total += ((upTo - before) * value) / (1 + rate) ** n;
    before = upTo;
  }
  return total;
}
