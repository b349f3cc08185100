export const events = {
  "events.title": "Live events",
  "events.lead": "What is happening right now, newest first.",
  "events.pause": "Pause",
  "events.resume": "Go on",
  "events.listening": "Listening",
  "events.paused": "Paused",
  "events.lost": "Connection lost. Trying again by itself.",
  "events.waiting": { one: "{count} new event waits", other: "{count} new events wait" },
  "events.name": "Event name",
  "events.person": "User or anonymous id",
  "events.source": "Source",
  "events.anySource": "Any source",
  "events.empty": "Waiting for the next event",
  "events.emptyText":
    "Leave this page open and do something on your site, or send a test event from a terminal:",
  "events.emptyFiltered": "Only events that fit the filters are shown.",
  "events.gapEvents": {
    one: "{count} event was too fast to show. Nothing is lost.",
    other: "{count} events were too fast to show. Nothing is lost.",
  },
  "events.gapCalls": {
    one: "{count} call passed unread because too many came at once. Nothing is lost.",
    other: "{count} calls passed unread because too many came at once. Nothing is lost.",
  },
  "events.kept": "The newest {count} stay on this page.",
  "events.clear": "Clear",
  "events.details": "Details of {name}",
} as const;
