/** What may be chosen, where pages list it: apart from the schemas, which callers need not load. */

/** What data are worth to the workspace. */
export const MARKS = ["mandatory", "useful", "unnecessary"] as const;
export type Mark = (typeof MARKS)[number];

/** What a column of an imported file may hold. */
export const FIELD_TYPES = ["text", "number", "money", "boolean", "time", "list", "json"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** What imported events are called while neither the file nor a person says a name. */
export const UNNAMED_EVENT = "Row Imported";

/** How ids of a kind are written, and whom they may bring together. */
export const ID_FORMATS = ["text", "email", "phone"] as const;
export const ID_JOINS = ["nothing", "anonymous", "people"] as const;

/** Kinds of values that are told apart; `number_text` is text that reads as a number, `time_text` one that begins as an ISO date. */
export const VALUE_KINDS = [
  "text",
  "number_text",
  "time_text",
  "number",
  "boolean",
  "list",
  "object",
] as const;

/** The gravest first. */
export const HEALTH_SEVERITIES = ["serious", "warning", "hint"] as const;

export const COST_KINDS = ["message", "discount", "hour", "other"] as const;

/** What an answer tells of: how traits of people are told apart. */
export const ANSWER_TAGS = [
  "demographic",
  "geographic",
  "socioeconomic",
  "psychographic",
  "behavioural",
  "benefit",
  "nps",
] as const;
export type AnswerTag = (typeof ANSWER_TAGS)[number];

export const MODEL_KINDS = ["mbgnbd", "mbgcnbdk", "paretonbd", "bgnbd"] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** What a propensity knows of people by what they did. */
export const BEHAVIOUR_NAMES = ["recency", "frequency", "trend", "days", "tenure", "value"] as const;
export type BehaviourName = (typeof BEHAVIOUR_NAMES)[number];

/** A lead says where to invest, and not who belongs together. */
export const SCORE_KINDS = ["behaviour", "lead"] as const;

export const RATING_KINDS = ["engagement", "lead", "benefits"] as const;
export type RatingKind = (typeof RATING_KINDS)[number];

export const PATTERN_MEASURES = ["people", "times", "share"] as const;

export const TREND_MEASURES = [
  "times",
  "people",
  "sum",
  "average",
  "minimum",
  "maximum",
  "median",
  "distinct count",
] as const;
export const TREND_UNITS = ["hour", "day", "week", "month"] as const;

/** Who enters and leaves segments, or what is found the matter with segments. */
export const WEBHOOK_LOADS = ["transitions", "health"] as const;

export const TRANSITION_KINDS = ["entered", "left"] as const;

/** What stands in a person's timeline. */
export const TIMELINE_KINDS = ["event", "message", "transition"] as const;

/** What becomes of people when one definition takes the place of another. */
export const DIFF_SIDES = ["entered", "left", "both"] as const;

/** How far apart the points of a size over time may lie. */
export const SIZE_UNITS = ["minute", "hour", "day", "week", "month"] as const;
export type SizeUnit = (typeof SIZE_UNITS)[number];

/** Whether people can be reached on a channel, and why not. */
export const REACH_PARTS = ["reachable", "notAllowed", "noAddress"] as const;
export type ReachPart = (typeof REACH_PARTS)[number];
