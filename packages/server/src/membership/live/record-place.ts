import type { Instant } from "@habitus/kernel";
import type { Offset } from "../../log/log.ts";
import type { TransitionCause } from "../transition.ts";
import type { Reason } from "./emitter.ts";

/** A log record as far as membership goes. */
export type RecordPlace = { readonly offset: Offset; readonly at: Instant };

/** What a change is told to come from, but for its cause. */
export type ChangePlace = Omit<Reason, "cause" | "eventId">;

export function placeOf({ offset, at }: RecordPlace): ChangePlace {
  return { at, recordedAt: at, offset };
}

export function reasonOf(record: RecordPlace, cause: TransitionCause): Reason {
  return reasonAt(placeOf(record), cause, null);
}

/** Named one by one: this is made for every truth that may have changed, and a spread that adds makes objects of a slow kind. */
export function reasonAt(
  { at, recordedAt, offset }: ChangePlace,
  cause: TransitionCause,
  eventId: string | null,
): Reason {
  return { at, recordedAt, offset, cause, eventId };
}
