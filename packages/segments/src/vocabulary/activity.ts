import type { EventName, PropertyCondition } from "../tree/definition.ts";
import { MACHINE } from "./standard-events.ts";

/**
 * Names of events that tell of something done to a person, or said of them, and of nothing that they did: calls that say who somebody is
 * (imported people among them), and what was sent to them. No `any activity` means them.
 */
export const NO_ACTIVITY: readonly string[] = [
  "$identify",
  "$group",
  "$alias",
  "Message Sent",
  "Message Delivered",
  "Message Bounced",
  "Direct Mail Sent",
  "Direct Mail Delivered",
  "Direct Mail Returned",
];

/** What a program did, and no person: opening what it looks through. */
export const NOT_BY_MACHINE: PropertyCondition = {
  kind: "not",
  of: { kind: "property", path: [MACHINE], test: { op: "is", value: { kind: "boolean", value: true } } },
};

/** Whether events of this name are among those that are meant, whatever else is asked of them; transitions of segments aside. */
export function isMeant(event: EventName, name: string): boolean {
  if (typeof event === "string") return name === event;
  return "activity" in event ? !NO_ACTIVITY.includes(name) : name.startsWith(event.startsWith);
}
