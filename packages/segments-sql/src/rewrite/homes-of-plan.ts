import { DAY_MS, type Instant, MIN_EVENT_TIME } from "@habitus/kernel";
import type { EventKind, EventMatch, Leaf } from "@habitus/segments";
import type { Interval } from "./calendar.ts";
import { chainMatches } from "./chain.ts";
import { type HomeClock, HomeZones } from "./home-zones.ts";
import { clockOf } from "./local-time.ts";
import { homeInterval, isHome, windowInterval } from "./window.ts";

type EventLeaf = Extract<Leaf, { readonly events: EventMatch }>;

/** Calendars of two zones are never further apart. */
const ZONE_REACH = 2 * DAY_MS;

/** All that the leaves ask of people's home zones. */
export function homeZonesOf(leaves: readonly Leaf[], at: Instant): HomeZones {
  const ofEvents = leaves.filter((leaf): leaf is EventLeaf => "events" in leaf);
  const clocks = ofEvents.flatMap(clocksOf);
  const from = ofEvents.filter((leaf) => clocksOf(leaf).length > 0).map((leaf) => earliest(leaf, at));
  const span = { from: Math.max(MIN_EVENT_TIME, Math.min(at, ...from)), to: at + 1 };
  return new HomeZones(ofEvents.map(({ events }) => events.window).filter(isHome), clocks, span, at);
}

function clocksOf(leaf: EventLeaf): readonly HomeClock[] {
  const kinds = kindsOf(leaf);
  const local = kinds.flatMap((kind) => (kind.local === undefined ? [] : [clockOf(kind.local)]));
  if (leaf.kind === "favourite" && leaf.clock !== undefined) return [...local, clockOf(leaf.clock)];
  if (leaf.kind !== "days" || leaf.zone.kind === "named") return local;
  return [...local, { use: "day", otherwise: leaf.zone.otherwise }];
}

function kindsOf(leaf: EventLeaf): readonly EventKind[] {
  if (leaf.kind === "sequence") return chainMatches(leaf, 0);
  return leaf.kind === "ratio" ? [leaf.events, leaf.part] : [leaf.events];
}

/** Before this the leaf looks at nothing, whatever the person's zone. */
function earliest({ events: { window } }: EventLeaf, at: Instant): Instant {
  const interval: Interval = isHome(window) ? homeInterval(window, "UTC", at) : windowInterval(window, at);
  return interval.from - ZONE_REACH;
}
