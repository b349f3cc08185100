import {
  type DidCondition,
  type EventChoice,
  type EventName,
  parseDefinition,
  printDefinition,
} from "@habitus/segments";

/** A chosen event as a definition says it. */
export const sentenceOf = (event: EventChoice): string =>
  printDefinition({ version: 1, condition: { kind: "did", ...event } });

/** The event of such a sentence; null where it cannot be read or says something else. */
export function eventOf(text: string | undefined): EventChoice | null {
  if (text === undefined) return null;
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused" || parsed.definition.condition.kind !== "did") return null;
  return choiceOf(parsed.definition.condition);
}

export const isNamed = (name: EventName): boolean =>
  typeof name === "string" || "startsWith" in name ? beginningOf(name) !== "" : name.activity;

const beginningOf = (name: Exclude<EventName, { readonly activity: true }>): string =>
  typeof name === "string" ? name : name.startsWith;

/** Without how often and when. */
function choiceOf({ event, local, where }: DidCondition): EventChoice {
  return { event, ...(local === undefined ? {} : { local }), ...(where === undefined ? {} : { where }) };
}
