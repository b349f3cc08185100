/**
 * Names of the events that say that a person entered or left a segment; their property `segment` is its key. Live membership
 * makes them; calls may not send them, and a beginning of names never stands for them.
 */
export const TRANSITION_EVENTS = { entered: "Segment Entered", left: "Segment Left" } as const;

const NAMES: readonly string[] = Object.values(TRANSITION_EVENTS);

export function isTransitionEvent(name: string): boolean {
  return NAMES.includes(name);
}
