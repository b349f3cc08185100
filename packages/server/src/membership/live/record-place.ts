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
  return { ...placeOf(record), cause, eventId: null };
}
