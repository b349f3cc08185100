export const problems = {
  "problems.title": "Data problems",
  "problems.lead":
    "Events that could not be taken, kept whole with the reason. Mend the sender, then replay them.",
  "problems.empty": "Nothing was refused",
  "problems.emptyText":
    "When an event cannot be read, it is kept here with the reason instead of being lost.",
  "problems.all": "All reasons",
  "problems.filter": "Show one reason",
  "problems.col.when": "Received",
  "problems.col.source": "Source",
  "problems.open": "Look at it",
  "problems.payload": "What was sent",
  "problems.chars": { one: "{count} character", other: "{count} characters" },
  "problems.path": "Place in the batch",
  "problems.replay": "Replay",
  "problems.replayed": "Replayed {when}",
  "problems.accepted": { one: "{count} event was accepted", other: "{count} events were accepted" },
  "problems.stillRefused": {
    one: "{count} event was refused again",
    other: "{count} events were refused again",
  },
  "problems.passedOver": {
    one: "{count} event was passed over on purpose.",
    other: "{count} events were passed over on purpose.",
  },
  "problems.replayAll": "Replay all",
  "problems.replayReason": "Replay all of this reason",
  "problems.replayAllTitle": "Replay them all?",
  "problems.replayAllText":
    "Each is read with the rules in force now. What still cannot be read stays as it is.",
  "problems.replaying": "Replaying what was refused",
  "problems.replayStop": "Stop",
  "problems.replayedAll":
    "{replayed} replayed, {refused} refused again, {passedOver} passed over on purpose.",
  "problems.edit": "Edit it first",
  "problems.edited": "What is read in its place",
  "problems.editedNote": "What was sent stays kept as it came.",
  "problems.notJson": "This is no JSON.",
  "problems.delete": "Delete",
  "problems.deleteTitle": "Delete this event for good?",
  "problems.deleteText": "What was sent cannot be replayed afterwards.",
  "problems.deleted": "Deleted",
} as const;
