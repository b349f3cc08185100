import type { PropertyPath } from "../tree/definition.ts";
import { itemsAt } from "./items-at.ts";
import type { KnownProperty, Vocabulary } from "./vocabulary.ts";

/** Whose names and values could stand somewhere. */
export type Owner = {
  /** "events": the event is null where it is not one by name. */
  readonly of: "events" | "traits" | "accounts";
  readonly event: string | null;
  /** Lists, from the outside in, in whose items the path begins. */
  readonly lists: readonly PropertyPath[];
};

/** What is known there; of no event by name nothing. */
export function propertiesOf(
  { of, event, lists }: Owner,
  vocabulary: Pick<Vocabulary, "events" | "traits" | "accountTraits">,
): readonly KnownProperty[] {
  let known = outermostOf(of, event, vocabulary);
  for (const list of lists) known = itemsAt(known, list)?.items.properties ?? [];
  return known;
}

function outermostOf(
  of: Owner["of"],
  event: string | null,
  { events, traits, accountTraits = [] }: Pick<Vocabulary, "events" | "traits" | "accountTraits">,
): readonly KnownProperty[] {
  if (of === "events") return events.find(({ name }) => name === event)?.properties ?? [];
  return of === "traits" ? traits : accountTraits;
}

/** The event whose properties would be offered there if it had been looked at; it is too rare for that unless somebody names it. */
export function notLookedAt(
  { of, event }: Owner,
  { events, eventsClosed }: Pick<Vocabulary, "events" | "eventsClosed">,
): string | null {
  if (of !== "events" || event === null) return null;
  const known = events.find(({ name }) => name === event);
  return (known === undefined ? eventsClosed : known.looked > 0) ? null : event;
}
