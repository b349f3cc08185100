/** How long events are kept. */
export const retention = {
  "settings.retention": "Retention",
  "retention.title": "How long events are kept",
  "retention.lead":
    "By name of the event, in days from when it happened. What has no rule is kept for ever. Traits, consent and who somebody is stay.",
  "retention.add": "Add a rule",
  "retention.none":
    "No rules: every event is kept for ever. Add one for events that nobody needs for long, such as page views.",
  "retention.others": "All other events",
  "retention.forEver": "Kept for ever",
  "retention.days": { one: "Kept {count} day", other: "Kept {count} days" },
  "retention.event": "Event",
  "retention.eventNote": "A name, or * for all events without a rule of their own.",
  "retention.for": "Days",
  "retention.forNote": "Empty keeps them for ever.",
  "retention.removeText":
    "These events fall under the rule for all others, or are kept for ever where there is none.",
  "retention.nextAt": "Older events are deleted {date}.",
  "retention.now": "Delete older events now",
  "retention.nowTitle": "Delete older events for good?",
  "retention.nowText": {
    one: "{count} event goes for good, and segments no longer see it. It cannot be taken back.",
    other: "{count} events go for good, and segments no longer see them. It cannot be taken back.",
  },
  "retention.ids": { one: "{count} id", other: "{count} ids" },
  "retention.preview": {
    one: "Now {count} event of {ids} is older, the oldest from {date}.",
    other: "Now {count} events of {ids} are older, the oldest from {date}.",
  },
  "retention.nothing": "Nothing is older now.",
  "retention.last": {
    one: "{count} event was deleted {when}.",
    other: "{count} events were deleted {when}.",
  },
  "retention.failed": "Older events could not be deleted: {reason}",
} as const;
