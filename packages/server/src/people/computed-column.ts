import type { Instant, JsonValue } from "@habitus/kernel";
import {
  type EventRead,
  eventsRead,
  type History,
  parseComputed,
  type PlanContext,
  planComputed,
} from "@habitus/segments";
import type { Profile } from "../profiles/profile-reads.ts";
import type { ComputedTraits } from "../segments/computed-traits.ts";
import { isEventRead } from "../segments/data-uses.ts";
import type { NodeNumber } from "../store/event-store.ts";

/** What computed traits are worked out of. */
export type ComputedSources = {
  readonly traits: Pick<ComputedTraits, "get" | "value">;
  readonly context: () => PlanContext;
  readonly history: (nodes: readonly NodeNumber[], signal: AbortSignal) => Promise<History>;
};

/** Which data may be read. */
export type MayRead = {
  readonly trait: (name: string) => boolean;
  readonly event: (name: string) => boolean;
  readonly property: (event: string, field: string) => boolean;
};

/** Histories that are read beside each other. */
const HISTORIES_AT_ONCE = 8;

/**
 * Whether everything a computed trait is made of may be read. Of an event of which all properties are told, and of events by how their names
 * begin, everything that carries a purpose is looked at.
 */
export function mayCompute(
  text: string,
  context: PlanContext,
  carried: PlanContext["dataPurposes"],
  may: MayRead,
): boolean {
  const parsed = parseComputed(text);
  if (parsed.kind === "refused") return false;
  const { measures } = parsed.definition;
  const leaves = planComputed(parsed.definition, context).measures.flatMap(({ leaf }) => leaf ?? []);
  const isWhole = measures.some((measure) => "of" in measure && tellsAll(measure));
  const names = new Set([...Object.keys(carried.events), ...Object.keys(carried.properties)]);
  const mayReadEvent = (read: EventRead): boolean =>
    [...names]
      .filter((name) => isEventRead(read, name))
      .every((name) => {
        const fields = isWhole ? Object.keys(carried.properties[name] ?? {}) : read.fields;
        return may.event(name) && fields.every((field) => may.property(name, field));
      });
  const traits = measures.flatMap((measure) => (measure.kind === "trait" ? measure.path.slice(0, 1) : []));
  return traits.every(may.trait) && eventsRead(leaves).every(mayReadEvent);
}

function tellsAll({ kind, of }: { readonly kind: string; readonly of: { readonly kind: string } }): boolean {
  return (kind === "newest" || kind === "oldest") && of.kind === "did";
}

/** What some computed traits come to for each of the people; those without a value are left out. */
export async function computedOf(
  { traits, context, history }: ComputedSources,
  asked: { readonly keys: readonly string[]; readonly people: readonly Profile[]; readonly now: Instant },
  signal: AbortSignal,
): Promise<readonly (readonly (readonly [key: string, value: JsonValue])[])[]> {
  const { keys, people, now } = asked;
  const known = keys.flatMap((key) => traits.get(key) ?? []);
  if (known.length === 0) return people.map(() => []);
  const present = context();
  const valuesOf = async ({ ids, nodes }: Profile) => {
    const userId = ids.find(({ kind }) => kind === "user")?.value ?? null;
    const of = { history: await history(nodes, signal), userId };
    return known.flatMap(({ key, definition }) => {
      const value = traits.value(definition, present, of, now);
      return value === null ? [] : [[key, value] as const];
    });
  };
  const all: (readonly (readonly [string, JsonValue])[])[] = [];
  for (let from = 0; from < people.length; from += HISTORIES_AT_ONCE) {
    signal.throwIfAborted();
    all.push(...(await Promise.all(people.slice(from, from + HISTORIES_AT_ONCE).map(valuesOf))));
  }
  return all;
}
