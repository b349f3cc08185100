import type { Instant } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import type { Offset } from "../log/log.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { planBehind } from "./live/kept-plans.ts";
import { Registry } from "./live/registry.ts";
import { counterOf, decodeHeader, decodeParts, type Header } from "./live/rows.ts";
import type { MembershipStore } from "./membership-store.ts";
import type { Transition } from "./transition.ts";

export type LiveMember = {
  readonly version: number;
  /** As it is in force; null while the segment is paused. */
  readonly plan: Plan | null;
  readonly member: boolean;
  /** The segment is paused, or being resumed: it has been so since then. */
  readonly frozenSince: Instant | null;
};

/** What live membership says of a person, all of it at one place of the log. */
export type LivePerson = {
  readonly offset: Offset;
  /** The logical now of that record. */
  readonly at: Instant;
  /** A deadline of theirs that lies at or before it waits for a later record: what is told is not yet what is meant. */
  readonly isOverdue: boolean;
  /** By key, every segment that is live or paused. */
  readonly segments: ReadonlyMap<string, LiveMember>;
};

export type LivePeople = {
  position(): Offset;
  /** From what is on disk, which is what transitions have told. */
  of(person: PersonNumber): LivePerson;
  /** By what a transition was made, with the segments that it contained and the thresholds as they were; null where that was not kept. */
  planBehind(transition: Pick<Transition, "segment" | "version" | "offset" | "cause">): Plan | null;
};

const NOTHING: Header = { due: Number.POSITIVE_INFINITY, counters: [] };

export function createLivePeople(
  store: Pick<MembershipStore, "position" | "now" | "get" | "scan">,
): LivePeople {
  return {
    position: () => store.position(),
    planBehind(transition) {
      const number = new Registry(store).knownNumber(transition.segment);
      return number === null ? null : planBehind(store, number, transition);
    },
    of(person) {
      const registry = new Registry(store);
      const header = store.get("headers", person);
      const { due, counters } = header === undefined ? NOTHING : decodeHeader(header);
      const builds = store.get("builds", person);
      const built = builds === undefined ? [] : decodeParts(builds);
      const dues = [due, ...built.flatMap((part) => (registry.isInForce(part.build) ? [part.due] : []))];
      const isIn = (key: string): boolean => counterOf(counters, registry.numberOf(key)) % 2 === 1;
      const live = registry.live.map(
        ({ key, version, plan }) => [key, { version, plan, member: isIn(key), frozenSince: null }] as const,
      );
      const paused = registry.paused.map(
        ({ key, version, at }) => [key, { version, plan: null, member: isIn(key), frozenSince: at }] as const,
      );
      return {
        offset: store.position(),
        at: store.now(),
        isOverdue: Math.min(...dues) <= store.now(),
        segments: new Map<string, LiveMember>([...live, ...paused]),
      };
    },
  };
}
