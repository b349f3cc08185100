import { daysFromCivil, formatDay } from "@habitus/kernel";
import { inUnit, lengthOf, numberOf, timesOf } from "./amounts.ts";
import { DAYS } from "../phrase-words.ts";
import { said, type Saying, sayingsAt, windowOf } from "./saying.ts";
import type { Special } from "./slip.ts";

const MONTHS: readonly string[] =
  "january february march april may june july august september october november december".split(" ");
const MONTH = String.raw`(?<month>${MONTHS.map((month) => `${month}|${month.slice(0, 3)}`).join("|")}|sept)\.?`;
const YEAR = String.raw`(?<year>(?:19[7-9]|20\d|21\d)\d)`;
const DAY = String.raw`(?<day>[0-3]?\d)(?:st|nd|rd|th)?`;
/** Days, months and years as they are written elsewhere; the longer ones first. */
const DATES: readonly string[] = [
  `${DAY}(?: of)? ${MONTH},? ${YEAR}`,
  `${MONTH} ${DAY},? ${YEAR}`,
  String.raw`(?<day>[0-3]\d)\.(?<number>[01]\d)\.${YEAR}`,
  String.raw`${YEAR}\/(?<number>[01]?\d)\/(?<day>[0-3]?\d)`,
  `${MONTH},? ${YEAR}`,
  String.raw`q(?<quarter>[1-4]),? ${YEAR}`,
  `(?:the )?(?:year )?${YEAR}(?![-/.\\d])`,
];

type Dates = Readonly<Record<string, string>>;

/** The first day of what was named, and the first one behind it. */
function rangeOf({ month, number, day, quarter, year = "" }: Dates): readonly [string, string] {
  const named =
    month === undefined ? -1 : MONTHS.findIndex((each) => each.startsWith(month.toLowerCase().slice(0, 3)));
  const first =
    quarter !== undefined ? Number(quarter) * 3 - 2 : number !== undefined ? Number(number) : named + 1;
  const months = quarter !== undefined ? 3 : first > 0 ? 1 : 12;
  const begin = daysFromCivil(Number(year), Math.max(first, 1), Number(day ?? 1));
  const next = Math.max(first, 1) - 1 + months;
  const end =
    day === undefined ? daysFromCivil(Number(year) + Math.floor(next / 12), (next % 12) + 1, 1) : begin + 1;
  return [formatDay(begin), formatDay(end)];
}

const CLOCK = String.raw`(?<hour>[012]?\d)(?:[:.](?<minute>[0-5]\d))?~(?<half>am|pm|a\.m\.?|p\.m\.?|h|o'?clock)?`;
const numbered = (pattern: string, which: string): string =>
  pattern.replace(/\(\?<([a-z]+)>/g, (_, name: string) => `(?<${name}${which}>`);

function clockOf(hour: string, minute: string | undefined, half: string | undefined): string {
  const isAfternoon = /^p/iu.test(half ?? "");
  const of12 = half !== undefined && /^[ap]/iu.test(half);
  const hours = (of12 ? Number(hour) % 12 : Number(hour)) + (isAfternoon ? 12 : 0);
  return `${String(hours).padStart(2, "0")}:${minute ?? "00"}`;
}

const TIMES_OF_DAY: Readonly<Record<string, string>> = {
  morning: "between 06:00 and 12:00",
  mornings: "between 06:00 and 12:00",
  afternoon: "between 12:00 and 18:00",
  afternoons: "between 12:00 and 18:00",
  evening: "between 18:00 and 23:00",
  evenings: "between 18:00 and 23:00",
  night: "between 22:00 and 06:00",
  nights: "between 22:00 and 06:00",
};
const PART = `(?<part>${Object.keys(TIMES_OF_DAY).join("|")})`;

const WEEKDAY =
  "(?:mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:nesdays?)?|thu(?:rs?(?:days?)?)?|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?)";

const weekdayAt = (written: string): number =>
  DAYS.findIndex((day) => day.startsWith(written.trim().slice(0, 3).toLowerCase()));

function weekdaysOf(written: string): string {
  const days = written.match(new RegExp(String.raw`(?<![\p{L}])${WEEKDAY}(?![\p{L}])`, "giu")) ?? [];
  return `on ${days.map((day) => DAYS[weekdayAt(day)]).join(", ")}`;
}

/** From one day of the week to another, over its end where the second comes first. */
function weekdaysFrom(first: string, last: string): string {
  const [from, to] = [weekdayAt(first), weekdayAt(last)];
  const days = Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, ahead) => DAYS[(from + ahead) % 7]);
  return days.join() === DAYS.slice(0, 5).join() ? "on weekdays" : `on ${days.join(", ")}`;
}

const PERIOD = String.raw`(?<period>today|tomorrow|yesterday|(?:this|next|previous) (?:day|week|month|year))`;

/** What lies ahead. */
const OF_AHEAD: readonly Saying[] = [
  {
    said: said("(?:is )?(?:coming up|coming|due|up) (?:in|within) (?:the )?(?:next )?{n} {unit}"),
    write: ({ n = "", unit = "" }) => `in next ${lengthOf(n, unit)}`,
  },
  {
    said: said(
      "(?:is )?(?:in|within|between|from) {n}(?: to | and |~-~){n2} {unit}(?: (?:from now|ahead|away))?",
    ),
    write: ({ n = "", n2 = "", unit = "" }) =>
      `between ${numberOf(n)} and ${numberOf(n2)} ${unit.toLowerCase().replace(/s?$/u, "s")} ahead`,
  },
  {
    said: said(
      "(?:is )?(?:(?:in )?(?:less than|at most|under|no more than) {n} {unit}(?: (?:away|ahead|from now))?|in {n2} {unit2} or (?:less|fewer|sooner|earlier))",
    ),
    write: ({ n, n2 = "", unit, unit2 = "" }) => `in next ${lengthOf(n ?? n2, unit ?? unit2)}`,
  },
  {
    said: said(
      "(?:is )?(?:in (?:more than|over|at least) {n} {unit}|(?:more than|over|at least) {n2} {unit2} (?:away|from now))",
    ),
    write: ({ n, n2 = "", unit, unit2 = "" }) => `more than ${lengthOf(n ?? n2, unit ?? unit2)} ahead`,
  },
  {
    said: said("since (?<date>\\d{4}-\\d\\d-\\d\\d)(?![T\\d])"),
    write: ({ date = "" }) => `on or after ${date}`,
  },
];

/** Windows and days of the calendar. */
const OF_WINDOWS: readonly Saying[] = [
  {
    said: said(
      "(?:(?:in|over|during|within|for|throughout|across|through) )?(?:the )?(?:last|past|preceding|trailing) {n} {unit}",
    ),
    write: ({ n = "", unit = "" }) => `in last ${lengthOf(n, unit)}`,
  },
  {
    said: said("(?:(?:in|over|during|within|for) )?the past {unit}|past {unit2}"),
    write: ({ unit, unit2 = "" }) => `in last ${lengthOf("1", unit ?? unit2)}`,
  },
  {
    said: said("(?:(?:in|on|during|at|is|was|falls|comes) )+(?:the )?" + PERIOD),
    write: ({ period = "" }) => period.toLowerCase(),
  },
  {
    said: said("(?:(?:in|during) )?(?:the )?current {unit}"),
    write: ({ unit = "" }) => `this ${unit.toLowerCase().replace(/s$/u, "")}`,
  },
  {
    said: said(
      "(?:(?:is|was|falls|comes|in|within) )+(?:the )?(?<side>next|coming|upcoming|following|last|past) {n} {unit}",
    ),
    write: ({ side = "", n = "", unit = "" }) =>
      `in ${/^(?:last|past)$/iu.test(side) ? "last" : "next"} ${lengthOf(n, unit)}`,
  },
  {
    said: said(
      "(?<far>within|more than|over|at most|less than|no more than|up to) {n} {unit} (?<side>before|after)(?: (?:it|that|this|them|then|the event))?",
    ),
    write: ({ far = "", n = "", unit = "", side = "" }) =>
      `${/^(?:more than|over)$/iu.test(far) ? "more than" : "within"} ${lengthOf(n, unit)} ${side.toLowerCase()} the event`,
  },
  {
    said: said("(?:is )?within {n} {unit}(?: from now)?"),
    write: ({ n = "", unit = "" }) => {
      const length = lengthOf(n, unit);
      return [`in next ${length}`, `in last ${length}`, `within ${length} before the event`];
    },
  },
  { said: said("is (?<rest>in {n} days?|(?:on or )?(?:before|after) )"), write: ({ rest = "" }) => rest },
  {
    said: said("(?:less than|within|under|at most) {n} {unit} ago"),
    write: ({ n = "", unit = "" }) => `in last ${lengthOf(n, unit)}`,
  },
  {
    said: said("(?:over|longer than|at least|earlier than|more than) {n} {unit} ago"),
    write: ({ n = "", unit = "" }) => `more than ${lengthOf(n, unit)} ago`,
  },
  {
    said: said("(?:exactly )?(?:{n}|an?) {unit} ago"),
    write: ({ n = "1", unit = "" }) => {
      const [amount = "", named = ""] = lengthOf(n, unit).split(" ");
      return `between ${Number(amount) + 1} and ${amount} ${named.replace(/s?$/u, "s")} ago`;
    },
  },
];

/** Dates as they are written elsewhere. */
const OF_DATES: readonly Saying[] = [
  ...DATES.map(
    (date): Saying => ({
      said: said(`between ${numbered(date, "1")} and ${numbered(date, "2")}`),
      write: (found) => `from ${rangeOf(only(found, "1"))[0]} to ${rangeOf(only(found, "2"))[1]}`,
    }),
  ),
  ...DATES.map(
    (date): Saying => ({
      said: said(`(?<how>in|during|on|since|from|after|before|until|till|by) ${date}`),
      write: ({ how = "", ...found }) => {
        const [begin, end] = rangeOf(found);
        switch (how.toLowerCase()) {
          case "since":
          case "from":
            return [`since ${begin}`, `on or after ${begin}`];
          case "after":
            return [`since ${end}`, `on or after ${end}`];
          case "before":
            return `before ${begin}`;
          case "until":
          case "till":
          case "by":
            return `before ${end}`;
          default:
            return [`from ${begin} to ${end}`, ...(found["day"] === undefined ? [] : [`on ${begin}`])];
        }
      },
    }),
  ),
  {
    said: said("(?:in|on|of|for|during) (?:the )?(?<period>day|week|month|quarter) {n}"),
    write: () => null,
    because: ({ period = "" }) =>
      `Which ${period.toLowerCase()} it was is said with dates: \`did purchase from 2025-03-17 to 2025-03-24\``,
  },
];

function only(found: Dates, which: string): Dates {
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) =>
      name.endsWith(which) ? [[name.slice(0, -1), value] as const] : [],
    ),
  );
}

/** Times of day. */
const OF_HOURS: readonly Saying[] = [
  {
    said: said(
      "did {event} on (?<one>weekdays|weekends) (?:but|and) not on (?<other>weekdays|weekends)(?: {window})?",
    ),
    write: ({ event = "", one = "", other = "", window }) =>
      `(did ${event} on ${one}${windowOf(window)} and did not ${event} on ${other}${windowOf(window)})`,
  },
  {
    said: said("did {event} (?:mostly|mainly|usually)(?= (?:in|on|at|between|during|from) )"),
    write: ({ event = "" }) => `more than 50% of ${event}`,
  },
  {
    said: said(
      "(?:mostly|mainly|usually) {event}(?= (?:in the|on week|on weekend|at night|between \\d|during) ?)",
      "condition",
    ),
    write: ({ event = "" }) => `more than 50% of ${event}`,
  },
  {
    said: said(`on (?:the )?(?<days>weekday|weekend|${WEEKDAY}) ${PART}`),
    write: ({ days = "", part = "" }) =>
      `${/^week/iu.test(days) ? `on ${days.toLowerCase()}s` : weekdaysOf(days)} ${TIMES_OF_DAY[part.toLowerCase()] ?? ""}`,
  },
  {
    said: said(`(?:in the|in|at|during the) ${PART}`),
    write: ({ part = "" }) => TIMES_OF_DAY[part.toLowerCase()] ?? null,
  },
  {
    said: said("(?:during|in|within) (?:the )?(?:business|office|working|work) hours"),
    write: () => "on weekdays between 09:00 and 17:00",
  },
  { said: said("during (?:the )?day(?:time)?"), write: () => "between 06:00 and 18:00" },
  {
    said: said("(?<how>after|before) (?:noon|midday)"),
    write: ({ how = "" }) =>
      how.toLowerCase() === "after" ? "between 12:00 and 24:00" : "between 00:00 and 12:00",
  },
  { said: said("after midnight"), write: () => "between 00:00 and 06:00" },
  {
    said: said(`(?:at|around|about) (?=\\d\\d?(?:[:.]\\d\\d|~(?:am|pm|a\\.m|p\\.m|h|o'?clock)))${CLOCK}`),
    write: ({ hour = "", minute, half }) => {
      const clock = clockOf(hour, minute, half);
      return `between ${clock} and ${String(Number(clock.slice(0, 2)) + 1).padStart(2, "0")}${clock.slice(2)}`;
    },
  },
  {
    said: said(`(?:between|from) ${numbered(CLOCK, "1")}(?: (?:and|to|until) |~-~)${numbered(CLOCK, "2")}`),
    write: ({ hour1 = "", minute1, half1, hour2 = "", minute2, half2 }) =>
      `between ${clockOf(hour1, minute1, half1 ?? half2)} and ${clockOf(hour2, minute2, half2)}`,
  },
  {
    said: said(`(?<how>after|before) ${CLOCK}`),
    write: ({ how = "", hour = "", minute, half }) => {
      const clock = clockOf(hour, minute, half);
      return how.toLowerCase() === "after" ? `between ${clock} and 24:00` : `between 00:00 and ${clock}`;
    },
  },
  {
    said: said("(?:on|during|in|at) (?:the |an? )?(?<days>weekdays?|weekends?|workdays?|working days)"),
    write: ({ days = "" }) => (/end/iu.test(days) ? "on weekends" : "on weekdays"),
  },
  {
    said: said(`(?:(?:on|from) )?(?<first>${WEEKDAY})(?: (?:to|through|till|until) |~-~)(?<last>${WEEKDAY})`),
    write: ({ first = "", last = "" }) => weekdaysFrom(first, last),
  },
  {
    said: said(`on (?<days>${WEEKDAY}(?:(?:~,(?: and| or)?| and| or)(?: on)? ${WEEKDAY})+)`),
    write: ({ days = "" }) => weekdaysOf(days),
  },
];

/** Of how many in a row, where nothing is said of it. */
const USUALLY: Readonly<Record<string, string>> = { day: "5 of last 7", week: "4 of last 5" };
const PERIODS: Readonly<Record<string, string>> = { day: "days", week: "weeks", month: "calendar months" };

const periodOf = (unit: string): string => unit.toLowerCase().replace(/s$/u, "");

/**
 * So many days, weeks or months of the last ones; nothing where what it is counted of is no whole number of them.
 * @param n null for all of them.
 */
function habitOf(n: string | null, unit: string, of: readonly [n: string, unit: string]): readonly string[] {
  const period = periodOf(unit);
  const last = inUnit(of, period);
  const named = PERIODS[period];
  if (last === null || named === undefined) return [];
  return [`in at least ${n === null ? last : numberOf(n)} of last ${last} ${named}`];
}

/** How regularly. */
const OF_HABITS: readonly Saying[] = [
  {
    said: said(
      "(?:at least )?(?:(?<often>once|twice)|{n} times?) (?:an?|per|every|each) (?<period>day|week)(?: (?:in|for|over|during) (?:the )?(?:last |past )?{n2} {unit})?",
    ),
    write: ({ often, n = "", period = "", n2, unit = "" }) => {
      const times = often === undefined ? numberOf(n) : often.toLowerCase() === "twice" ? "2" : "1";
      const usual = [`in at least ${USUALLY[periodOf(period)] ?? ""} ${periodOf(period)}s`];
      const habits = n2 === undefined ? usual : habitOf(null, period, [n2, unit]);
      return habits.map((habit) => `${times === "1" ? "" : `${timesOf("at least", times)} `}${habit}`);
    },
  },
  {
    said: said(
      "(?:(?:on|for|in) )?(?:at least )?{n} (?:(?:consecutive|successive) )?(?<unit>days|weeks)(?:(?<=(?:consecutive|successive) \\w+)| in a row| running)",
    ),
    write: ({ n = "", unit = "" }) => habitOf(null, unit, [n, unit]),
  },
  {
    said: said(
      "(?:in|on) (?:at least )?{n} (?<period>days|weeks|months) (?:(?:out )?of (?:the )?(?:last |past )?|in (?:the )?(?:last|past) ){n2}(?: {unit})?",
    ),
    write: ({ n = "", period = "", n2 = "", unit = period }) => habitOf(n, period, [n2, unit]),
  },
  {
    said: said(
      "(?:every|each|in every|in each) (?<period>day|week|month) (?:in|of|for|over|during) (?:the )?(?:last|past) {n} {unit}",
    ),
    write: ({ period = "", n = "", unit = "" }) => habitOf(null, period, [n, unit]),
  },
  {
    said: said("(?:(?:in|on) )?(?:at least )?{n} (?:(?:out )?of|of) (?:the )?(?:last |past )?{n2} {unit}"),
    write: ({ n = "", n2 = "", unit = "" }) => habitOf(n, unit, [n2, unit]),
  },
  {
    said: said(
      "(?:(?:once|twice|{n} times?) (?:an?|per)|every|each) (?<period>day|week|month) (?:in|of|for|over|during) (?:the )?(?:last |past )?{n2} {unit}",
    ),
    write: ({ period = "", n2 = "", unit = "" }) =>
      habitOf(null, period, [n2, unit]).length === 0 ? null : [],
    because: ({ period = "" }) =>
      `That is no whole number of ${periodOf(period)}s; count in ${periodOf(period)}s: \`did purchase at least 2 times in at least 4 of last 4 ${PERIODS[periodOf(period)] ?? ""}\``,
  },
];

/** What is said of times of day, of days of the week and of habits in words that are none of the language. */
export function sayingsOfHours(text: string, from: number): Generator<Special> {
  return sayingsAt([...OF_HABITS, ...OF_HOURS], text, from);
}

/** Days, months and years as they are written elsewhere. */
export function sayingsOfDates(text: string, from: number): Generator<Special> {
  return sayingsAt(OF_DATES, text, from);
}

/** What is said of when something was done, or when a date is, in words that are none of the language. */
export function sayingsOfWhen(text: string, from: number): Generator<Special> {
  return sayingsAt([...OF_DATES, ...OF_WINDOWS, ...OF_AHEAD], text, from);
}
