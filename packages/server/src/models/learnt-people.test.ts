import { expect, test } from "vitest";
import { LearntPeople } from "./learnt-people.ts";

const MOST = 1_000;

function learnt(numbers: readonly number[]) {
  const people = new LearntPeople([{ of: "recency", event: "bought", places: [0] }], MOST);
  for (const person of numbers) people.add(person, [person / 2]);
  for (const person of numbers) people.happened(person, person % 3 === 0);
  const { person, ...told } = people.told();
  return { ...told, person: Array.from(person) };
}
const numbers = (count: number, step: number) =>
  Array.from({ length: count }, (_, index) => (index + 1) * step);

test.each([1, 2, 64, 77, 4_096, 2 ** 20])(
  "as long as they fit all are learnt from, however sparse their numbers: one of %i",
  (step) => {
    expect(learnt(numbers(MOST, step)).person).toEqual(numbers(MOST, step));
  },
);

test.each([1, 2, 64, 77, 4_096])("of more than fit about half the bound at least, one of %i", (step) => {
  for (const count of [MOST + 1, 2 * MOST, 5 * MOST, 37 * MOST]) {
    const all = numbers(count, step);
    const { person, columns, happened } = learnt(all);
    expect(person.length).toBeLessThanOrEqual(MOST);
    expect(person.length).toBeGreaterThan(0.4 * MOST);
    // Early and late ones alike.
    const early = person.filter((each) => each <= (count / 2) * step).length;
    expect(Math.abs(early / person.length - 0.5)).toBeLessThan(0.1);
    // Each with what was said of them, also before others were left out.
    expect([...(columns[0]?.values ?? [])]).toEqual(person.map((each) => each / 2));
    expect([...happened]).toEqual(person.map((each) => (each % 3 === 0 ? 1 : 0)));
    // Always the same ones.
    expect(learnt(all).person).toEqual(person);
  }
});
