import type { I18n } from "../i18n/use-i18n.tsx";

/** What people read in place of the names that calls without one have in the store. */
const CALLS = {
  $identify: "event.identify",
  $page: "event.page",
  $screen: "event.screen",
  $group: "event.group",
  $alias: "event.alias",
} as const;

export function shownEvent(name: string, t: I18n["t"]): string {
  return Object.hasOwn(CALLS, name) ? t(CALLS[name as keyof typeof CALLS]) : name;
}

/** The name of the call that people read so; any other text is a name itself. */
export function eventShownAs(text: string, t: I18n["t"]): string {
  return Object.entries(CALLS).find(([, key]) => t(key) === text)?.[0] ?? text;
}
