/**
 * Fields by which senders name people: all whose name ends in `id`, and PostHog's `alias`. The text may be no JSON at all, so
 * it is read field by field and not parsed.
 */
const ID_FIELD = /"(?:[\w$.-]*id|alias)"\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d[\d.]*))/gi;

/** Whatever a text as it was sent may mean as an id of a person; other ids (of a message, a product) are among them. */
export function namedIds(text: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [, quoted, number] of text.matchAll(ID_FIELD)) {
    if (number !== undefined) ids.add(number);
    else if (quoted !== undefined) ids.add(unescaped(quoted));
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
