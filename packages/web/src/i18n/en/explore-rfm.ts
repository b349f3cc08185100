export const exploreRfm = {
  "explore.tab.rfm": "RFM",
  "rfm.lead": "How recently and how often everybody bought, and what they bring.",
  "rfm.question": "What counts as buying",
  "rfm.event": "Event",
  "rfm.property": "What it brings",
  "rfm.days": "Days back",
  "rfm.incomplete": "Choose an event and the property that says what it brings.",
  "rfm.startText": "Choose what counts as buying: everybody is put into a grid of five by five.",
  "rfm.title": {
    one: "{count} buyer by recency and frequency",
    other: "{count} buyers by recency and frequency",
  },
  "rfm.note":
    "Each score is a fifth of all buyers, 5 the best. The stronger a cell, the more money its people bring (M, their average score). Where many have the same figure they have the same score, so a score may be nobody's: it is left out.",
  "rfm.table": "Buyers by recency and frequency",
  "rfm.scroll": "Buyers by recency and frequency, to be moved sideways",
  "rfm.corner": "Recency by frequency",
  "rfm.recency": "Recency {score}",
  "rfm.frequency": "Frequency {score}",
  "rfm.monetary": "M {score}",
  "rfm.open": {
    one: "{count} person with recency {recency} and frequency {frequency}",
    other: "{count} people with recency {recency} and frequency {frequency}",
  },
  "rfm.segment": "Segment of them",
  "rfm.segmentOf": "Segment of them: recency {recency} and frequency {frequency}",
  "rfm.remarks": "The scores of money may be wrong",
} as const;
