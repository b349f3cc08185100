import type { Membership } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { LivePerson } from "../../../../membership/live-people.ts";
import { isEntered } from "../../../../membership/transition.ts";
import { type TransitionLog, transitionsOf } from "../../../../membership/transition-log.ts";
import type { PersonNumber } from "../../../../store/event-store.ts";
import { isoOrNull } from "../shared.ts";

type Followed = NonNullable<Membership["live"]>;
type Stay = Followed["stays"][number];

/** How the person's memberships went as they were seen live, by segment; null for a segment that was never live. */
export function followedIn(
  transitions: Pick<TransitionLog, "of">,
  live: LivePerson | null,
  person: PersonNumber,
): (segment: string) => Followed | null {
  const stays = new Map<string, Stay[]>();
  for (const transition of transitionsOf(transitions, person)) {
    const { segment, at, cause } = transition;
    const own = stays.get(segment) ?? [];
    stays.set(segment, own);
    if (isEntered(transition)) {
      own.push({ entered: formatInstant(at), enteredBy: cause, left: null, leftBy: null });
      continue;
    }
    const last = own.pop();
    // The log may be kept for a while only: then the first that is left may be a leaving.
    if (last !== undefined) own.push({ ...last, left: formatInstant(at), leftBy: cause });
  }
  return (segment) => {
    const known = live?.segments.get(segment);
    if (known === undefined) return null;
    const own = stays.get(segment) ?? [];
    const last = own.at(-1);
    return {
      member: known.member,
      since: last?.left ?? last?.entered ?? null,
      frozenSince: isoOrNull(known.frozenSince),
      stays: own,
    };
  };
}
