import { memberText } from "./json-scan.ts";
import type { TrackedEvent } from "./tracked-event.ts";

/**
 * The time zone that an event says its device is in, whatever that is; null where it says none. It is read of the properties alone, where
 * a mark or cleaning rule takes it off before; calls that say who somebody is have it in their context only, which nothing takes it off.
 */
export function zoneSaidBy({ type, properties }: TrackedEvent): string | null {
  const isAction = type === "track" || type === "page" || type === "screen";
  if (!isAction || !properties.includes('"$timezone"')) return null;
  const value = memberText(properties, "$timezone");
  return value?.startsWith('"') === true ? (JSON.parse(value) as string) : null;
}
