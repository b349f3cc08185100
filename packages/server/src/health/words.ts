const NUMBERS = new Intl.NumberFormat("en");
const ONE_DIGIT = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

// Reports are read by people, in the words that the pages use.

export const numberText = (value: number): string => NUMBERS.format(value);
export const decimalText = (value: number): string => ONE_DIGIT.format(value);
export const percentText = (share: number): string => PERCENT.format(share);

/** `counted(1, "person", "people")` is "1 person". */
export const counted = (count: number, one: string, many: string): string =>
  `${numberText(count)} ${count === 1 ? one : many}`;
export const peopleText = (count: number): string => counted(count, "person", "people");
export const daysText = (count: number): string => counted(count, "day", "days");
