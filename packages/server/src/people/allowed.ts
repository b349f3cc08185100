import type { PurposeRecord } from "./purposes.ts";

/** Whether a person allows a purpose: by their word, else by the rule for their country. */
export function isAllowed(
  { otherwise, exceptIn }: Pick<PurposeRecord, "otherwise" | "exceptIn">,
  person: { readonly said: boolean | null; readonly country: string | null },
): boolean {
  if (person.said !== null) return person.said;
  const country = person.country?.toLowerCase();
  return exceptIn.some((each) => each.toLowerCase() === country) ? !otherwise : otherwise;
}
