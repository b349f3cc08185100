import {
  type CurrencyCount,
  isMeant,
  MIXED_CURRENCIES,
  moneyWarnings,
  type ObservedWarning,
  PERHAPS_MIXED_CURRENCIES,
  type PropertyPath,
  type SumOfMoney,
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
  const counts = await countsOf(sums, reads, signal);
  const warnings = moneyWarnings(part, {
    own,
    of: (event, property) =>
      counts.flatMap(({ name, key, each }) => (key === keyOf(property) && isMeant(event, name) ? each : [])),
  });
  return warnings.filter(({ code }) => MIXED.has(code));
}

type Counted = { readonly name: string; readonly key: string; readonly each: readonly CurrencyCount[] };

/** Of each event and the amount that is read of it: what the event says besides is in no sum. */
async function countsOf(
  sums: readonly SumOfMoney[],
  reads: MoneyReads,
  signal: AbortSignal | undefined,
): Promise<readonly Counted[]> {
  const counts: Counted[] = [];
  for (const { name } of await reads.eventNames({ limit: ALL_NAMES }, signal)) {
    const read = sums.filter(({ event }) => isMeant(event, name)).map(({ property }) => keyOf(property));
    for (const key of new Set(read)) {
      counts.push({ name, key, each: await reads.currencies({ name, keys: [key], limit: null }, signal) });
    }
  }
  return counts;
}

function keyOf(property: PropertyPath): string {
  return property.at(-1) ?? "";
}
