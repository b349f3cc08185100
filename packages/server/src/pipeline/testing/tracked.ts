import type { TrackedEvent } from "@habitus/events";

/** A track call of whoever has these ids. */
export function tracked(
  id: string,
  name: string,
  { user, device, email }: { readonly user?: string; readonly device?: string; readonly email?: string },
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
    context: email === undefined ? "{}" : JSON.stringify({ traits: { email } }),
  };
}
