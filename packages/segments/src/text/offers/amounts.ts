/** Numbers, lengths of time and comparisons as people write them, and as the language does. */
export const NUMBER_WORDS: readonly string[] =
  "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
export const UNIT = String.raw`(?:second|minute|hour|day|week|month|year)s?`;
export const NUMBER = String.raw`(?:\d+(?:\.\d+)?|${NUMBER_WORDS.join("|")})`;

const OPS: Readonly<Record<string, string>> = {
  ">=": ">=",
  "=>": ">=",
  "<=": "<=",
  "=<": "<=",
  ">": ">",
  "<": "<",
  "=": "=",
  "==": "=",
  is: "=",
  equals: "=",
  exactly: "=",
  "equal to": "=",
  "at least": ">=",
  "no less than": ">=",
  "no fewer than": ">=",
  "not less than": ">=",
  "greater than or equal to": ">=",
  "more than or equal to": ">=",
  "at most": "<=",
  "no more than": "<=",
  "not more than": "<=",
  "up to": "<=",
  "less than or equal to": "<=",
  "more than": ">",
  "greater than": ">",
  "longer than": ">",
  "older than": ">",
  "higher than": ">",
  over: ">",
  above: ">",
  "less than": "<",
  "fewer than": "<",
  "shorter than": "<",
  "younger than": "<",
  "lower than": "<",
  under: "<",
  below: "<",
};
const COUNTS: Readonly<Record<string, string>> = {
  ">=": "at least",
  ">": "more than",
  "<=": "at most",
  "<": "less than",
  "=": "exactly",
};

/** All that `signOf` knows. */
export const OP = Object.keys(OPS)
  .toSorted((a, b) => b.length - a.length)
  .map((op) => op.replaceAll(" ", String.raw`\s+`))
  .join("|");

export function numberOf(written: string): string {
  const number = NUMBER_WORDS.indexOf(written.toLowerCase());
  return number < 0 ? written : String(number);
}

const DAYS_IN: Readonly<Record<string, number>> = { month: 30, year: 365 };

/** A length of time; months and years, which differ in length, in days. */
export function lengthOf(n: string, unit: string): string {
  const amount = numberOf(n);
  const one = unit.toLowerCase().replace(/s$/, "");
  const days = DAYS_IN[one];
  if (days !== undefined) return `${Math.round(Number(amount) * days)} days`;
  return counted(amount, one);
}

const DAYS_EXACTLY: Readonly<Record<string, number>> = { day: 1, week: 7 };

/**
 * How many of another unit a length of time is; null where it is no whole number of them, as of months, which differ in length.
 * @param wanted one of them, such as "day".
 */
export function inUnit([n, unit]: readonly [n: string, unit: string], wanted: string): string | null {
  const one = unit.toLowerCase().replace(/s$/u, "");
  if (one === wanted) return numberOf(n);
  const count = (Number(numberOf(n)) * (DAYS_EXACTLY[one] ?? NaN)) / (DAYS_EXACTLY[wanted] ?? NaN);
  return Number.isInteger(count) ? String(count) : null;
}

/** A comparison in words or another sign, as a sign. */
export function signOf(op: string): string {
  return OPS[op.toLowerCase().split(/\s+/u).join(" ")] ?? "=";
}

/** "at least 3 times", or of what else is counted so often. */
export function timesOf(op: string, n: string, noun = "time"): string {
  return `${COUNTS[signOf(op)] ?? "at least"} ${counted(numberOf(n), noun)}`;
}

/** "at least 3". */
export function countOf(op: string, n: string): string {
  return `${COUNTS[signOf(op)] ?? "at least"} ${numberOf(n)}`;
}

function counted(n: string, noun: string): string {
  return `${n} ${noun}${n === "1" ? "" : "s"}`;
}
