/** The one source of every limit of the language. A definition beyond one of them is refused with the limit's name. */
export const LIMITS = {
  /** Characters (UTF-16 code units) of a definition's text. */
  textLength: 100_000,
  /** Conditions and property tests in one definition. */
  conditions: 1_000,
  /** Levels of "not", "and", "or" and parentheses, those of a where clause included. */
  depth: 50,
  /** Values in one "in (...)" list. */
  listValues: 1_000,
  /** Characters of an event name, of one key of a path and of a text value. */
  nameLength: 500,
  valueLength: 5_000,
  /** Characters of a regular expression, and how many it comes to with its repetitions written out. */
  patternLength: 500,
  patternSize: 1_000,
  /** Keys of one path. */
  pathLength: 20,
  /** Conditions and levels of a definition with the segments it names put in. */
  inlinedConditions: 10_000,
  inlinedDepth: 200,
  /** Elements of a score, and digits of their values before and behind the point. */
  scoreElements: 100,
  scoreDigits: 9,
  scoreFraction: 4,
  /** "at least n times". */
  count: 100_000,
  /** "top 3 of view.category". */
  top: 1_000,
  /** "bucket 0 to 9 of 100". */
  buckets: 10_000,
  /** "quantile tier 2 of 5". */
  tiers: 100,
  /** Events of one chain ("did A then B then C"). */
  steps: 10,
  /** Periods of "in at least 4 of last 5 weeks"; each is a condition of its own. */
  periods: 100,
  /** Days back that a sliding or calendar window may reach: a hundred years. */
  windowDays: 36_525,
  /** Characters before the cursor up to which an editor is told what could stand there, and how many things it is told. */
  completedLength: 10_000,
  completions: 100,
  /** Accounts of whose people enough meet a condition. */
  pinnedAccounts: 20_000,
  /** How much longer than at the refresh those stay who share the age that the top of a recency is pinned as. */
  recencyStaysMs: 86_400_000,
  /** Matched events that an explanation lists per condition; the total is told beside them. */
  explainedEvents: 20,
} as const;
