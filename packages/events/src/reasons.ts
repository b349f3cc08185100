import { dead, type Outcome } from "@habitus/kernel";

/**
 * Why an event did not become one. The codes are stable: they are counted, stored with the dead letter and shown to
 * people; the text beside each says what it means in general.
 */
export const DEAD_REASONS = {
  not_an_object: "An entry of the batch is no JSON object.",
  unknown_type: "The call's type is none of track, identify, page, screen, group, alias.",
  no_user_anon_id: "The event names neither a userId nor an anonymousId.",
  blocked_id: 'An id the event rests on is nobody\'s, such as "null" or "guest", and it names no other.',
  no_user_id: "An alias call names no userId.",
  no_previous_id: "An alias call names no previousId.",
  no_group_id: "A group call names no groupId.",
  no_event_name: "A track call names no event.",
  reserved_event: "An event has a name that the product keeps for itself: Segment Entered or Segment Left.",
  reserved_trait: "A trait has a name that the product keeps for itself, such as $list/… or $consent/….",
  reserved_property:
    "A property has a name under which the product puts what it says itself: $item of the catalogue's items, $revenue, $currency and such of amounts in the workspace's currency.",
  wrong_answer: "An answer does not fit its question in a survey that the workspace has defined.",
  wrong_type: "A field holds another kind of value than it must.",
  bad_id: "An id or a name holds a NUL character or half of a surrogate pair.",
  id_too_long: "An id or a name has more characters than are kept.",
  message_id_too_long: "The messageId has 100 characters or more.",
  bad_timestamp: "The timestamp is neither ISO 8601 nor an epoch number.",
  time_out_of_range: "The event lies before 1970 or after 2199.",
  event_too_large: "The event is over the size limit of one event.",
  too_deep: "Objects and lists are nested deeper than is kept.",
  batch_too_long: "The batch has more events than one batch may have.",
  against_plan: "The event is not as its schema in the tracking plan says, which refuses such events.",
  group_without_person: "A group was described without naming anyone who belongs to it.",
} as const satisfies Record<string, string>;

export type DeadReason = keyof typeof DEAD_REASONS;

/** Why an event was passed over on purpose; it is counted and not kept. */
export const DROP_REASONS = {
  unnecessary: "An event that the workspace has marked as unnecessary.",
  not_an_event: "Not an event but a chunk of a session recording or a heat map.",
} as const satisfies Record<string, string>;

/** A dead letter with one of our reasons; `detail` is the sentence for a person. */
export function deadFor(reason: DeadReason, detail: string): Outcome<never> {
  return dead(reason, detail);
}
