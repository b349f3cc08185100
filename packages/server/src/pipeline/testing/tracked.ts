import type { TrackedEvent } from "@habitus/events";

/** A track call of whoever has these ids. */
export function tracked(
  id: string,
  name: string,
  { user, device }: { readonly user?: string; readonly device?: string },
  time: number,
): TrackedEvent {
  return {
    type: "track",
    id,
    name,
    time,
    offsetMinutes: null,
    userId: user ?? null,
    anonymousId: device ?? null,
    previousId: null,
    groupId: null,
    properties: "{}",
    traits: "{}",
    context: "{}",
  };
}
