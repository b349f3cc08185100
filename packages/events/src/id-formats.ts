import { isBlockedId, isFitId } from "./blocked-ids.ts";

/** How ids of a kind are written. */
export type IdFormat = "text" | "email" | "phone";

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
 * - `phone`: `+` and digits, as E.164 has it. A number without its country's code may be of any country, so it is none.
 */
export function writtenId(format: IdFormat, text: string): string | null {
  const id = normalised(format, text.trim());
  return id !== null && isFitId(id) ? id : null;
}

/** What an id of the format begins with where somebody has written its beginning. */
export function beginningOf(format: IdFormat, text: string): string {
  switch (format) {
    case "text":
      return text;
    case "email":
      return text.trim().toLowerCase();
    case "phone":
      return dense(text).replace(/^00/, "+");
  }
}

function normalised(format: IdFormat, text: string): string | null {
  switch (format) {
    case "text":
      return text;
    case "email":
      return normalisedEmail(text.toLowerCase());
    case "phone": {
      const digits = PHONE.exec(dense(text))?.[1];
      return digits === undefined || ONE_DIGIT.test(digits.slice(2)) ? null : `+${digits}`;
    }
  }
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
