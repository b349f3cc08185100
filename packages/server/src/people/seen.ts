import type { Instant } from "@habitus/kernel";
import type { Profile } from "../profiles/profile-reads.ts";
import type { SeenByNow } from "../profiles/seen-times.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { NodeNumber } from "../store/event-store.ts";

export const NOT_SEEN: SeenByNow = { firstSeen: null, lastSeen: null };

/** When each was first and last seen, in the order given: only for those with something dated ahead the events are asked. */
export async function seenByNow(
  events: Pick<EventReads, "lastTimes">,
  profiles: readonly Pick<Profile, "nodes" | "firstSeen" | "lastSeen">[],
  now: Instant,
  signal: AbortSignal,
): Promise<readonly SeenByNow[]> {
  const nodes = profiles.filter(({ lastSeen }) => lastSeen > now).flatMap((profile) => profile.nodes);
  if (nodes.length === 0) return profiles;
  const lastOf = new Map<NodeNumber, Instant>();
  for (const { node, time } of await events.lastTimes({ nodes, names: null, now }, signal)) {
    lastOf.set(node, Math.max(lastOf.get(node) ?? time, time));
  }
  return profiles.map(({ nodes: own, firstSeen, lastSeen }) => {
    if (firstSeen > now) return NOT_SEEN;
    const visible = own.flatMap((node) => lastOf.get(node) ?? []);
    return { firstSeen, lastSeen: lastSeen > now ? Math.max(firstSeen, ...visible) : lastSeen };
  });
}
