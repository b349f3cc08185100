import { DAY_MS } from "@habitus/kernel";
import { type Definition, observedWarnings } from "@habitus/segments";
import { underAllNames } from "../people/survey-vocabulary.ts";
import type { Examined } from "./examined.ts";
import { inputFindings } from "./findings.ts";
import type { Finding } from "./health-report.ts";

/** What the definition reads that nobody has sent, that could not be met by what is sent, or that no longer comes. */
export function brokenInputs({ round, segment: { definition } }: Examined): readonly Finding[] {
  const { observed, eventNames, at, settings, context } = round;
  const names = { segments: [], lists: [], groups: [], occasions: [] };
  // Messages tell how many were looked at, so they change when nothing has.
  const events = underAllNames(observed.events, context.surveys);
  const warnings = observedWarnings(definition, { ...observed, events, ...names }).map(
    ({ message, path, written }) => {
      const event = eventAt(definition, path);
      return { message, subject: event === null ? written : `${written} of ${event}` };
    },
  );
  const lastSeen = new Map(eventNames.map(({ name, lastSeen: last }) => [name, last]));
  const silent = eventsNamed(definition).flatMap((name) => {
    const last = lastSeen.get(name);
    const days = last === undefined ? 0 : Math.floor((at - last) / DAY_MS);
    return days < settings.quietDays ? [] : [{ name, days }];
  });
  return inputFindings(warnings, silent);
}

/** The event that the part at a JSON pointer belongs to; null of traits, and of an event's own name. */
function eventAt(definition: Definition, path: string): string | null {
  let part: unknown = definition;
  let event: string | null = null;
  for (const key of path.split("/").slice(1)) {
    if (typeof part !== "object" || part === null || key === "event") return null;
    const { event: own } = part as Readonly<Record<string, unknown>>;
    if (typeof own === "string") event = own;
    part = (part as Readonly<Record<string, unknown>>)[key];
  }
  return event;
}

/** Events that a definition names exactly, each once. */
function eventsNamed(definition: Definition): readonly string[] {
  const names = new Set<string>();
  const walk = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      if (key === "event" && typeof value === "string") names.add(value);
      else walk(value);
    }
  };
  walk(definition.condition);
  return [...names];
}
