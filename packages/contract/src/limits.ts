import { LIMITS as LANGUAGE } from "@habitus/segments";

/** Limits of the management API. Each stands here once; schemas, handlers and the API reference read it. */
export const LIMITS = {
  /** Largest request body in bytes. */
  bodyBytes: 1_048_576,
  /** Largest file that may be uploaded, in bytes. */
  uploadBytes: 134_217_728,
  /** Largest file that may be imported, in bytes as it is uploaded. */
  importFileBytes: 17_179_869_184,
  /** Uploaded files that wait to be imported. */
  importFiles: 50,
  /** Rows of a file that are shown before it is imported. */
  importPreviewRows: 20,
  /** Properties and traits one mapping may fill. */
  importFields: 200,
  /** Columns whose first that is not blank gives a value. */
  importColumns: 8,
  /** Ids in one change of a list. */
  listMembers: 2_000_000,
  /** A change of a list with more ids is a job. */
  listMembersAtOnce: 5_000,
  /** People whom one call takes out of an account. */
  accountMembersAtOnce: 1_000,
  /** Entries of the item catalogue. */
  items: 200_000,
  /** Items in one call; more are sent in several, or as a file. */
  itemsAtOnce: 1_000,
  itemIdLength: 200,
  itemCategories: 20,
  /** Properties of an item beyond those every item has. */
  itemProperties: 30,
  /** What an item may take as JSON, in bytes. */
  itemBytes: 4_096,
  /** Rows with mistakes that the import of a catalogue tells of one by one. */
  itemProblems: 50,
  /** Days of which entries and exits are counted in one call. */
  movementDays: 800,
  /** Questions of the explorer that are worked out at once while their askers look on. */
  watchedQuestions: 64,
  /** Of them those of one asker. */
  watchedByOne: 16,
  /** Rates of exchange; those of a currency that events are in are held in memory. */
  exchangeRates: 100_000,
  /** Rates in one call; more are sent in several, or as a file. */
  exchangeRatesAtOnce: 1_000,
  /** Largest file of rates, in bytes. */
  rateFileBytes: 8_388_608,
  /** Rows with mistakes that a file of rates tells of one by one. */
  rateProblems: 50,
  /** Currencies without a rate that are told apart. */
  unconvertedCurrencies: 100,
  /** Entries of the cost ledger. */
  costs: 1_000_000,
  costIdLength: 200,
  /** Rows with mistakes that a file of costs tells of one by one. */
  costProblems: 50,
  /** The name of the message that a cost is of, and what is noted beside it. */
  costMessageLength: 200,
  costNoteLength: 1_000,
  /** Each is made anew whenever a person is looked at. */
  computedTraits: 200,
  /** Kinds of ids beside user ids and anonymous ids, also those that are off; places that one is read from, and how long their names are. */
  idKinds: 20,
  idKindSources: 10,
  idKindName: 200,
  /** Ids of a kind that one person may have, or that one may be named together with. */
  idsOfKind: 10_000,
  scores: 200,
  occasions: 200,
  /** Entries of one occasion, each a rule for some countries. */
  occasionEntries: 100,
  occasionCountries: 250,
  /** Room for written-out dates of fifty years. */
  occasionRuleLength: 1_000,
  surveys: 200,
  surveyQuestions: 50,
  surveyChoices: 100,
  surveyChoiceLength: 200,
  surveyTextLength: 500,
  /** Points of a scale, and how far from 0 they may lie. */
  surveyPoints: 101,
  surveyDecayDays: 3_650,
  /** Longest answer in words: definitions compare no longer texts. */
  surveyAnswerLength: LANGUAGE.valueLength,
  /** Each reads what everybody bought. */
  models: 20,
  modelCovariates: 5,
  /** Sentences that say what an order is, and the length of one. */
  modelOrders: 5,
  modelOrderLength: 2_000,
  /** Longest hold-out and horizon. */
  modelDays: 1_095,
  /** Longest time from one run to the next. */
  modelHours: 8_784,
  /** Each reads what everybody does. */
  ratings: 20,
  ratingParts: 20,
  ratingRules: 30,
  ratingBands: 10,
  ratingPoints: 1_000_000,
  ratingHalfLifeDays: 365,
  /** People by a rating on one page. */
  ratedPeople: 200,
  /** Values in one call; more are sent in several. */
  predictionsAtOnce: 5_000,
  /** Event names with a retention of their own. */
  retentionRules: 200,
  retentionDays: 36_500,
  /** The newest events of a name whose fields are looked at. */
  auditedEvents: 50_000,
  /** Events with a schema in the tracking plan; each is held in memory. */
  plannedEvents: 1_000,
  /** Events with marks of their own, and fields of one that have any. */
  markedEvents: 1_000,
  markedFields: 500,
  /** Events with cleaning rules, rules of one, and values that one rule maps or drops. */
  cleanedEvents: 1_000,
  cleaningRules: 100,
  cleanedValues: 500,
  /** Stored events that a preview of cleaning rules looks at. */
  cleaningPreview: 1_000,
  /** Length of a name, a title or a text in a schema, and values in one list of allowed ones. */
  schemaText: 500,
  schemaValues: 500,
  searchLength: 256,
  /** Longest id (user id, anonymous id, job id ...) in a path. */
  idLength: 512,
  cursorLength: 4_096,
  passwordMin: 12,
  passwordMax: 256,
  /** Longest name of an event. */
  eventNameLength: LANGUAGE.nameLength,
  /** Names and ids in one deletion of events; more are deleted in several. */
  deletedNames: 100,
  deletedIds: 1_000,
  tags: 20,
  /** Longest address of a webhook. */
  urlLength: 2_048,
  /** Segments one webhook may name; more are asked for by naming none. */
  webhookSegments: 500,
  trendPoints: 120,
  /** Longest span that a segment is rehearsed over. */
  rehearsalDays: 366,
  /** Segments that may be named at once for an examination, or given goals of their own. */
  healthSegments: 1_000,
  /** Segments whose every combination is counted. */
  overlapSegments: 6,
  overlapPeople: 100,
  /** People a definition may hold for to be compared with segments, and segments of nearly its size that it is compared with. */
  comparedPeople: 200_000,
  comparedSegments: 16,
  /** Events of a funnel, which is a chain of the language. */
  funnelSteps: LANGUAGE.steps,
  /** Groups that people are set apart by: segments, or values of a trait beside all others. */
  exploreGroups: 10,
  /** Periods of a retention table; each is a bit of one number per person. */
  retentionPeriods: 60,
  /** Events beside each other in one trend, and periods of it. */
  trendLines: 5,
  trendPeriods: 400,
  /** Steps of a path behind its anchor, events told apart at each, and events passed over. */
  pathSteps: 6,
  pathNames: 20,
  pathHidden: 100,
  /** Days that passages may begin in. */
  pathDays: 1_000,
  /** Weeks that patterns are looked for in. */
  patternWeeks: 53,
  /** Properties whose values are looked at, keys that lead to one, and the most frequent of each that are. */
  patternValues: 10,
  patternKeys: 4,
  patternTop: 200,
  /** People on a page of those behind a figure. */
  explorePeople: 100,
  /** People who are described in one call, and traits and events of theirs that are told. */
  describedPeople: 200,
  describedTraits: 12,
  describedEvents: 3,
  /** Each is worked out of the whole history of everybody it is told of. */
  describedComputed: 3,
  /** People whose ids, names or addresses begin alike among whom a segment's are looked for. */
  foundPeople: 1_000,
  /** Lines of a definition that are counted one by one. */
  countedConditions: 50,
  /** Definitions whose people are counted in one query. */
  countedDefinitions: 50,
  /** People named on each side of a difference. */
  diffExamples: 20,
  /** Other segments as they will be, beside a definition or a difference. */
  otherSegments: 1_000,
} as const;

export type PageSize = { readonly fallback: number; readonly max: number };

export const PAGE_SIZES = {
  standard: { fallback: 50, max: 500 },
  members: { fallback: 100, max: 1_000 },
  transitions: { fallback: 100, max: 1_000 },
} as const satisfies Readonly<Record<string, PageSize>>;
