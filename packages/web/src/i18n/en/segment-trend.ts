export const segmentTrend = {
  "segment.trend": "Size over time",
  "segment.trendLead":
    "Counted as of each of these instants, with today's definition. A point opens who was in it then.",
  "segment.trendUnit": "A point for every",
  "segment.trendUnit.usual": "week or so, 90 days",
  "segment.trendUnit.minute": "minute, half an hour",
  "segment.trendUnit.hour": "hour, one day",
  "segment.trendUnit.day": "day, 30 days",
  "segment.trendUnit.week": "week, 13 weeks",
  "segment.trendUnit.month": "month, one year",
  "segment.trendLabel": "Size over time, from {from} to {to}",
  "segment.trendOpen": { one: "{count} person on {date}", other: "{count} people on {date}" },
  "segment.trendDate": "Date",
  "segment.trendSize": "People",
} as const;
