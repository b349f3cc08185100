import { assert } from "@habitus/kernel";
import type { PersonIdentifier } from "../profiles/identity.ts";
import type { NewTransition, TransitionCause } from "./transition.ts";

/**
 * Version 1, a JSON list: 1, segment, version, person, [kind, value of each id, one after the other], n, at, recordedAt, cause,
 * offset, event id or null.
 */
type Stored = readonly [
  format: 1,
  segment: string,
  version: number,
  person: number,
  ids: readonly string[],
  n: number,
  at: number,
  recordedAt: number,
  cause: TransitionCause,
  offset: number,
  eventId: string | null,
];

export function encodeTransition(transition: NewTransition): string {
  const { segment, version, person, n, at, recordedAt, cause, offset, eventId } = transition;
  const ids = transition.ids.flatMap(({ kind, value }) => [kind, value]);
  const stored: Stored = [1, segment, version, person, ids, n, at, recordedAt, cause, offset, eventId];
  return JSON.stringify(stored);
}

export function decodeTransition(text: string): NewTransition {
  const stored = JSON.parse(text) as Stored;
  assert(stored[0] === 1, "the transition has a format this program knows");
  const [, segment, version, person, flat, n, at, recordedAt, cause, offset, eventId] = stored;
  const ids: PersonIdentifier[] = [];
  for (let place = 0; place < flat.length; place += 2) {
    ids.push({ kind: flat[place], value: flat[place + 1] } as PersonIdentifier);
  }
  return { segment, version, person, ids, n, at, recordedAt, cause, offset, eventId };
}
