import type { PersonNumber } from "../../store/event-store.ts";
import type { MembershipStore, MembershipWrite } from "../membership-store.ts";
import type { DirtyState } from "./layer.ts";
import { PeopleSet } from "./people-set.ts";
import { type BuildPart, decodeParts, encodeParts } from "./rows.ts";

/** What live states are stored as: a row of their own, and what builds that came into force have kept beside it. */
export type StoredParts = {
  /** The live state's parts. */
  live(person: PersonNumber): readonly Uint8Array[];
  /** What the build has kept. */
  ofBuild(person: PersonNumber, build: number): readonly Uint8Array[];
  writes(changed: {
    readonly live: readonly DirtyState[];
    readonly build: { readonly number: number; readonly states: readonly DirtyState[] } | null;
  }): readonly MembershipWrite[];
  /** When the parts in force are due, of everybody who has any. */
  dues(): Iterable<{ readonly person: PersonNumber; readonly due: number }>;
};

/** @param isInForce whether a build belongs to the live states. */
export function createStoredParts(
  store: Pick<MembershipStore, "get" | "scan" | "keys">,
  isInForce: (build: number) => boolean,
): StoredParts {
  const withParts = new PeopleSet();
  /** Who has parts of the build that is written now; what was kept of builds before a start is of no build to come. */
  let written = { build: 0, people: new PeopleSet() };
  for (const key of store.keys("builds")) withParts.set(key, true);
  const partsOf = (person: PersonNumber): readonly BuildPart[] => {
    if (!withParts.has(person)) return [];
    const bytes = store.get("builds", person);
    return bytes === undefined ? [] : decodeParts(bytes);
  };

  return {
    live(person) {
      const own = store.get("states", person);
      const built = partsOf(person).filter(({ build }) => isInForce(build));
      return [...(own === undefined ? [] : [own]), ...built.map(({ state }) => state)];
    },
    ofBuild(person, number) {
      if (number !== written.build || !written.people.has(person)) return [];
      const own = partsOf(person).filter(({ build }) => build === number);
      return own.map(({ state }) => state);
    },
    writes({ live, build }) {
      const writes: MembershipWrite[] = [];
      if (build !== null && build.number !== written.build) {
        written = { build: build.number, people: new PeopleSet() };
      }
      // A live state that is written holds what the parts in force did, so these go.
      const absorbed = new Set<PersonNumber>();
      for (const { person, state } of live) {
        writes.push({ table: "states", key: person, value: state });
        if (withParts.has(person)) absorbed.add(person);
      }
      const built = new Map(build?.states.map((each) => [each.person, each]));
      for (const person of new Set([...absorbed, ...built.keys()])) {
        const mine = built.get(person);
        const parts = partsOf(person).filter((part) =>
          part.build === build?.number ? mine === undefined : isInForce(part.build) && !absorbed.has(person),
        );
        if (build !== null && mine !== undefined && mine.state !== null) {
          const { due, state } = mine;
          writes.push(row(person, [...parts, { build: build.number, due, state }]));
          withParts.set(person, true);
          written.people.set(person, true);
        } else {
          writes.push(row(person, parts));
          withParts.set(person, parts.length > 0);
        }
      }
      return writes;
    },
    *dues() {
      for (const { key, value } of store.scan("builds")) {
        const parts = decodeParts(value).filter(({ build }) => isInForce(build));
        for (const { due } of parts) yield { person: key, due };
      }
    },
  };
}

function row(person: PersonNumber, parts: readonly BuildPart[]): MembershipWrite {
  return { table: "builds", key: person, value: parts.length === 0 ? null : encodeParts(parts) };
}
