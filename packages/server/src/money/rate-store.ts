import { type Actor, LIMITS } from "@habitus/contract";
import {
  DAY_MS,
  type ExchangeRate,
  HabitusError,
  type Instant,
  must,
  parseIso,
  readRate,
} from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { type Kv, put, remove, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";

/** What one unit of a currency is worth from a day on. */
export type NewRate = {
  readonly currency: string;
  /** A date: in the workspace's zone it holds from its first instant until the next rate of the currency. */
  readonly from: string;
  /** Canonical text: units of the base per unit of the currency. */
  readonly rate: string;
};

export type RateRecord = NewRate & {
  /** The currency it is a rate into: those of another are kept for when the workspace goes back to it. */
  readonly base: string;
  readonly updatedAt: Instant;
  readonly updatedBy: Actor;
};

/** Key: base, currency, date. */
const EXCHANGE_RATES: Table<RateRecord> = { name: "exchange_rates", version: 1 };
/** Key: "all". How many there are, of all bases. */
const RATE_COUNT: Table<number> = { name: "exchange_rate_count", version: 1 };
const ALL = ["all"];

export type RateFigures = { readonly added: number; readonly changed: number; readonly unchanged: number };

export type RatePage = { readonly rates: readonly RateRecord[]; readonly next: string | null };

export type RateQuery = {
  readonly currency: string | null;
  /** Behind this rate, as `next` of a page names it. */
  readonly after: { readonly currency: string; readonly from: string } | null;
  readonly limit: number;
};

export type RateStore = {
  /** Of all bases. */
  count(): number;
  /** In order of currencies and days. */
  page(base: string, query: RateQuery): RatePage;
  /** The latest rate of the day or before; null where there is none. `day` counts from 1970-01-01. */
  rateOn(base: string, currency: string, day: number): ExchangeRate | null;
  /** All or none; of one currency and day the last counts. @throws HabitusError `too_many`. */
  write(base: string, rates: readonly NewRate[], by: Actor): Promise<RateFigures>;
  /** @throws HabitusError `not_found`. */
  remove(base: string, currency: string, from: string, by: Actor): Promise<void>;
};

/** Rates of one entry of the audit log: where more are written at once, several entries tell of them, and none is left out. */
const RATES_OF_ENTRY = 500;

export function createRateStore(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
}): RateStore {
  const { kv, audit, now } = deps;
  /** Counts rest on what is there: nobody writes in between. */
  const serially = createSerially();
  const known = createKnownRates(kv);
  const count = (): number => kv.get(RATE_COUNT, ALL) ?? 0;
  const get = (base: string, { currency, from }: Omit<NewRate, "rate">): RateRecord | undefined =>
    kv.get(EXCHANGE_RATES, [base, currency, from]);
  return {
    count,
    page: (base, query) => pageOf(kv, base, query),
    rateOn: (base, currency, day) => known.on(base, currency, day),
    write: (base, rates, by) =>
      serially(async () => {
        const last = new Map(rates.map((rate) => [`${rate.currency} ${rate.from}`, rate]));
        const changed = [...last.values()]
          .map((rate) => ({ rate, before: get(base, rate) }))
          .filter(({ rate, before }) => before?.rate !== rate.rate);
        const added = changed.filter(({ before }) => before === undefined).length;
        const figures = { added, changed: changed.length - added, unchanged: last.size - changed.length };
        if (changed.length === 0) return figures;
        const total = count() + added;
        if (added > 0 && total > LIMITS.exchangeRates) throw tooMany();
        const at = now();
        const records = changed.map(
          ({ rate: { currency, from, rate } }): RateRecord => ({
            base,
            currency,
            from,
            rate,
            updatedAt: at,
            updatedBy: by,
          }),
        );
        const told = parts(changed, RATES_OF_ENTRY).map((some) =>
          audit({
            actor: by,
            at,
            action: "exchange_rates.write",
            target: `exchange_rates/${base}`,
            before: summary(some.flatMap(({ before }) => before ?? [])),
            after: summary(some.map(({ rate }) => rate)),
          }),
        );
        await kv.commit([
          ...records.map((record) => put(EXCHANGE_RATES, [base, record.currency, record.from], record)),
          put(RATE_COUNT, ALL, total),
          ...told,
        ]);
        for (const { currency } of records) known.forget(base, currency);
        return figures;
      }),
    remove: (base, currency, from, by) =>
      serially(async () => {
        const before = get(base, { currency, from });
        if (before === undefined) {
          throw new HabitusError("not_found", `There is no rate of ${currency} from ${from} on.`);
        }
        const told = audit({
          actor: by,
          at: now(),
          action: "exchange_rates.delete",
          target: `exchange_rates/${base}`,
          before: summary([before]),
          after: null,
        });
        await kv.commit([
          remove(EXCHANGE_RATES, [base, currency, from]),
          put(RATE_COUNT, ALL, count() - 1),
          told,
        ]);
        known.forget(base, currency);
      }),
  };
}

/** Day numbers ascending, and what held from each. */
type Course = { readonly days: readonly number[]; readonly rates: readonly ExchangeRate[] };

/** The rates of a currency are held in memory once an event asked for one. */
function createKnownRates(kv: Kv) {
  const courses = new Map<string, Course>();
  const courseOf = (base: string, currency: string): Course => {
    const id = `${base} ${currency}`;
    const before = courses.get(id);
    if (before !== undefined) return before;
    const records = [...kv.range(EXCHANGE_RATES, { prefix: [base, currency] })].map(({ value }) => value);
    const course = {
      days: records.map(({ from }) => dayNumber(from)),
      rates: records.map(({ rate }) => must(readRate(rate), "a rate was validated")),
    };
    courses.set(id, course);
    return course;
  };
  return {
    on(base: string, currency: string, day: number): ExchangeRate | null {
      const { days, rates } = courseOf(base, currency);
      let low = 0;
      let high = days.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((days[middle] ?? 0) <= day) low = middle + 1;
        else high = middle;
      }
      return rates[low - 1] ?? null;
    },
    forget: (base: string, currency: string) => courses.delete(`${base} ${currency}`),
  };
}

function dayNumber(date: string): number {
  return Math.floor(must(parseIso(date), "a date was validated").at / DAY_MS);
}

function pageOf(kv: Kv, base: string, { currency, after, limit }: RateQuery): RatePage {
  const prefix = currency === null ? [base] : [base, currency];
  const from = after === null ? {} : { from: [base, after.currency, after.from] };
  const range = kv.range(EXCHANGE_RATES, { prefix, ...from, limit: limit + 2 });
  const found = [...range]
    .map(({ value }) => value)
    .filter((each) => each.currency !== after?.currency || each.from !== after.from);
  const rates = found.slice(0, limit);
  const last = rates.at(-1);
  return { rates, next: found.length > limit && last !== undefined ? `${last.currency}.${last.from}` : null };
}

function summary(rates: readonly NewRate[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(rates.map(({ currency, from, rate }) => [`${currency} ${from}`, rate]));
}

function parts<Item>(all: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, part) => all.slice(part * size, (part + 1) * size));
}

function tooMany(): HabitusError {
  return new HabitusError("too_many", `There are at most ${LIMITS.exchangeRates} rates.`, {
    fix: "Delete rates of days that no event will be of any more, or keep one a week of older days.",
    details: { limit: LIMITS.exchangeRates },
  });
}
