export const events = {
  "events.title": "Live events",
  "events.lead": "What came in last, and what is happening right now: newest first.",
  "events.pause": "Pause",
  "events.resume": "Go on",
  "events.listening": "Listening",
  "events.paused": "Paused",
  "events.lost": "Connection lost. Trying again by itself.",
  "events.waiting": { one: "{count} new event waits", other: "{count} new events wait" },
  "events.name": "Event name",
  "events.person": "Person, by any of their ids",
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
  "events.left": {
    one: "{count} event that came here was put away for newer ones. Nothing is lost.",
    other: "{count} events that came here were put away for newer ones. Nothing is lost.",
  },
  "events.older": "Load older",
  "events.lookedTo": "Looked back as far as {date}. There is more before it.",
  "events.clear": "Clear",
  "events.details": "Details of {name}",
} as const;
