import { expect, test } from "vitest";
import { createBenefitAnswers, MOST_ANSWERS } from "./benefit-answers.ts";

function taken(people: readonly number[], most?: number) {
  const answers = createBenefitAnswers(most);
  for (const person of people) answers.add({ person, label: person % 2, figures: [person, -person] });
  const { values, labels } = answers.taken({ features: 2, classes: 2 });
  return [...labels].map((label, row) => ({ label, person: values[row * 2] ?? 0, off: values[row * 2 + 1] }));
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

test("up to the limit everybody is taken, in the order in which they came", () => {
  expect(taken(numbers(3), 3)).toEqual([
    { label: 1, person: 1, off: -1 },
    { label: 0, person: 2, off: -2 },
    { label: 1, person: 3, off: -3 },
  ]);
  expect(taken([])).toEqual([]);
});

test("of more an even part is taken: as many as the limit, of all stretches and benefits", () => {
  const part = taken(numbers(6 * MOST_ANSWERS));
  expect(part).toHaveLength(MOST_ANSWERS);
  expect(new Set(part.map(({ person }) => person)).size).toBe(MOST_ANSWERS);
  expect(part.every(({ label, person, off }) => label === person % 2 && off === -person)).toBe(true);
  const firstHalf = part.filter(({ person }) => person <= 3 * MOST_ANSWERS).length;
  const ofOne = part.filter(({ label }) => label === 1).length;
  expect(Math.abs(firstHalf / MOST_ANSWERS - 0.5)).toBeLessThan(0.02);
  expect(Math.abs(ofOne / MOST_ANSWERS - 0.5)).toBeLessThan(0.02);
});

test("the next run takes the same people, but for as few as there are new ones", () => {
  const before = new Set(taken(numbers(5_000), 1_000).map(({ person }) => person));
  const after = taken(numbers(5_050), 1_000).map(({ person }) => person);
  expect(after.filter((person) => !before.has(person)).every((person) => person > 5_000)).toBe(true);
});

test("a benefit that very few said keeps all of them, told with how many said each", () => {
  const answers = createBenefitAnswers(1_000, 60);
  // One in five hundred seeks the third: an even part of a thousand would hold two of them.
  const people = numbers(25_000);
  const labelOf = (person: number): number => (person % 500 === 7 ? 2 : person % 2);
  for (const person of people) answers.add({ person, label: labelOf(person), figures: [person] });
  const { labels, values, all } = answers.taken({ features: 1, classes: 3 });
  const ofFew = [...labels.keys()].filter((row) => labels[row] === 2).map((row) => values[row]);
  expect(labels).toHaveLength(1_000);
  expect(new Set(ofFew)).toEqual(new Set(people.filter((person) => labelOf(person) === 2)));
  expect([...(all ?? [])]).toEqual([12_500, 12_450, 50]);
  const ofOne = [...labels].filter((label) => label === 1).length;
  expect(Math.abs(ofOne / 950 - 0.5)).toBeLessThan(0.05);
});
