import { ExactNumber } from "@habitus/kernel";

/** A text is one of the contract's exact amounts. */
type Exact = number | string | ExactNumber;

/** How instants, numbers and money are written for a person: one language, one zone. */
export type Formats = {
  readonly zone: string;
  readonly number: (value: number) => string;
  /** 12.3k: for places too small for the whole number. */
  readonly compact: (value: number) => string;
  /** 12.3 MB */
  readonly bytes: (value: number) => string;
  /** A share between 0 and 1. Never "0 %" for something that is there. */
  readonly percent: (share: number) => string;
  /** A relative change with its sign: +12 %. */
  readonly change: (share: number) => string;
  /** A number of somebody else's, with every digit it came with. */
  readonly exact: (value: Exact) => string;
  /**
   * A double is rounded as its currency is; what is exact keeps its digits. Falls back to the plain number when the
   * currency is no ISO 4217 code.
   */
  readonly money: (value: Exact, currency: string) => string;
  /** A, B and C */
  readonly list: (names: readonly string[]) => string;
  /** 10 Dec 2011 */
  readonly date: (instant: string | Date) => string;
  /** 10 Dec 2011 of a calendar day such as 2011-12-10, which is the same day in every zone. */
  readonly plainDate: (day: string) => string;
  /** 10 Dec 2011, 14:05 */
  readonly dateTime: (instant: string | Date) => string;
  /** 14:05:31 */
  readonly time: (instant: string | Date) => string;
  /** Saturday, 10 December 2011 */
  readonly day: (instant: string | Date) => string;
  /** "3 minutes ago", "in 2 days" */
  readonly relative: (instant: string | Date, now: Date) => string;
  /** "4 minutes", "12 seconds": a length of time in its largest unit, rounded up. */
  readonly duration: (seconds: number) => string;
};

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

const SMALLEST_SHARE = 0.001;

const DATE = { day: "numeric", month: "short", year: "numeric" } as const;

export function createFormats(locale: string, zone: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const exact = new Intl.NumberFormat(locale, EVERY_DIGIT);
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const change = new Intl.NumberFormat(locale, {
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: 0,
  });
  const instant = (options: Intl.DateTimeFormatOptions, timeZone = zone) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone });
    return (value: string | Date) => format.format(new Date(value));
  };
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return {
    zone,
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
    exact: (value) => writeExact(value, exact),
    bytes: createBytes(locale),
    list: (names) => list.format(names),
    percent: (share) =>
      share > 0 && share < SMALLEST_SHARE ? `< ${percent.format(SMALLEST_SHARE)}` : percent.format(share),
    change: (share) => change.format(share),
    money: (value, currency) => writeMoney(locale, value, currency, exact),
    date: instant(DATE),
    // A day without a time is read as its midnight in UTC.
    plainDate: instant(DATE, "UTC"),
    dateTime: instant({ ...DATE, hour: "2-digit", minute: "2-digit", hour12: false }),
    time: instant({ hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }),
    day: instant({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    relative: (value, now) => {
      const seconds = (new Date(value).getTime() - now.getTime()) / 1_000;
      const [unit, length] = unitOf(Math.abs(seconds));
      return relative.format(Math.round(seconds / length), unit);
    },
    duration: (seconds) => {
      const [unit, length] = unitOf(seconds);
      const format = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" });
      return format.format(Math.max(1, Math.ceil(seconds / length)));
    },
  };
}

function unitOf(seconds: number): readonly [Intl.RelativeTimeFormatUnit, number] {
  return UNITS.find(([, length]) => seconds >= length) ?? ["second", 1];
}

/** The most that browsers write; what has more stands as it came. */
const EVERY_DIGIT = { maximumFractionDigits: 20 };
const PLAIN = /^-?\d+(?:\.\d{1,20})?$/;

function writeMoney(locale: string, value: Exact, currency: string, plain: Intl.NumberFormat): string {
  const digits = typeof value === "number" ? {} : EVERY_DIGIT;
  try {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency, ...digits });
    return typeof value === "number" ? format.format(value) : writeExact(value, format);
  } catch {
    return `${writeExact(value, plain)} ${currency}`;
  }
}

/** A text is formatted digit by digit, where a number is taken as the double it is. */
function writeExact(value: Exact, format: Intl.NumberFormat): string {
  const text = value instanceof ExactNumber ? value.text : String(value);
  return PLAIN.test(text) ? format.format(text as Intl.StringNumericLiteral) : text;
}

const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

function createBytes(locale: string): (value: number) => string {
  const formats = BYTE_UNITS.map(
    (unit) =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }),
  );
  return (value) => {
    const power = Math.min(formats.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
    return formats[power]?.format(value / 1_000 ** power) ?? String(value);
  };
}
