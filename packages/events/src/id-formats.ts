import { isBlockedId, isFitId } from "./blocked-ids.ts";
import { internationalDigits } from "./phone-countries.ts";

/** How ids of a kind are written. */
export type IdFormat = "text" | "email" | "phone";

/** How a kind of ids is written. */
export type IdWriting = {
  readonly format: IdFormat;
  /** Two letters of ISO 3166: in which phone numbers without a country's code are. Without it they are none. */
  readonly country?: string;
};

/** Parts before the @ that forms are filled in with where an address is missing, beside the ids that are nobody's. */
const NOBODY: ReadonlySet<string> = new Set([
  "noemail",
  "no-email",
  "nomail",
  "no",
  "na",
  "nobody",
  "none",
  "test",
  "x",
]);
/** The name under which nobody has an address (RFC 6761). */
const NOWHERE = /(^|\.)invalid$/;
const EMAIL = /^[^\s@"(),:;<>[\\\]]{1,64}@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/;
const PHONE = /^(?:\+|00)([1-9]\d{6,14})$/;
const ONE_DIGIT = /^(\d)\1*$/;

/**
 * The one way in which an id of the format is written, or null when the text is none or nobody's.
 * - `text`: without blanks around it, letters as they are.
 * - `email`: in small letters. Nothing else is done to it: providers differ in what they ignore.
 * - `phone`: `+` and digits, as E.164 has it. A number without its country's code is one of the kind's country; of a kind that has none
 *   it may be of any, so it is none.
 */
export function writtenId(writing: IdWriting, text: string): string | null {
  const id = normalised(writing, text.trim());
  return id !== null && isFitId(id) ? id : null;
}

/** What an id of the format begins with where somebody has written its beginning. */
export function beginningOf({ format, country }: IdWriting, text: string): string {
  switch (format) {
    case "text":
      return text;
    case "email":
      return text.trim().toLowerCase();
    case "phone":
      return phoneBeginning(dense(text).replace(/^00/, "+"), country);
  }
}

/** Of a number that is still being typed only the whole one tells where it is dialled inside the country. */
function phoneBeginning(text: string, country: string | undefined): string {
  const digits = country === undefined || !/^\d+$/.test(text) ? null : internationalDigits(text, country);
  return digits === null ? text : `+${digits}`;
}

function normalised({ format, country }: IdWriting, text: string): string | null {
  switch (format) {
    case "text":
      return text;
    case "email":
      return normalisedEmail(text.toLowerCase());
    case "phone": {
      const digits = PHONE.exec(inItsCountry(dense(text), country))?.[1];
      return digits === undefined || ONE_DIGIT.test(digits.slice(2)) ? null : `+${digits}`;
    }
  }
}

/** With its country's code, where it was written as inside the country. */
function inItsCountry(number: string, country: string | undefined): string {
  if (country === undefined || !/^\d+$/.test(number) || number.startsWith("00")) return number;
  const digits = internationalDigits(number, country);
  return digits === null ? number : `+${digits}`;
}

/** A number without what is put between its digits, and without the zero that is dialled inside the country alone. */
function dense(text: string): string {
  return text.replace("(0)", "").replaceAll(/[\s().\-/]/g, "");
}

function normalisedEmail(text: string): string | null {
  const host = EMAIL.exec(text)?.[1];
  if (host === undefined || NOWHERE.test(host)) return null;
  const name = text.slice(0, text.length - host.length - 1);
  const isNobody = NOBODY.has(name) && host.startsWith(`${name}.`);
  return isNobody || isBlockedId(name) ? null : text;
}
