import { DAY_MS } from "@habitus/kernel";
import type { Rehearsal } from "./rehearsal-store.ts";

/** For tests: a rehearsal of one day, of nobody. */
export function rehearsalOf(part: Partial<Rehearsal> = {}): Rehearsal {
  return {
    number: 1,
    segment: "buyers",
    definition: { version: 1, condition: { kind: "everyone" } },
    purpose: null,
    channel: null,
    from: 0,
    to: DAY_MS - 1,
    zone: "UTC",
    finishedAt: DAY_MS,
    offset: 1,
    people: 0,
    before: 0,
    entered: 0,
    left: 0,
    days: [{ day: "1970-01-01", until: DAY_MS - 1, entries: 0, exits: 0, entered: 0, left: 0, size: 0 }],
    plans: 1,
    isWorkedOut: false,
    ...part,
  };
}
