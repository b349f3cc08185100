import { EVENT_WORDS } from "./event-words.ts";
import * as terms from "./segment-terms.gen.ts";

export const DAYS: readonly string[] = "monday tuesday wednesday thursday friday saturday sunday".split(" ");
const SCORES = ["recency", "frequency", "monetary"];
const DONE = EVENT_WORDS.map(({ did }) => did);

/** In the words of a phrase: any number. */
export const ANY_NUMBER = "#";

/**
 * The phrases of the language in words, for those who are told what could stand somewhere. What follows a phrase, and makes it one, is
 * among its words where a keyword does.
 */
export const PHRASE_WORDS: readonly (readonly [term: number, phrases: readonly string[]])[] = [
  [terms.DoneWords, DONE],
  [terms.EventWords, [...EVENT_WORDS.map(({ does }) => does), ...DONE]],
  [terms.EventsStartingWith, ["any event starting with", "starting with"]],
  [terms.AnyActivity, ["any activity"]],
  [terms.LastEvent, ["last event"]],
  [terms.FirstEvent, ["first event"]],
  [terms.OnDays, ["on weekdays", "on weekends", ...DAYS.map((day) => `on ${day}`)]],
  [terms.Birthday, ["birthday"]],
  [terms.AnniversaryOf, ["anniversary of"]],
  [terms.ForTheirCountry, ["for their country"]],
  [terms.BeforeEvent, ["before the event"]],
  [terms.AfterEvent, ["after the event"]],
  [terms.InTop, ["in top", "in the top"]],
  [terms.InBottom, ["in bottom", "in the bottom"]],
  [terms.BetweenPercentiles, ["between percentiles"]],
  [terms.QuantileTier, ["quantile tier", "in quantile tier"]],
  [terms.RfmScores, SCORES.map((score) => `rfm ${score}`)],
  [terms.AndRfm, SCORES.map((score) => `and ${score}`)],
  [terms.RfmScore, SCORES],
  [terms.MembersOf, ["any", "every", "no"].map((which) => `${which} member of their account`)],
  [terms.CountedMembers, ["members of their account", "member of their account"]],
  [terms.NumberOfSessions, ["number of sessions"]],
  [terms.SessionDuration, ["session duration"]],
  [terms.BucketOf, [`bucket ${ANY_NUMBER} to`, `bucket ${ANY_NUMBER} of`]],
];

/** How each phrase is named where all that could stand somewhere is listed. */
export const PHRASE_LABELS: readonly (readonly [term: number, label: string])[] = [
  [terms.EventsStartingWith, "any event starting with"],
  [terms.AnyActivity, "any activity"],
  [terms.LastEvent, "last event"],
  [terms.FirstEvent, "first event"],
  [terms.OnDays, "on weekdays"],
  [terms.Birthday, "birthday"],
  [terms.AnniversaryOf, "anniversary of"],
  [terms.ForTheirCountry, "for their country"],
  [terms.BeforeEvent, "before the event"],
  [terms.AfterEvent, "after the event"],
  [terms.InTop, "in top"],
  [terms.InBottom, "in bottom"],
  [terms.BetweenPercentiles, "between percentiles"],
  [terms.QuantileTier, "quantile tier"],
  [terms.RfmScores, "rfm"],
  [terms.RfmScore, "recency"],
  [terms.MembersOf, "any member of their account"],
  [terms.CountedMembers, "members of their account"],
  [terms.NumberOfSessions, "number of sessions"],
  [terms.SessionDuration, "session duration"],
  [terms.BucketOf, "bucket"],
  [terms.DoneWords, "opened message"],
];
