import { seededRandom } from "@habitus/kernel";
import { countExactly, countInAll, PeopleSet, peopleOf } from "@habitus/server";
import { type Bench, median } from "./report.ts";

const PEOPLE = 1_000_000;
const SEGMENTS = 6;
const ROUNDS = 15;
const PAGE = 100;

/** What an answer of the API takes besides HTTP: the sets are copied, handed to another thread, and counted. */
export const bench: Bench = {
  name: "overlap",
  title: "People that segments share",
  run(report) {
    const random = seededRandom(4);
    const sets = Array.from({ length: SEGMENTS }, (_, place) => {
      const set = new PeopleSet();
      for (let person = 1; person <= PEOPLE; person++) {
        if (random.next() < (place + 1) / (SEGMENTS + 1)) set.set(person, true);
      }
      return set;
    });
    const timed = (work: () => void): readonly number[] =>
      Array.from({ length: ROUNDS }, () => {
        const begun = performance.now();
        work();
        return performance.now() - begun;
      });
    const copied = (): readonly Uint8Array[] => structuredClone(sets.map((set) => set.bits()));
    const counting = timed(() => void countExactly(countInAll(copied())));
    const opening = timed(() => {
      const wanted = { combination: 2 ** SEGMENTS - 1, isExact: true };
      peopleOf(copied(), wanted, { after: PEOPLE / 2, limit: PAGE });
    });
    const what = `${SEGMENTS} segments over ${PEOPLE} people`;
    report.row({
      name: `every combination of ${what}`,
      unit: "ms",
      value: median(counting),
      limit: { at: "most", value: 50 },
    });
    report.row({ name: `a page of who is in all of ${what}`, unit: "ms", value: median(opening) });
    return Promise.resolve();
  },
};
