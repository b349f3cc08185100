import { assert, type Instant } from "@habitus/kernel";

export type CallType = "track" | "identify" | "page" | "screen" | "group" | "alias";

/** The names under which calls that name no event of their own stand in the event store. */
export const CALL_NAMES = {
  identify: "$identify",
  page: "Page Viewed",
  screen: "Screen Viewed",
  group: "$group",
  alias: "$alias",
} as const satisfies Record<Exclude<CallType, "track">, string>;

/** Calls that say who somebody is; what somebody did are the other events. */
export const IDENTITY_CALLS: readonly string[] = [CALL_NAMES.identify, CALL_NAMES.group, CALL_NAMES.alias];

/**
 * One normalised event: what every wire format becomes, what the log keeps and the resolver reads.
 * `properties`, `traits` and `context` are JSON object texts, byte for byte as they were sent where nothing had to be
 * merged into them, so no digit, key or escape is lost on the way to the store.
 */
export type TrackedEvent = {
  readonly type: CallType;
  /** messageId as sent, or one made on arrival. Unique within the dedupe horizon. */
  readonly id: string;
  /** track: the event's own name; page: "Page Viewed"; screen: "Screen Viewed"; others "$identify", "$group", "$alias". */
  readonly name: string;
  /** Clock-corrected: receivedAt - (sentAt - originalTimestamp) as in the Segment spec. */
  readonly time: Instant;
  /** Minutes east of UTC written in the event's timestamp or found in context.timezone, else null. */
  readonly offsetMinutes: number | null;
  readonly userId: string | null;
  readonly anonymousId: string | null;
  /** alias only. */
  readonly previousId: string | null;
  /** group only. */
  readonly groupId: string | null;
  /** track, page, screen: the properties. Otherwise "{}". */
  readonly properties: string;
  /** identify and group: the traits. Otherwise "{}". */
  readonly traits: string;
  readonly context: string;
};

/** Who an event says somebody is. */
export type EventId = { readonly kind: "user" | "anonymous"; readonly value: string };

/** Whether it says what an account is like, and no more: then it is nobody's. Only rows of an import do. */
export function isOfNobody({ userId, anonymousId }: TrackedEvent): boolean {
  return userId === null && anonymousId === null;
}

/** The id an event belongs to for ever: its user id, else its anonymous id. */
export function ownIdOf({ userId, anonymousId }: TrackedEvent): EventId {
  if (userId !== null) return { kind: "user", value: userId };
  assert(anonymousId !== null, "an accepted event names a user id or an anonymous id");
  return { kind: "anonymous", value: anonymousId };
}
