import { isMoneyName, MONEY_PROPERTIES } from "@habitus/kernel";
import {
  type CurrencyCount,
  MIXED_CURRENCIES,
  moneyWarnings,
  type ObservedWarning,
  PERHAPS_MIXED_CURRENCIES,
  sumsOfMoney,
} from "@habitus/segments";
import type { EventReads } from "../store/event-reads.ts";

export type MoneyReads = Pick<EventReads, "currencies" | "eventNames">;

const MIXED: ReadonlySet<string> = new Set([MIXED_CURRENCIES, PERHAPS_MIXED_CURRENCIES]);

/** More names than any workspace has. */
const ALL_NAMES = 100_000;

/**
 * What puts amounts of several currencies together, in a definition or whatever else is made of its nodes, by all events that it names.
 * Only what sums money and leaves no one currency alone asks the event store. @throws what the event store throws.
 */
export async function mixedMoney(
  part: unknown,
  own: string | null,
  reads: MoneyReads,
  signal?: AbortSignal,
): Promise<readonly ObservedWarning[]> {
  const sums = sumsOfMoney(part).filter(({ isPinned }) => !isPinned);
  if (sums.length === 0) return [];
  const keys = new Set<string>(MONEY_PROPERTIES);
  for (const { property } of sums) for (const key of property) if (isMoneyName(key)) keys.add(key);
  const isNamed = (name: string): boolean =>
    sums.some(({ event }) =>
      typeof event === "string" ? event === name : name.startsWith(event.startsWith),
    );
  const counts = new Map<string, readonly CurrencyCount[]>();
  for (const { name } of await reads.eventNames({ limit: ALL_NAMES }, signal)) {
    if (!isNamed(name)) continue;
    counts.set(name, await reads.currencies({ name, keys: [...keys], limit: null }, signal));
  }
  const warnings = moneyWarnings(part, {
    own,
    of: (event) =>
      [...counts].flatMap(([name, each]) =>
        (typeof event === "string" ? event === name : name.startsWith(event.startsWith)) ? each : [],
      ),
  });
  return warnings.filter(({ code }) => MIXED.has(code));
}
