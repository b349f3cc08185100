export const rehearsal = {
  "rehearsal.title": "Rehearsal",
  "rehearsal.lead":
    "How it would have run: who would have come in and gone, and when, with today's identities and consent.",
  "rehearsal.span": "Over",
  "rehearsal.days": { one: "the last day", other: "the last {count} days" },
  "rehearsal.since": "since {date}",
  "rehearsal.start": "Rehearse",
  "rehearsal.none": "Not rehearsed yet. Choose how far to look back, and begin.",
  "rehearsal.noneSince":
    "Who came in and who went since {date} is found by a rehearsal. Begin it: its numbers open the people.",
  "rehearsal.noneViewer": "Not rehearsed yet. An editor can rehearse it.",
  "rehearsal.wait": "Write a definition that can be read, then rehearse it.",
  "rehearsal.running": "A rehearsal is under way",
  "rehearsal.cancel": "Cancel the rehearsal",
  "rehearsal.of": {
    one: "From {from} to {to}, rehearsed {when} over one person.",
    other: "From {from} to {to}, rehearsed {when} over {count} people.",
  },
  "rehearsal.older": "This is of an earlier definition or purpose.",
  "rehearsal.workedOut":
    "No threshold was in force at the beginning, so places among people were worked out as of then.",
  "rehearsal.plans": {
    one: "One threshold was in force all the time.",
    other: "{count} thresholds were in force one after the other.",
  },
  "rehearsal.before": "In at the beginning",
  "rehearsal.entered": "People who came in",
  "rehearsal.left": "People who went out",
  "rehearsal.in": "In at the end",
  "rehearsal.sum":
    "{before} in, {entries} and {exits}, makes {in}. Who came and went often is one person above.",
  "rehearsal.timesIn": { one: "once in", other: "{count} times in" },
  "rehearsal.timesOut": { one: "once out", other: "{count} times out" },
  "rehearsal.day": "Day",
  "rehearsal.chart": {
    one: "Each day's people who came in and who went: one day",
    other: "Each day's people who came in and who went: {count} days",
  },
  "rehearsal.nobody": "Nobody would have been in at any time.",
  "rehearsal.openBefore": {
    one: "The {count} person in at the beginning",
    other: "The {count} people in at the beginning",
  },
  "rehearsal.openEntered": { one: "The {count} person who came in", other: "The {count} people who came in" },
  "rehearsal.openLeft": { one: "The {count} person who went", other: "The {count} people who went" },
  "rehearsal.openIn": { one: "The {count} person in at the end", other: "The {count} people in at the end" },
  "rehearsal.onDay": "{what}, {day}",
  "rehearsal.stay": "{from} to {to}",
  "rehearsal.stayOpen": "from {from} on",
  "rehearsal.stayBefore": "in before, until {to}",
  "rehearsal.stayAlways": "in all the time",
} as const;
