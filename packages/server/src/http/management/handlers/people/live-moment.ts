import type { Instant } from "@habitus/kernel";
import type { History, Plan } from "@habitus/segments";
import type { LivePerson } from "../../../../membership/live-people.ts";
import type { Profile } from "../../../../profiles/profile-reads.ts";
import type { ManagementDeps } from "../../deps.ts";
import { ALL_RECORDS } from "../shared.ts";
import { newPatience, waits } from "../live/told-on-disk.ts";

/** What is known of a person, and what live membership says, at one place of the log. */
export type LiveMoment = {
  readonly profile: Profile;
  /** Null where the workspace's now is pinned: live membership is of the present. */
  readonly live: LivePerson | null;
  readonly history: History;
  /** The instant that questions are asked at. */
  readonly at: Instant;
  /** Whether the history is exactly what live membership has seen, so that both have to say the same. */
  readonly isComparable: boolean;
};

type Deps = Pick<
  ManagementDeps,
  "workspace" | "live" | "identity" | "stages" | "reload" | "told" | "transitions"
>;

/**
 * Waits shortly for the stages to come to one place, where everything is that was told before the call. The person's ids are those of that place: they were the same when live
 * membership had yet to come to it and after that.
 * @throws what the event store throws, and what `find` throws.
 */
export async function liveMoment(deps: Deps, find: () => Profile, signal: AbortSignal): Promise<LiveMoment> {
  const { workspace, live: people, identity, reload, transitions } = deps;
  const told = deps.told.head();
  const present = workspace.logicalNow();
  const whole = async (profile: Profile, live: LivePerson | null): Promise<LiveMoment> => ({
    profile,
    live,
    history: await reload.history(profile.nodes, ALL_RECORDS, signal),
    at: live?.at ?? present,
    isComparable: false,
  });
  if (workspace.get().pinnedNow !== null) return whole(find(), null);
  // A stage that is further behind is not waited for: the history is then told as it is known.
  const patience = newPatience();
  for (;;) {
    const profile = find();
    const resolved = identity.reads.resolved();
    const before = people.of(profile.person);
    if (before.segments.size === 0) return whole(profile, null);
    const isEvaluated = await waits(
      () => people.position() >= resolved && transitions.head() >= told,
      patience,
      signal,
    );
    const live = people.of(profile.person);
    const isStored = isEvaluated && (await waits(() => storedUpTo(deps) >= live.offset, patience, signal));
    const now = find();
    if (!isStored) return whole(now, people.of(now.person));
    if (now.person !== profile.person || now.nodes.join() !== profile.nodes.join()) continue;
    const history = await reload.history(profile.nodes, live.offset, signal);
    return { profile, live, history, at: live.at, isComparable: !live.isOverdue };
  }
}

/** The plan in force where the segment is live: the one that live membership answers by. */
export function planInForce({ live }: LiveMoment, key: string, planned: () => Plan): Plan {
  return live?.segments.get(key)?.plan ?? planned();
}

/** Null where there is nothing to compare: not live, paused, overdue, or the stages are too far from each other. */
export function agreement({ live, isComparable }: LiveMoment, key: string, member: boolean): boolean | null {
  const own = live?.segments.get(key);
  if (own === undefined || own.plan === null || !isComparable) return null;
  return own.member === member;
}

/** The last record that is in the event store. */
export function storedUpTo({ stages }: Pick<ManagementDeps, "stages">): number {
  return stages().find(({ name }) => name === "store")?.position ?? 0;
}
