import {
  type ContextProperty,
  CURRENCY_PROPERTY,
  isContextProperty,
  isJsonObject,
  type JsonValue,
  OWN_CURRENCY_PROPERTY,
  parseJson,
} from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import type { EventReads } from "./event-reads.ts";

/** Texts that events share: in which of the most frequent events, and at which paths. */
export type ItemPaths = { readonly event: string; readonly paths: readonly Path[] };

/** Most frequent events whose newest are looked at, how many of each, and how many paths are told. */
const LIMITS = { events: 10, sample: 300, paths: 6, depth: 4, valueLength: 60 } as const;

/** What of the context tells people apart; a version or an address of a page, or a zone, is no habit. */
const TELLING: ReadonlySet<string> = new Set<ContextProperty>([
  "$device_type",
  "$os_name",
  "$app_version",
  "$campaign_source",
  "$campaign_medium",
  "$campaign_name",
  "$referrer_domain",
  "$locale",
]);

/** In which currency amounts are is no habit either, and the workspace's own stands in every event with an amount. */
const CURRENCIES: ReadonlySet<string> = new Set([CURRENCY_PROPERTY, OWN_CURRENCY_PROPERTY]);

/**
 * What the context says is much the same in all of a person's events, so it is looked at in the most frequent that carries any.
 * @throws what the event store throws.
 */
export async function itemPathsOf(
  reads: Pick<EventReads, "propertySamples">,
  events: readonly { readonly name: string }[],
  signal: AbortSignal,
): Promise<readonly ItemPaths[]> {
  const found: ItemPaths[] = [];
  for (const { name } of events.slice(0, LIMITS.events)) {
    const texts = await reads.propertySamples({ name, limit: LIMITS.sample }, signal);
    const shared = sharedPaths(texts.map(parseJson));
    const isFirst = !found.some(({ paths }) => paths.some(isOfContext));
    const paths = isFirst ? shared : shared.filter((path) => !isOfContext(path));
    if (paths.length > 0) found.push({ event: name, paths });
  }
  return found;
}

/** Whether the path leads to what an event took along from its context. */
export function isOfContext([first = ""]: Path): boolean {
  return isContextProperty(first);
}

/**
 * Paths at which a text stands more than once, also inside the items of lists; those with the most such texts first, and behind them what the
 * context says, which has places of its own, as it stands in nearly every event.
 */
export function sharedPaths(values: readonly JsonValue[]): readonly Path[] {
  const seen = new Map<string, Map<string, number>>();
  for (const value of values) note(value, [], seen);
  const sorted = [...seen]
    .map(([path, texts]) => ({ path, shared: [...texts.values()].filter((times) => times > 1) }))
    .map(({ path, shared }) => ({ path, times: shared.reduce((sum, each) => sum + each, 0) }))
    .filter(({ times }) => times > 0)
    .toSorted((a, b) => b.times - a.times)
    .map(({ path }) => JSON.parse(path) as Path);
  const sent = sorted.filter((path) => !isOfContext(path) && !CURRENCIES.has(path.at(-1) ?? ""));
  const context = sorted.filter(([first = ""]) => TELLING.has(first));
  return [...sent.slice(0, LIMITS.paths), ...context.slice(0, LIMITS.paths)];
}

function note(value: JsonValue, path: Path, seen: Map<string, Map<string, number>>): void {
  if (typeof value === "string") {
    if (value === "" || value.length > LIMITS.valueLength || path.length === 0) return;
    const key = JSON.stringify(path);
    const texts = seen.get(key) ?? new Map<string, number>();
    seen.set(key, texts.set(value, (texts.get(value) ?? 0) + 1));
    return;
  }
  // Texts straight in a list have no key that a value could be read at.
  if (Array.isArray(value)) for (const item of value) if (isJsonObject(item)) note(item, path, seen);
  if (!isJsonObject(value) || path.length === LIMITS.depth) return;
  for (const [key, inner] of Object.entries(value)) note(inner, [...path, key], seen);
}
