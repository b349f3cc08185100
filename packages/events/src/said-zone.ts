import { memberText } from "./json-scan.ts";
import type { TrackedEvent } from "./tracked-event.ts";

/** The time zone that a call says its device is in, whatever that is; null where it says none. */
export function zoneSaidBy({ type, properties, context }: TrackedEvent): string | null {
  // What was done to the property as it came in, marked or cleaned, holds here too.
  const isAction = type === "track" || type === "page" || type === "screen";
  const key = isAction ? "$timezone" : "timezone";
  const text = isAction ? properties : context;
  if (!text.includes(`"${key}"`)) return null;
  const value = memberText(text, key);
  return value?.startsWith('"') === true ? (JSON.parse(value) as string) : null;
}
