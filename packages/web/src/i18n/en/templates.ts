export const templates = {
  "templates.asItIs": "Leave {event} as it is",
  "templates.back": "Back to the goals",
  "templates.called": "What is that called in your data? ({name})",
  "templates.calledHere": "In your data “{event}” is called",
  "templates.calledNote":
    "Nobody has sent events of these names yet. Say which of yours are meant; what is left empty stays as it is.",
  "templates.nobodySent": "not sent yet",
  "templates.take": "Take it with these names",
  "templates.families": "Kinds of segments",
  "templates.search": "Search all goals, such as weekend or lapsed",
  "templates.noneFound": "No goal says that. Put the conditions together above.",
  "templates.title": "Or begin with a goal",
} as const;
