import type { DefinitionProblem } from "@habitus/contract";
import { DAY_MS } from "@habitus/kernel";
import { type EventRead, eventsRead, type Plan } from "@habitus/segments";
import { fromTree } from "./language.ts";

/** How many days events of a name are kept; `*` is for every name without a rule of its own, null for ever. */
type Rule = { readonly event: string; readonly days: number | null };

/** Events of which a definition asks for more than is kept of them. */
export function keptWarnings({ leaves }: Plan, rules: readonly Rule[]): readonly DefinitionProblem[] {
  const told = new Map<string, DefinitionProblem>();
  for (const { name, window } of eventsRead(leaves)) {
    const days = shortestOf(name, rules);
    if (days === null || reachOf(window) <= days * DAY_MS) continue;
    const events = eventsOf(name);
    const kept = days === 1 ? "1 day" : `${days} days`;
    const message = `Events ${events} are kept ${kept}, so what is older does not count, though the window reaches further`;
    told.set(events, fromTree({ code: "kept_shorter", message, path: "/condition", suggestion: null }));
  }
  return [...told.values()];
}

function eventsOf(name: EventRead["name"]): string {
  if (typeof name === "string") return `\`${name}\``;
  return name.startsWith === "" ? "of any name" : `whose name begins with "${name.startsWith}"`;
}

/** Of several names that are read by their beginning, the one that goes first. */
function shortestOf(name: EventRead["name"], rules: readonly Rule[]): number | null {
  const others = rules.find(({ event }) => event === "*")?.days ?? null;
  if (typeof name === "string") {
    const own = rules.find(({ event }) => event === name);
    return own === undefined ? others : own.days;
  }
  const isRead = (event: string): boolean =>
    event.startsWith(name.startsWith) && !(name.except ?? []).includes(event);
  const own = rules.filter(({ event }) => event !== "*" && isRead(event));
  const days = [...own.map((rule) => rule.days), others].filter((each) => each !== null);
  return days.length === 0 ? null : Math.min(...days);
}

/** How far back a window reaches, in milliseconds; without end where it counts all that ever was. */
export function reachOf(window: EventRead["window"]): number {
  switch (window.kind) {
    case "ever":
    case "fixed":
      return Number.POSITIVE_INFINITY;
    case "sliding":
      return window.fromMs ?? Number.POSITIVE_INFINITY;
    case "calendar":
      return DAYS[window.unit] * (window.count + window.endsAgo) * DAY_MS;
  }
}

const DAYS = { day: 1, week: 7, month: 31, year: 366 } as const;
