/** What data are worth to the workspace. */
export const marks = {
  "marks.mark": "Worth",
  "marks.of": "Worth of {name}",
  "marks.none": "not said",
  "marks.mandatory": "mandatory",
  "marks.useful": "useful",
  "marks.unnecessary": "unnecessary",
  "marks.missingEvents": "Mandatory events that did not come in the last 7 days: {names}.",
  "marks.missingFields": "Mandatory fields that none of these events has: {names}.",
  "marks.missing": { one: "missing in {count} event", other: "missing in {count} events" },
  "marks.stop": "Keep it no longer",
  "marks.stopTitle": "Keep “{name}” no longer?",
  "marks.stopEvent":
    "From now on “{event}” is dropped as it comes in, and cannot be had again. What is stored already stays.",
  "marks.stopField":
    "From now on “{field}” is taken out of “{event}” as it comes in, and cannot be had again. What is stored already stays.",
  "marks.unread": "Nothing reads it.",
  "marks.readBy": "It is read",
  "marks.reads.segments": {
    one: "by the segment {keys}",
    other: "by the segments {keys}",
  },
  "marks.reads.scores": {
    one: "by the score {keys}",
    other: "by the scores {keys}",
  },
  "marks.reads.computedTraits": {
    one: "by the computed trait {keys}",
    other: "by the computed traits {keys}",
  },
  "marks.reads.models": {
    one: "by the model {keys}",
    other: "by the models {keys}",
  },
  "marks.reads.surveys": {
    one: "by the survey {keys}",
    other: "by the surveys {keys}",
  },
  "marks.reads.templates": {
    one: "by the ready-made segment {keys}, once somebody takes it",
    other: "by the ready-made segments {keys}, once somebody takes them",
  },
  "marks.notKept": "No longer kept",
  "marks.notKeptLead": "Marked as unnecessary, and dropped as it comes in.",
  "marks.all": "all of it",
  "marks.dropped": "Dropped in the last 7 days",
  "marks.keep": "Keep it again",
  "marks.keepNamed": "Keep it again: {name}",
} as const;
