import type { Instant } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import type { Offset } from "../log/log.ts";
import type { PersonNumber } from "../store/event-store.ts";
import { Registry } from "./live/registry.ts";
import { counterOf, decodeHeader } from "./live/rows.ts";
import type { MembershipStore } from "./membership-store.ts";

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
  /** By key, every segment that is live or paused. */
  readonly segments: ReadonlyMap<string, LiveMember>;
};

export type LivePeople = {
  position(): Offset;
  /** From what is on disk, which is what transitions have told. */
  of(person: PersonNumber): LivePerson;
};

export function createLivePeople(store: Pick<MembershipStore, "position" | "now" | "get">): LivePeople {
  return {
    position: () => store.position(),
    of(person) {
      const registry = new Registry(store);
      const header = store.get("headers", person);
      const counters = header === undefined ? [] : decodeHeader(header).counters;
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
        segments: new Map<string, LiveMember>([...live, ...paused]),
      };
    },
  };
}
