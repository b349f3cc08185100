import type { TrackedEvent } from "./tracked-event.ts";
import { isRecord } from "./fields.ts";

/** What an event says of one purpose; `category` is the sender's own word for it. */
export type ConsentWord = {
  readonly category: string;
  readonly allowed: boolean;
  /** The words the person was shown. */
  readonly text: string | null;
  /**
   * A choice made now. Else it is what the sender has remembered and writes into every event, which may be older than
   * what the person has said elsewhere since.
   */
  readonly isChoice: boolean;
};

/** Our own event, and the two names that Segment's consent wrappers have given theirs. */
const CHOICES: ReadonlySet<string> = new Set([
  "Consent Changed",
  "Segment Consent Preference Updated",
  "Segment Consent Preference",
]);

/** Whether an event is there to say what somebody has chosen. */
export function isConsentChoice({ type, name }: Pick<TrackedEvent, "type" | "name">): boolean {
  return type === "track" && CHOICES.has(name);
}

/**
 * The consent in an event: `context.consent.categoryPreferences {category: boolean}` as Segment's consent wrappers write it, and
 * in the properties of `Consent Changed` either `{purpose, allowed, text}` or `{consent: {purpose: boolean}, text}`.
 * Source of the form: Segment, "Consent in Segment Connections" and "Consent on the Profile" (documentation, CC BY 4.0).
 */
export function consentWords(event: TrackedEvent): readonly ConsentWord[] {
  const isChoice = isConsentChoice(event);
  if (!isChoice && !event.context.includes('"consent"')) return [];
  const properties = isChoice ? parsed(event.properties) : {};
  const text = typeof properties["text"] === "string" ? properties["text"] : null;
  const words: ConsentWord[] = [];
  const add = (preferences: unknown): void => {
    if (!isRecord(preferences)) return;
    for (const [category, allowed] of Object.entries(preferences)) {
      if (typeof allowed === "boolean") words.push({ category, allowed, text, isChoice });
    }
  };
  const consent = parsed(event.context)["consent"];
  add(isRecord(consent) ? consent["categoryPreferences"] : null);
  add(properties["consent"]);
  const { purpose, allowed } = properties;
  if (typeof purpose === "string") add({ [purpose]: allowed });
  return words;
}

/** The text of an object that was parsed when the event came in. */
function parsed(json: string): Readonly<Record<string, unknown>> {
  return JSON.parse(json) as Readonly<Record<string, unknown>>;
}
