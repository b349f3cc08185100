import { stringEnd } from "@habitus/events";

/**
 * Fields by which senders name people: all whose name ends in `id`, and PostHog's `alias`. The text may be no JSON at all, so
 * it is read field by field and not parsed.
 */
const ID_FIELD = /"(?:[\w$.-]*id|alias)"\s*:\s*(?:"|(-?\d[\d.]*))/gi;

/** Whatever a text as it was sent may mean as an id of a person; other ids (of a message, a product) are among them. */
export function namedIds(text: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { index, 0: field, 1: number } of text.matchAll(ID_FIELD)) {
    const from = index + field.length;
    const end = number === undefined ? stringEnd(text, from) : -1;
    if (number !== undefined) ids.add(number);
    else if (end >= 0) ids.add(unescaped(text.slice(from, end)));
  }
  return ids;
}

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text;
  }
}
