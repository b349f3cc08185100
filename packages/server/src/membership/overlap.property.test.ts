import fc from "fast-check";
import { expect, test } from "vitest";
import { PeopleSet } from "./live/people-set.ts";
import { countExactly, countInAll, peopleOf } from "./overlap.ts";

const seed = Number(process.env["HABITUS_SEED"] ?? 20_261_122);
const numRuns = Number(process.env["HABITUS_RUNS"] ?? 100);

const anySets = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 3_000 }), { maxLength: 60 }), {
  minLength: 2,
  maxLength: 6,
});

test("every combination has the people that are in its sets, counted and page by page", () => {
  fc.assert(
    fc.property(anySets, fc.integer({ min: 1, max: 7 }), (members, limit) => {
      const sets = members.map((people) => {
        const set = new PeopleSet();
        for (const person of people) set.set(person, true);
        return set.bits();
      });
      const inAll = countInAll(sets);
      const exactly = countExactly(inAll);
      const everybody = [...new Set(members.flat())].sort((a, b) => a - b);
      for (let combination = 1; combination < exactly.length; combination++) {
        const isIn = (person: number, place: number): boolean => members[place]?.includes(person) === true;
        const isWanted = (place: number): boolean => ((combination >>> place) & 1) === 1;
        const all = everybody.filter((person) =>
          members.every((_, place) => !isWanted(place) || isIn(person, place)),
        );
        const only = all.filter((person) =>
          members.every((_, place) => isWanted(place) === isIn(person, place)),
        );
        expect([exactly[combination], inAll[combination]]).toEqual([only.length, all.length]);
        expect(paged(sets, combination, true, limit)).toEqual(only);
        expect(paged(sets, combination, false, limit)).toEqual(all);
      }
    }),
    { seed, numRuns },
  );
});

function paged(
  sets: readonly Uint8Array[],
  combination: number,
  isExact: boolean,
  limit: number,
): readonly number[] {
  const people: number[] = [];
  for (let after = 0; ; after = people.at(-1) ?? 0) {
    const page = peopleOf(sets, { combination, isExact }, { after, limit });
    people.push(...page);
    if (page.length < limit) return people;
  }
}
