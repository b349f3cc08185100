import type { Transition as Told } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import { type PersonIdentifier, personId } from "../profiles/identity.ts";
import type { PersonNumber } from "../store/event-store.ts";

/** Why a membership changed. */
export type TransitionCause = Told["cause"];

/** One person entered or left one segment. */
export type NewTransition = {
  /** The segment's key. */
  readonly segment: string;
  /** The version of the segment's definition. */
  readonly version: number;
  readonly person: PersonNumber;
  /** What the person is known by at that moment: user ids first, each kind oldest first. None once the person was erased. */
  readonly ids: readonly PersonIdentifier[];
  /** Counts the transitions of this person and segment from 1: odd ones enter, even ones leave. */
  readonly n: number;
  /** When the truth changed: for time the deadline itself, not when it was noticed. */
  readonly at: Instant;
  /** The logical now of the log record that made it; never falls along the log. */
  readonly recordedAt: Instant;
  readonly cause: TransitionCause;
  /** The log record that made it. */
  readonly offset: Offset;
  /** The id of the event that decided, where one did; null once the person was erased. */
  readonly eventId: string | null;
};

/** A transition in the log. */
export type Transition = NewTransition & {
  /** Its place in the log, counted from 1 without gaps. */
  readonly seq: number;
};

/** The same without the ids that are gone. */
export function withoutIds<T extends NewTransition>(
  transition: T,
  isGone: (id: PersonIdentifier, record: Offset) => boolean,
): T {
  const ids = transition.ids.filter((id) => !isGone(id, transition.offset));
  return ids.length === transition.ids.length ? transition : { ...transition, ids };
}

export function isEntered({ n }: { readonly n: number }): boolean {
  return n % 2 === 1;
}

/** The id by which a receiver tells a repeated delivery: the same over every crash and every retry. */
export function transitionId({ segment, version, person, n }: NewTransition): string {
  return `${segment}.${version}.${personId(person)}.${n}`;
}
