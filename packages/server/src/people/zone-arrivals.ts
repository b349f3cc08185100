import { type Fact, ownIdOf, type TrackedEvent, zoneSaidBy } from "@habitus/events";
import { DAY_MS, hash128, hashHex, type Instant, SEEN_ZONE_TRAIT } from "@habitus/kernel";
import { isZoneName } from "@habitus/segments";
import type { Said } from "../ingest/ingest.ts";
import type { NotedZones } from "../profiles/noted-zones.ts";

/** How many ids are remembered of which nothing need be looked up. */
const REMEMBERED = 100_000;
/** How many names are remembered that are zones, or none. */
const REMEMBERED_NAMES = 2_000;
/** A zone that stays the same is noted once more after so long, so that of several ids of a person the one used last counts. */
const NOTED_FOR_MS = DAY_MS;

/** What is known of an id: the zone it was last in, since when that is noted, and the last call that said it. */
type Known = {
  readonly zone: string;
  readonly noted: Instant;
  readonly seen: Instant;
  readonly seenBy: string;
};

/**
 * Notes the time zones that calls say their devices are in, as facts about the ids the calls belong to: when an id is first seen, when its
 * zone is another, and once a day. The latest by the time of the call counts. What lies before what was noted, or in the future, is not.
 *
 * Only what is in the log counts as noted: of calls that come at once the same may be noted twice.
 */
export function createZoneArrivals({
  now,
  noted,
}: {
  readonly now: () => Instant;
  readonly noted: NotedZones;
}): {
  readonly factsOf: (events: readonly TrackedEvent[]) => Said;
  /** Somebody was erased: what is remembered may be of them. */
  forget(): void;
} {
  let known = new Map<string, Known>();
  const isZone = remembering(isZoneName);

  const lookUp = (id: Fact["id"], key: string, own: ReadonlyMap<string, Known>): Known | null => {
    const remembered = own.get(key) ?? known.get(key);
    if (remembered !== undefined) return remembered;
    const before = noted(id);
    return before === null
      ? null
      : { zone: before.zone, noted: before.time, seen: before.time, seenBy: before.idHash };
  };

  /** `own` is what the events before it in the call have said. */
  const factsOfEvent = (event: TrackedEvent, own: Map<string, Known>): readonly Fact[] => {
    const zone = zoneSaidBy(event);
    if (zone === null || event.time > now() || !isZone(zone)) return [];
    const id = ownIdOf(event);
    const key = `${id.kind}\u0000${id.value}`;
    const before = lookUp(id, key, own);
    const { time } = event;
    if (before !== null && time <= before.noted) return [];
    const idHash = hashHex(hash128(event.id));
    const isSame = before?.zone === zone;
    if (before !== null && time < before.seen) {
      if (isSame) return [];
      // It lies between what was noted and a later call that said so still.
      own.set(key, { ...before, noted: before.seen });
      const later = { time: before.seen, idHash: before.seenBy };
      return [factOf(id, zone, { time, idHash }), factOf(id, before.zone, later)];
    }
    if (before !== null && isSame && time - before.noted < NOTED_FOR_MS) {
      own.set(key, { ...before, seen: time, seenBy: idHash });
      return [];
    }
    own.set(key, { zone, noted: time, seen: time, seenBy: idHash });
    return [factOf(id, zone, { time, idHash })];
  };

  const remember = (own: ReadonlyMap<string, Known>): void => {
    for (const [key, each] of own) {
      if (known.size >= REMEMBERED) known = new Map();
      const other = known.get(key);
      known.set(key, other === undefined ? each : laterOf(other, each));
    }
  };

  return {
    factsOf(events) {
      const own = new Map<string, Known>();
      const facts = events.flatMap((event) => factsOfEvent(event, own));
      const began = known;
      return {
        facts,
        ended(isInLog) {
          // Whoever was erased since may be among them.
          if (isInLog && known === began) remember(own);
        },
      };
    },
    forget() {
      known = new Map();
    },
  };
}

/** Of what two calls that came at once have left: what stands in the log is the zone that was noted last. */
function laterOf(a: Known, b: Known): Known {
  return a.noted > b.noted || (a.noted === b.noted && a.seen > b.seen) ? a : b;
}

function factOf(id: Fact["id"], zone: string, at: { readonly time: Instant; readonly idHash: string }): Fact {
  return { id, name: SEEN_ZONE_TRAIT, value: JSON.stringify(zone), ...at, proof: null };
}

/** Asking the host for a name that is none takes long, and some SDKs say one with every call. */
function remembering(answer: (name: string) => boolean): (name: string) => boolean {
  let known = new Map<string, boolean>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= REMEMBERED_NAMES) known = new Map();
    const made = answer(name);
    known.set(name, made);
    return made;
  };
}
