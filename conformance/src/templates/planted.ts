import {
  DAY_MS,
  hash128,
  hashHex,
  type Instant,
  type JsonObject,
  type JsonValue,
  must,
  parseIso,
  reservedTrait,
} from "@habitus/kernel";
import type { History } from "@habitus/segments";

/** What a planted person did or is. */
type Fact =
  | { readonly kind: "event"; readonly name: string; readonly time: Instant; readonly properties: JsonObject }
  | { readonly kind: "trait"; readonly name: string; readonly time: Instant; readonly value: JsonValue };

export type PlantedPerson = {
  readonly says: string;
  readonly isIn: boolean;
  readonly history: History;
};

/** People of whom it is known beforehand whether a template means them, and the instant they are looked at. */
export type PlantedTemplate = { readonly at: Instant; readonly people: readonly PlantedPerson[] };

/** By the template's key. */
export type PlantedFamily = Readonly<Record<string, PlantedTemplate>>;

/** A Wednesday at noon: its week began on 8 June, the four whole weeks before it on 11 May. */
const NOON = Date.UTC(2026, 5, 10, 12);

/** When people and traits that are just there became known: longer ago than any template looks. */
const LONG_AGO = Date.UTC(2015, 0, 1);

/** So many days of 24 hours before noon, and milliseconds after that. */
export const ago = (days: number, laterMs = 0): Instant => NOON - days * DAY_MS + laterMs;

export const at = (iso: string): Instant => must(parseIso(iso), `no ISO time: ${iso}`).at;

/** One event at each of the times. */
export function did(
  name: string,
  times: Instant | readonly Instant[],
  properties: JsonObject = {},
): readonly Fact[] {
  return [times].flat().map((time): Fact => ({ kind: "event", name, time, properties }));
}

export function has(name: string, value: JsonValue): readonly Fact[] {
  return [{ kind: "trait", name, time: LONG_AGO, value }];
}

/** What a model tells of the person. */
export function scored(key: string, value: number): readonly Fact[] {
  return has(reservedTrait("score", key), value);
}

export function inside(says: string, ...facts: readonly (readonly Fact[])[]): PlantedPerson {
  return { says, isIn: true, history: historyOf(facts.flat()) };
}

export function outside(says: string, ...facts: readonly (readonly Fact[])[]): PlantedPerson {
  return { says, isIn: false, history: historyOf(facts.flat()) };
}

/** One person for each number from 1 to `most`; the ones that are meant are named. */
export function ranks(
  most: number,
  meant: readonly number[],
  factsOf: (rank: number) => readonly Fact[],
): readonly PlantedPerson[] {
  return Array.from({ length: most }, (_, place) => place + 1).map((rank) => {
    const plant = meant.includes(rank) ? inside : outside;
    return plant(`number ${rank} of ${most}`, factsOf(rank));
  });
}

export function planted(...people: readonly (PlantedPerson | readonly PlantedPerson[])[]): PlantedTemplate {
  return { at: NOON, people: people.flat() };
}

export function plantedAt(
  instant: Instant,
  ...people: readonly (PlantedPerson | readonly PlantedPerson[])[]
): PlantedTemplate {
  return { at: instant, people: people.flat() };
}

/** Whole numbers from 0 on, as days ago or the like. */
export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place);

function historyOf(facts: readonly Fact[]): History {
  const idHash = (place: number): string => hashHex(hash128(`fact ${place}`));
  return {
    events: facts.flatMap((fact, place) => {
      if (fact.kind !== "event") return [];
      const { name, time, properties } = fact;
      return [{ name, time, properties, idHash: idHash(place), offsetMinutes: null }];
    }),
    traits: facts.flatMap((fact, place) => {
      if (fact.kind !== "trait") return [];
      const { name, time, value } = fact;
      return [{ name, time, value, idHash: idHash(place) }];
    }),
  };
}
